//! The providers' OpenAPI documents, each with the server of the world that is asked.

use std::borrow::Cow;

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use mock_core::http::Visit;
use mock_core::mount::Mount;
use serde_json::{Value, json};

/// Returns the routes that serve each provider's document.
pub(crate) fn routes(mounts: &[Mount]) -> Router {
    mounts.iter().fold(Router::new(), |routes, &Mount { provider, base, openapi, .. }| {
        let document = async move |visit: Visit| answer(&visit, base, openapi);
        routes.route(&format!("/{provider}/openapi.json"), get(document))
    })
}

fn answer(visit: &Visit, base: &str, openapi: &'static str) -> Response {
    let document = document(visit, base, openapi).into_owned();
    ([(header::CONTENT_TYPE, "application/json")], document).into_response()
}

/// Names the world's own server in a document, so that clients made from it call this world.
fn document<'a>(visit: &Visit, base: &str, openapi: &'a str) -> Cow<'a, str> {
    let prefix = visit.world.prefix();
    let server = match &visit.world.settings.public_url {
        None if prefix.is_empty() => return openapi.into(),
        None => prefix + base,
        Some(_) => visit.url(base),
    };
    let mut document: Value = serde_json::from_str(openapi).expect("the build wrote it as JSON");
    document["servers"] = json!([{ "url": server }]);
    document.to_string().into()
}
