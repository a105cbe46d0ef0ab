//! The providers' OpenAPI documents, each with the server of the world that is asked.

use std::borrow::Cow;

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use mock_http::module::ProviderModule;
use mock_http::request::RequestContext;
use serde_json::{Value, json};

/// Returns the routes that serve each provider's document.
pub(crate) fn routes(modules: &[ProviderModule]) -> Router {
    modules.iter().fold(Router::new(), |routes, &ProviderModule { provider, base, openapi, .. }| {
        let document = async move |context: RequestContext| answer(&context, base, openapi);
        routes.route(&format!("/{provider}/openapi.json"), get(document))
    })
}

fn answer(context: &RequestContext, base: &str, openapi: &'static str) -> Response {
    let document = document(context, base, openapi).into_owned();
    ([(header::CONTENT_TYPE, "application/json")], document).into_response()
}

/// Names the world's own server in a document, so that clients made from it call this world.
fn document<'a>(context: &RequestContext, base: &str, openapi: &'a str) -> Cow<'a, str> {
    let prefix = context.world.prefix();
    let server = match &context.world.settings.public_url {
        None if prefix.is_empty() => return openapi.into(),
        None => prefix + base,
        Some(_) => context.url(base),
    };
    let mut document: Value = serde_json::from_str(openapi).expect("the build wrote it as JSON");
    document["servers"] = json!([{ "url": server }]);
    document.to_string().into()
}
