//! The way in: from a request to its world, and then to a provider, the control API, or a result file.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use futures_util::FutureExt as _;
use mock_http::authority::Authority;
use serde_json::json;
use tower::Service;

use crate::control::Refused;
use crate::cors::Sharing;
use crate::traffic::{Destination, Visitor, handle_fallback, handle_provider, turn_away};
use crate::within::is_console;
use crate::worlds::Backlot;

/// The path of the control API in every world.
pub(crate) const CONTROL: &str = "/_backlot";

/// The whole sandbox as one service.
#[derive(Clone)]
pub struct App {
    backlot: Arc<Backlot>,
    /// The routes of everything but the providers.
    fallback: Router,
}

/// A request that may come in.
struct Admitted {
    visitor: Visitor,
    /// The provider's destination that the request goes to, if it goes to one.
    destination: Option<Destination>,
    sharing: Sharing,
}

impl App {
    /// Creates the service of a sandbox with the routes of everything but the providers.
    pub(crate) fn with_routes(backlot: &Arc<Backlot>, fallback: Router) -> Self {
        Self { backlot: backlot.clone(), fallback }
    }

    /// Returns the authority that a request came to, or that a trusted proxy in front was asked for. A proxy on this machine can
    /// be reached by a foreign name, too, so that both must be hosts that the sandbox answers to.
    fn authority(&self, parts: &Parts) -> Result<Option<Authority>, Refused> {
        let access = self.backlot.access();
        let Some(asked) = Authority::of(parts).map_err(|bad| Refused::bad_request(bad.0))? else {
            return Ok(None);
        };
        access.check_host(&asked).map_err(Refused::forbidden)?;
        if !access.trusts_forwarded {
            return Ok(Some(asked));
        }
        let told = asked.forwarded(parts).map_err(|bad| Refused::bad_request(bad.0))?;
        access.check_host(&told).map_err(Refused::forbidden)?;
        Ok(Some(told))
    }

    /// Takes the world off a request's path and finds the request's destination, or answers it at the door.
    fn admit(&self, parts: &mut Parts) -> Result<Admitted, Box<Response>> {
        let refuse = |refused: Refused| Box::new(refused.into_response());
        let access = self.backlot.access();
        let authority = self.authority(parts).map_err(refuse)?;
        let world = match in_world(&parts.uri) {
            None => self.backlot.world(""),
            Some((name, rest)) => {
                let world = self.backlot.world(name);
                if world.is_some() {
                    parts.uri = rest;
                }
                world
            }
        };
        let page = access.page(&parts.headers, authority.as_ref());
        let path = parts.uri.path();
        let destination = Destination::of(&self.backlot, path, &self.fallback);
        let is_control =
            path.strip_prefix(CONTROL).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let sharing = match &destination {
            Some(destination) if destination.is_file => Sharing::of_file(page),
            None if is_control => Sharing::of_control(page),
            _ => Sharing::of_provider(page),
        };
        if let Some(answer) = sharing.preflight(parts) {
            return Err(Box::new(answer));
        }
        if is_control {
            let checked = access.check_control(parts, authority.as_ref());
            checked.map_err(|why| refuse(Refused::forbidden(why)))?;
        }
        let Some(world) = world else {
            let mut response = not_found("There is no such world. Make it with POST /_backlot/worlds.");
            sharing.apply(response.headers_mut());
            return Err(Box::new(response));
        };
        Ok(Admitted {
            visitor: Visitor { backlot: self.backlot.clone(), world, authority },
            destination,
            sharing,
        })
    }
}

impl Service<Request> for App {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let (mut parts, body) = request.into_parts();
        let admitted = self.admit(&mut parts);
        if is_console(parts.uri.path()) {
            parts.extensions.insert(self.clone());
        }
        let request = Request::from_parts(parts, body);
        let Admitted { visitor, destination, sharing } = match admitted {
            Ok(admitted) => admitted,
            Err(answer) => return Box::pin(turn_away(self.backlot.clone(), request, *answer).map(Ok)),
        };
        let share = move |mut response: Response| {
            sharing.apply(response.headers_mut());
            Ok(response)
        };
        match destination {
            Some(destination) => Box::pin(handle_provider(visitor, destination, request).map(share)),
            None => Box::pin(handle_fallback(visitor, request, self.fallback.clone()).map(share)),
        }
    }
}

/// Returns the whole sandbox as a router, to be put inside other layers.
pub fn router(backlot: &Arc<Backlot>) -> Router {
    Router::new().fallback_service(App::new(backlot))
}

/// Returns the world's name in `/w/{name}/...`, and the URI without it.
fn in_world(uri: &Uri) -> Option<(&str, Uri)> {
    let path = uri.path().strip_prefix("/w/")?;
    let (name, rest) = path.split_at(path.find('/').unwrap_or(path.len()));
    let rest = if rest.is_empty() { "/" } else { rest };
    let rest = match uri.query() {
        Some(query) => format!("{rest}?{query}"),
        None => rest.to_owned(),
    };
    // A part of a valid path with its query is again a valid path.
    let rest = PathAndQuery::try_from(rest).ok()?;
    Some((name, Uri::from(rest)))
}

/// Returns the answer for a path that leads nowhere.
pub(crate) fn not_found(message: &str) -> Response {
    let message =
        format!("{message} The control API is under /_backlot; GET /_backlot/health lists the providers.");
    (StatusCode::NOT_FOUND, Json(json!({ "error": "not_found", "message": message }))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_is_the_first_part_of_a_path() {
        let rows = [
            ("/w/one/cutx/api?x=1", Some(("one", "/cutx/api?x=1"))),
            ("/w/one", Some(("one", "/"))),
            ("/w//cutx", Some(("", "/cutx"))),
            ("/cutx/api", None),
            ("/width", None),
        ];
        for (path, expected) in rows {
            let uri: Uri = path.parse().unwrap();
            let found = in_world(&uri).map(|(name, rest)| (name, rest.to_string()));
            assert_eq!(found, expected.map(|(name, rest)| (name, rest.to_owned())), "{path}");
        }
    }
}
