//! The way in: from a request to its world, and then to a provider, the control API, or a result file.

use std::convert::Infallible;
use std::io;
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
use futures_util::future::BoxFuture;
use mock_http::authority::Authority;
use mock_http::server::serve;
use mock_http::world::World;
use serde_json::json;
use tokio::net::TcpListener;
use tower::Service;

use crate::cluster::detour::{Arrival, Refuse};
use crate::cluster::scope::{self, Way};
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

/// The world of a request that may come in, or the way to it if it is not here.
type Admitted = (Result<Arc<World>, Box<Way>>, Around);

/// The rest of what is known of a request that may come in.
struct Around {
    authority: Option<Authority>,
    /// The provider's destination that the request goes to, if it goes to one.
    destination: Option<Destination>,
    sharing: Sharing,
}

/// The place of a request's world.
enum Found {
    Here(Arc<World>),
    Elsewhere(Box<Way>),
    Nowhere,
}

impl App {
    /// Serves until `stop` is ready, then lets calls under way finish for two seconds.
    ///
    /// Nothing here is generic, so that the code that drives connections is made once, with the rest of what a request passes.
    pub fn serve(self, listener: TcpListener, stop: BoxFuture<'_, ()>) -> BoxFuture<'_, io::Result<()>> {
        serve(listener, self, stop).boxed()
    }

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
        let world = self.find(parts);
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
        let world = match world {
            Found::Here(world) => Ok(world),
            Found::Elsewhere(way) => Err(way),
            Found::Nowhere => {
                let mut response = no_such_world();
                sharing.apply(response.headers_mut());
                return Err(Box::new(response));
            }
        };
        Ok((world, Around { authority, destination, sharing }))
    }

    /// Finds the world of a request, and takes it off the path.
    fn find(&self, parts: &mut Parts) -> Found {
        let named = in_world(&parts.uri);
        if self.backlot.cluster().is_some() {
            let named = named.map(|(name, within)| (name.to_owned(), within));
            return scope::find(&self.backlot, parts, named).map_or_else(Found::Elsewhere, Found::Here);
        }
        let Some((name, within)) = named else { return Found::Here(self.backlot.lobby()) };
        let Some(world) = self.backlot.world(name) else { return Found::Nowhere };
        parts.uri = within;
        Found::Here(world)
    }

    /// Answers a request whose world was not here when it came.
    async fn detour(self, way: Way, around: Around, request: Request) -> Result<Response, Infallible> {
        let cluster = self.backlot.cluster().expect("worlds are elsewhere in company alone").clone();
        let refuse = Refuse {
            module: around.destination.as_ref().map(|destination| destination.module),
            sharing: around.sharing.clone(),
            nowhere: no_such_world,
        };
        match way.arrive(&self.backlot, &cluster, request, around.authority.as_ref(), &refuse).await {
            Arrival::Here(world, request) => self.answer(world, around, request).await,
            Arrival::Answer(response) => Ok(response),
        }
    }

    /// Answers a request in a world that is here.
    fn answer(
        self,
        world: Arc<World>,
        Around { authority, destination, sharing }: Around,
        request: Request,
    ) -> Answering {
        let visitor = Visitor { backlot: self.backlot, world, authority };
        let share = move |mut response: Response| {
            sharing.apply(response.headers_mut());
            Ok(response)
        };
        match destination {
            Some(destination) => Box::pin(handle_provider(visitor, destination, request).map(share)),
            None => Box::pin(handle_fallback(visitor, request, self.fallback).map(share)),
        }
    }
}

type Answering = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

impl Service<Request> for App {
    type Response = Response;
    type Error = Infallible;
    type Future = Answering;

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
        match admitted {
            Ok((Ok(world), around)) => self.clone().answer(world, around, request),
            Ok((Err(way), around)) => Box::pin(self.clone().detour(*way, around, request)),
            Err(answer) => Box::pin(turn_away(self.backlot.clone(), request, *answer).map(Ok)),
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

fn no_such_world() -> Response {
    not_found("There is no such world. Make it with POST /_backlot/worlds.")
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
