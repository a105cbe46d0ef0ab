//! `/llms.txt`: a page on this sandbox for programs that read before they call.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use mock_http::module::ProviderModule;
use mock_http::request::RequestContext;

/// Returns the route of the page.
pub(crate) fn routes(modules: &[ProviderModule]) -> Router {
    let providers: Arc<[(&'static str, &'static str, &'static str)]> =
        modules.iter().map(|module| (module.provider, module.title, module.base)).collect();
    let page = async move |context: RequestContext| {
        let mut links = String::new();
        for (provider, title, base) in providers.iter() {
            let (document, base) = (context.url(&format!("/{provider}/openapi.json")), context.url(base));
            let _ = writeln!(links, "- [{title}]({document}): every call, at the base URL {base}");
        }
        let text =
            include_str!("llms.txt").replace("{providers}\n", &links).replace("{url}", &context.url(""));
        ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
    };
    Router::new().route("/llms.txt", get(page))
}
