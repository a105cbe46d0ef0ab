//! The way between the door and a provider: faults happen here, and every exchange goes into its world's journal.

mod incoming;
mod outgoing;
mod place;
mod recording;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, Uri, header};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use mock_core::clock::{Stopwatch, pause};
use mock_core::control::Desk;
use mock_core::faults::{Apply, Effect, Fired, Target};
use mock_core::http::{Authority, Visit, read_all};
use mock_core::job::Failure;
use mock_core::journal::{Text, reason};
use mock_core::refusal::Problem;
use mock_core::world::World;
use percent_encoding::percent_decode_str;
use tower::ServiceExt;

use incoming::watched;
use outgoing::{Outgoing, whole};
pub(crate) use place::Place;
use place::Way;
use recording::{Recording, is_refusal};

use crate::control::Refused;
use crate::line::Line;
use crate::worlds::Backlot;

/// A request on its way, with the world and the authority that it came to.
pub(crate) struct Visitor {
    /// The sandbox that the request came to.
    pub(crate) backlot: Arc<Backlot>,
    /// The world that the request came to.
    pub(crate) world: Arc<World>,
    /// The authority. `None` for a call inside the process.
    pub(crate) authority: Option<Authority>,
}

/// Passes a request on to its place, as far as the world's faults allow, and records the exchange.
pub(crate) async fn pass(visitor: Visitor, place: Place, request: Request) -> Response {
    let Visitor { backlot, world, authority } = visitor;
    let visit = Visit::to(world.clone(), authority);
    let (mut parts, body) = request.into_parts();
    let mut recording = Recording::begin(backlot, &visit, &place, &parts, &body);
    let (body, rest) = watched(body, Some(&visit.notes));
    parts.extensions.insert(visit.clone());
    let request = Request::from_parts(parts, body);
    let desk = world.desk(place.provider).expect("every provider has a desk in every world");

    let outgoing = tokio::select! {
        biased;
        outgoing = reach(&visit, desk, place, request, &mut recording) => outgoing,
        // The request waits for an event that can never happen any more.
        () = world.ended() => Outgoing::of(desk.refuse(Problem::Unavailable).into_response()).await,
    };
    let outgoing = if rest.drain().await { outgoing } else { outgoing.closing() };
    recording.finish(&outgoing);
    outgoing.into_response()
}

/// Returns the answer of the request's place, or of the fault that happens to the request on the way.
async fn reach(
    visit: &Visit,
    desk: &dyn Desk,
    place: Place,
    request: Request,
    recording: &mut Recording,
) -> Outgoing {
    if place.base.is_empty() || visit.world.faults.is_empty() {
        return Outgoing::of(run(desk, place.way, request).await).await;
    }
    // The rare case is in a box: otherwise every request would carry the memory for it.
    match Box::pin(strike(visit, desk, &place, request)).await {
        Ok((request, None)) => Outgoing::of(run(desk, place.way, request).await).await,
        Ok((request, Some(fired))) => {
            recording.struck_by(&fired.id);
            Box::pin(misbehave(desk, visit, &fired, request, place.way)).await
        }
        Err(refused) => Outgoing::of(refused).await,
    }
}

/// Passes a request on to the control API, or to no route. No fault happens to it, and no journal records it.
pub(crate) async fn pass_by(visitor: Visitor, mut request: Request, rooms: Router) -> Response {
    let Visitor { backlot, world, authority } = visitor;
    let answering = {
        request.extensions_mut().insert(Visit::to(world.clone(), authority));
        let world = world.clone();
        async move |request| {
            tokio::select! {
                biased;
                Ok(response) = rooms.oneshot(request) => response,
                () = world.ended() => Refused::gone().into_response(),
            }
        }
    };
    logged(&backlot, &world, request, answering).await
}

/// Answers a request without letting it in. The log shows it, but no journal records it.
pub(crate) async fn turn_away(backlot: Arc<Backlot>, request: Request, response: Response) -> Response {
    let world = backlot.world("").expect("the default world stays");
    logged(&backlot, &world, request, async move |_| response).await
}

