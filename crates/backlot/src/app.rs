//! The way in: which world a request means, then which provider, the control API, or a result file.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;

use crate::control;
use crate::traffic::{Place, pass, pass_by};
use crate::worlds::Backlot;

/// The whole sandbox as one service.
pub fn router(backlot: &Arc<Backlot>) -> Router {
    let mut rooms = Router::new().nest("/_backlot", control::routes(backlot.clone()));
    for mount in backlot.mounts() {
        let openapi = mount.openapi;
        let document = async move || ([(header::CONTENT_TYPE, "application/json")], openapi);
        rooms = rooms.route(&format!("/{}/openapi.json", mount.provider), get(document));
    }
    let rooms = rooms.fallback(async || not_found("There is nothing here."));
    Router::new().fallback(enter).with_state(Entrance { backlot: backlot.clone(), rooms })
}

#[derive(Clone)]
struct Entrance {
    backlot: Arc<Backlot>,
    rooms: Router,
}

/// Finds the world that a path names and goes on with the rest of the path.
async fn enter(State(entrance): State<Entrance>, mut request: Request) -> Response {
    let world = match in_world(request.uri()) {
        None => entrance.backlot.world(""),
        Some((name, rest)) => {
            let world = entrance.backlot.world(name);
            *request.uri_mut() = rest;
            world
        }
    };
    let Some(world) = world else {
        return not_found("There is no such world. Make it with POST /_backlot/worlds.");
    };
    let Entrance { backlot, rooms } = entrance;
    if let Some(place) = Place::of(&backlot, request.uri().path(), &rooms) {
        return pass(backlot, world, place, request).await;
    }
    pass_by(&backlot, world, request, rooms).await
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
