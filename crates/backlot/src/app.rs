//! The way in: which world a request means, then which provider, the control API, or a result file.

use std::convert::Infallible;
use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::http::uri::PathAndQuery;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use futures_util::FutureExt as _;
use mock_core::world::World;
use serde_json::json;
use tower::Service;

use crate::control;
use crate::traffic::{Place, pass, pass_by};
use crate::worlds::Backlot;

/// The whole sandbox as one service.
#[derive(Clone)]
pub struct App {
    backlot: Arc<Backlot>,
    /// Who answers what no provider does.
    rooms: Router,
}

impl App {
    /// The service of a sandbox.
    pub fn new(backlot: &Arc<Backlot>) -> Self {
        let mut rooms = Router::new().nest("/_backlot", control::routes(backlot.clone()));
        for mount in backlot.mounts() {
            let openapi = mount.openapi;
            let document = async move || ([(header::CONTENT_TYPE, "application/json")], openapi);
            rooms = rooms.route(&format!("/{}/openapi.json", mount.provider), get(document));
        }
        let rooms = rooms.fallback(async || not_found("There is nothing here."));
        Self { backlot: backlot.clone(), rooms }
    }

    /// The world that a path names; the request goes on with the rest of the path.
    fn world(&self, request: &mut Request) -> Option<Arc<World>> {
        match in_world(request.uri()) {
            None => self.backlot.world(""),
            Some((name, rest)) => {
                let world = self.backlot.world(name);
                *request.uri_mut() = rest;
                world
            }
        }
    }
}

impl Service<Request> for App {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let Some(world) = self.world(&mut request) else {
            let message = "There is no such world. Make it with POST /_backlot/worlds.";
            return Box::pin(ready(Ok(not_found(message))));
        };
        let (backlot, rooms) = (self.backlot.clone(), &self.rooms);
        match Place::of(&backlot, request.uri().path(), rooms) {
            Some(place) => Box::pin(pass(backlot, world, place, request).map(Ok)),
            None => Box::pin(pass_by(backlot, world, request, rooms.clone()).map(Ok)),
        }
    }
}

/// The whole sandbox as a router, for those who put something around it.
pub fn router(backlot: &Arc<Backlot>) -> Router {
    Router::new().fallback_service(App::new(backlot))
}

/// The world's name in `/w/{name}/...`, and the address without it.
fn in_world(uri: &Uri) -> Option<(&str, Uri)> {
    let path = uri.path().strip_prefix("/w/")?;
    let (name, rest) = path.split_at(path.find('/').unwrap_or(path.len()));
    let rest = if rest.is_empty() { "/" } else { rest };
    let rest = match uri.query() {
        Some(query) => format!("{rest}?{query}"),
        None => rest.to_owned(),
    };
    // A part of a valid path with its query is a valid path again.
    let rest = PathAndQuery::try_from(rest).ok()?;
    Some((name, Uri::from(rest)))
}

fn not_found(message: &str) -> Response {
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
