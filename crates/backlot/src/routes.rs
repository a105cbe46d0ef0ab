//! The routes of everything but the providers: the control API, the console, and the providers' documents.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use mock_http::request::RequestContext;

use crate::app::{App, CONTROL, not_found};
use crate::within::CONSOLE;
use crate::worlds::Backlot;
use crate::{console, control, llms, openapi};

impl App {
    /// Creates the service of a sandbox.
    pub fn new(backlot: &Arc<Backlot>) -> Self {
        let console = console::routes().route("/", any(home));
        let console = if backlot.has_console() { console } else { Router::new() };
        let fallback = Router::new()
            .nest(CONTROL, control::routes(backlot.clone()))
            .merge(console)
            .merge(openapi::routes(backlot.modules()))
            .merge(llms::routes(backlot.modules()))
            .fallback(async || not_found("There is nothing here."));
        Self::with_routes(backlot, fallback)
    }
}

/// Sends browsers from the top of a world to its console.
async fn home(context: RequestContext, method: Method, headers: HeaderMap) -> Response {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let is_browser =
        accepted.flat_map(|value| value.split(',')).any(|kind| kind.trim().starts_with("text/html"));
    if !is_browser || ![Method::GET, Method::HEAD].contains(&method) {
        return not_found("There is nothing here.");
    }
    let console = format!("{CONSOLE}/");
    let console = match &context.world.settings.public_url {
        Some(_) => context.url(&console),
        None => context.world.prefix() + &console,
    };
    (StatusCode::FOUND, [(header::LOCATION, console)]).into_response()
}
