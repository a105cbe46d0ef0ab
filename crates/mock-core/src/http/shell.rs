//! What stands around every provider's routes: its own words for paths and methods that aren't there.

use axum::Router;

use crate::http::Visit;
use crate::provider::Provider;
use crate::refusal::Problem;

/// Puts the shell around a provider's routes. A visit notes the route that it came to, also where the method is wrong.
pub fn guard<P: Provider>(routes: Router) -> Router {
    routes
        .fallback(async || P::refuse(Problem::UnknownRoute))
        .method_not_allowed_fallback(async |_: Visit| P::refuse(Problem::WrongMethod))
}
