//! The console in the sandbox: its pages at `/_backlot/ui/` of every world.

use axum::Extension;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, any};
use console::Console;
use mock_http::authority::Authority;
use mock_http::request::RequestContext;

use crate::app::App;
use crate::within::CONSOLE;
use crate::world_client::WorldClient;

/// The largest form, in bytes.
const LARGEST: usize = 1 << 20;

/// Returns the routes of the console. The sandbox adds itself to their requests.
pub(crate) fn routes() -> Router {
    Router::new()
        .route(CONSOLE, any(async || Redirect::to("ui/")))
        .route("/_backlot/ui/", page())
        .route("/_backlot/ui/{*path}", page())
}

fn page() -> MethodRouter {
    any(serve)
}

async fn serve(Extension(app): Extension<App>, context: RequestContext, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(form) = to_bytes(body, LARGEST).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let authority = context.authority.as_ref().map_or("127.0.0.1", Authority::as_str);
    let url = context.url("");
    let world = context.world.name.clone();
    let sandbox_url = url.strip_suffix(&context.world.prefix()).unwrap_or(&url).to_owned();
    let console = Console {
        client: WorldClient::new(app.clone(), &world, authority),
        sandbox: WorldClient::new(app, "", authority),
        world,
        url,
        sandbox_url,
    };
    let path = parts.uri.path().strip_prefix(CONSOLE).unwrap_or_default();
    let path = path.strip_prefix('/').unwrap_or(path);
    let answer = console.answer(&parts.method, path, parts.uri.query().unwrap_or_default(), &form).await;
    answer.map(Body::from)
}
