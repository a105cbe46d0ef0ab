//! The frame around every provider's routes: the provider's own refusals of unknown paths and wrong methods.

use axum::Router;

use crate::http::Visit;
use crate::provider::Provider;
use crate::refusal::Problem;

/// Puts the frame around a provider's routes. A visit notes the matched route even if the method is wrong.
pub fn guard<P: Provider>(routes: Router) -> Router {
    routes
        .fallback(async || P::refuse(Problem::UnknownRoute))
        .method_not_allowed_fallback(async |_: Visit| P::refuse(Problem::WrongMethod))
}