async fn logged(
    backlot: &Backlot,
    world: &World,
    request: Request,
    answer: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let logged = backlot.watcher().map(|watcher| {
        let path = without_key(request.uri().path());
        (watcher, Stopwatch::start(), world.clock.now(), request.method().clone(), path)
    });
    let (parts, body) = request.into_parts();
    let (body, rest) = watched(body, None);
    let mut response = answer(Request::from_parts(parts, body)).await;
    if !rest.drain().await {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    if let Some((watcher, watch, at, method, (path, key))) = logged {
        let status = response.status().as_u16();
        let mut why = None;
        if is_refusal(status) {
            let body = whole(std::mem::take(response.body_mut())).await;
            why = reason(Text::Whole(&body), key.as_deref());
            *response.body_mut() = body.into();
        }
        watcher(&Line {
            at,
            method: method.as_str(),
            path: &path,
            status: Some(status),
            provider: None,
            world: &world.name,
            took: watch.elapsed(),
            basis: None,
            fault: None,
            reason: why.as_deref(),
            unread_fields: &[],
        });
    }
    response
}

/// Separates a path from the key that a call of the control API has in it.
fn without_key(path: &str) -> (String, Option<String>) {
    let mut segments: Vec<_> = path.split('/').collect();
    let accounts = segments.windows(2).position(|pair| pair == ["_backlot", "accounts"]);
    let key = accounts.and_then(|at| segments.get_mut(at + 3)).map(|key| std::mem::replace(key, "***"));
    let key = key.map(|key| percent_decode_str(key).decode_utf8_lossy().into_owned());
    (segments.join("/"), key)
}

/// Returns the answer of a service. If the service panics, it is the provider's own answer to an internal error.
async fn run(desk: &dyn Desk, way: Way, mut request: Request) -> Response {
    if way.above > 0 {
        *request.uri_mut() = below(request.uri(), way.above);
    }
    let path = request.uri().path();
    if path.contains('%') && percent_decode_str(path).decode_utf8().is_err() {
        *request.uri_mut() = undecoded(request.uri());
    }
    match AssertUnwindSafe(way.service.oneshot(request)).catch_unwind().await {
        Ok(Ok(response)) => response,
        Err(panic) => {
            let message = panic.downcast_ref::<String>().map(String::as_str);
            let message = message.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
            tracing::error!(provider = desk.provider(), message, "a handler panicked");
            desk.refuse(Problem::Internal).into_response()
        }
    }
}

/// Returns a URI without the beginning of its path.
fn below(uri: &Uri, above: usize) -> Uri {
    let target = uri.path_and_query().map_or("/", |target| &target.as_str()[above..]);
    let target = if target.starts_with('/') { target.try_into() } else { format!("/{target}").try_into() };
    // A part of a valid path with its query is again a valid path.
    target.map_or_else(|_| uri.clone(), |target: PathAndQuery| Uri::from(target))
}

/// Returns a URI whose path stays undecoded, since its decoded bytes are no text. An id in it is unknown.
fn undecoded(uri: &Uri) -> Uri {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let target = uri.path().replace('%', "%25") + &query;
    target.try_into().map_or_else(|_| uri.clone(), |target: PathAndQuery| Uri::from(target))
}

/// Returns the fault that happens to a request. Reads the body ahead if a fault asks for the key and the body may hold it.
async fn strike(
    visit: &Visit,
    desk: &dyn Desk,
    place: &Place,
    request: Request,
) -> Result<(Request, Option<Fired>), Response> {
    let faults = &visit.world.faults;
    let (parts, mut body) = request.into_parts();
    let mut key = desk.credential(&parts);
    if key.is_none() && faults.ask_for_key(&target(place, &parts)) {
        let bytes = read_all(body).await.map_err(|problem| desk.refuse(problem).into_response())?;
        key = desk.credential_in(&bytes);
        body = Body::from(bytes);
    }
    let fired = faults.strike(&target(place, &parts), key.as_deref());
    if let Some(key) = key {
        // The provider may never look at it.
        let _ = visit.notes.api_key.set(key.into());
    }
    Ok((Request::from_parts(parts, body), fired))
}

fn target<'a>(place: &Place, parts: &'a Parts) -> Target<'a> {
    let path = parts.uri.path();
    Target {
        provider: place.provider,
        method: &parts.method,
        path: path.strip_prefix(place.base).unwrap_or(path),
    }
}

/// Answers as a fault demands, without holding a lock.
async fn misbehave(desk: &dyn Desk, visit: &Visit, fired: &Fired, request: Request, way: Way) -> Outgoing {
    let is_head = request.method() == Method::HEAD;
    let real = match (&fired.effect, fired.apply) {
        (Effect::Delay { ms }, Apply::Before) => {
            pause(std::time::Duration::from_millis(*ms)).await;
            Some(run(desk, way, request).await)
        }
        (Effect::FailJob { code, message }, _) => {
            // A request is struck at most once.
            let _ = visit.notes.doom.set(Failure { code: code.clone(), message: message.clone() });
            Some(run(desk, way, request).await)
        }
        (_, Apply::After) => Some(run(desk, way, request).await),
        (_, Apply::Before) => None,
    };
    let real = match real {
        Some(response) => Some(Outgoing::of(response).await),
        None => None,
    };
    let outgoing = match (&fired.effect, real) {
        (Effect::Delay { ms }, Some(real)) => {
            if fired.apply == Apply::After {
                pause(std::time::Duration::from_millis(*ms)).await;
            }
            real
        }
        (Effect::FailJob { .. }, Some(real)) => real,
        (Effect::Respond { status, headers, body }, _) => Outgoing::made(*status, headers, body).sandboxed(),
        (Effect::Refuse(refusal), _) => Outgoing::refusal(desk, *refusal).await.sandboxed(),
        (Effect::Truncate { bytes }, real) => {
            real.unwrap_or_else(Outgoing::empty_object).truncated(*bytes).sandboxed()
        }
        (Effect::Malformed, _) => Outgoing::malformed().sandboxed(),
        (Effect::Disconnect | Effect::Delay { .. } | Effect::FailJob { .. }, _) => Outgoing::nothing(),
    };
    let outgoing = if is_head { outgoing.without_body() } else { outgoing };
    outgoing.marked(&fired.id)
}
