//! What stands around every provider's routes: its own words for paths and methods that aren't there, and for a panic.

use std::any::Any;

use axum::Router;
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;

use crate::provider::{Problem, Provider};

/// Puts the shell around a provider's routes.
pub fn guard<P: Provider>(routes: Router) -> Router {
    routes
        .fallback(async || P::refuse(Problem::UnknownRoute))
        .method_not_allowed_fallback(async || P::refuse(Problem::WrongMethod))
        .layer(CatchPanicLayer::custom(panicked::<P>))
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over")]
fn panicked<P: Provider>(panic: Box<dyn Any + Send>) -> Response {
    let message = panic.downcast_ref::<String>().map(String::as_str);
    let message = message.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
    tracing::error!(provider = P::NAME, message, "a handler panicked");
    P::refuse(Problem::Internal).into_response()
}
