//! The way between the door and a provider: faults happen here, and every exchange goes into its world's journal.

mod destination;
mod incoming;
mod outgoing;
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
use jiff::Timestamp;
use journal::patience::Stopwatch;
use journal::{Text, reason};
use kernel::job::Failure;
use mock_http::authority::Authority;
use mock_http::body::read_all;
use mock_http::clock::pause;
use mock_http::faults::{Apply, Effect, Fired, Target};
use mock_http::log::Lost;
use mock_http::module::ProviderModule;
use mock_http::refusal::Problem;
use mock_http::request::RequestContext;
use mock_http::world::World;
use percent_encoding::percent_decode_str;
use tower::ServiceExt;

pub(crate) use destination::Destination;
use destination::Way;
pub(crate) use incoming::{Rest, watched};
use outgoing::{Outgoing, whole};
pub(crate) use recording::RecordedAs;
use recording::{Recording, is_refusal};

use crate::control::Refused;
use crate::line::Line;
use crate::within::is_from_within;
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

/// Passes a request on to its destination, as far as the world's faults allow, and records the exchange.
pub(crate) async fn handle_provider(
    visitor: Visitor,
    destination: Destination,
    request: Request,
) -> Response {
    let Visitor { backlot, world, authority } = visitor;
    let module = &backlot.modules()[destination.module];
    let context = RequestContext::to(world.clone(), authority);
    let (mut parts, body) = request.into_parts();
    let is_safe = parts.method.is_safe();
    let mut recording = Recording::begin(backlot.clone(), &context, &destination, &parts, &body);
    let (body, rest) = watched(body, Some(&context.notes));
    parts.extensions.insert(context.clone());
    let request = Request::from_parts(parts, body);

    let outgoing = tokio::select! {
        biased;
        outgoing = reach(&context, module, destination, request, &mut recording) => outgoing,
        // The request waits for an event that can never happen any more.
        () = world.ended() => Outgoing::of((module.refuse)(Problem::Unavailable).into_response()).await,
    };
    // What was answered is kept: no answer leaves before the log has everything that it tells.
    let outgoing = match &world.log {
        Some(log) => match log.kept(context.notes.position()).await {
            Ok(()) => outgoing,
            // A refusal would say that nothing has happened.
            Err(lost) if lost.may_be_kept && !is_safe => Outgoing::nothing(),
            Err(_) => Outgoing::of((module.refuse)(Problem::Unavailable).into_response()).await,
        },
        None => outgoing,
    };
    let outgoing = if rest.drain().await { outgoing } else { outgoing.closing() };
    recording.finish(&outgoing);
    outgoing.into_response()
}

/// Returns the answer of the request's destination, or of the fault that happens to the request on the way.
async fn reach(
    context: &RequestContext,
    module: &ProviderModule,
    destination: Destination,
    request: Request,
    recording: &mut Recording,
) -> Outgoing {
    if destination.base.is_empty() || context.world.faults.is_empty() {
        return Outgoing::of(run(module, destination.way, request).await).await;
    }
    // The rare case is in a box: otherwise every request would carry the memory for it.
    match Box::pin(strike(context, module, &destination, request)).await {
        Ok((request, None)) => Outgoing::of(run(module, destination.way, request).await).await,
        Ok((request, Some(fired))) => {
            recording.struck_by(&fired.id);
            Box::pin(misbehave(module, context, &fired, request, destination.way)).await
        }
        Err(refused) => Outgoing::of(refused).await,
    }
}

/// Passes a request on to the control API, or to no route. No fault happens to it, and no journal records it.
pub(crate) async fn handle_fallback(visitor: Visitor, mut request: Request, fallback: Router) -> Response {
    let Visitor { backlot, world, authority } = visitor;
    let answering = {
        request.extensions_mut().insert(RequestContext::to(world.clone(), authority));
        let (world, backlot) = (world.clone(), backlot.clone());
        async move |request| {
            tokio::select! {
                biased;
                Ok(response) = fallback.oneshot(request) => match kept(&backlot, &world).await {
                    Ok(()) => response,
                    Err(lost) => Refused::lost(lost).into_response(),
                },
                () = world.ended() => Refused::gone().into_response(),
            }
        }
    };
    logged(&backlot, &world, request, answering).await
}

/// Waits until everything that a control call has seen is kept. The call may have put another world in the place of its own.
async fn kept(backlot: &Backlot, world: &World) -> Result<(), Lost> {
    let Some(log) = &world.log else { return Ok(()) };
    log.kept(log.last()).await?;
    let current = backlot.world(&world.name);
    match current.as_ref().and_then(|current| current.log.as_ref()) {
        Some(log) => log.kept(log.last()).await,
        None => Ok(()),
    }
}

/// Answers a request without letting it in. The log shows it, but no journal records it.
pub(crate) async fn turn_away(backlot: Arc<Backlot>, request: Request, response: Response) -> Response {
    let world = backlot.lobby();
    logged(&backlot, &world, request, async move |_| response).await
}

async fn logged(
    backlot: &Backlot,
    world: &World,
    request: Request,
    answer: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let (watch, method) = (Stopwatch::start(), request.method().clone());
    let is_within = is_from_within(&request);
    let path = backlot.watcher().map(|_| request.uri().path().to_owned()).unwrap_or_default();
    let (parts, body) = request.into_parts();
    let (body, rest) = watched(body, None);
    let mut response = answer(Request::from_parts(parts, body)).await;
    if !rest.drain().await {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    if is_within {
        return response;
    }
    let at = world.clock.now();
    pass_on(backlot, (&world.name, at), watch, &method, &path, response).await
}

/// Lets the log show an answer that no journal records, with the world that it came from and the instant there.
pub(crate) async fn pass_on(
    backlot: &Backlot,
    (world, at): (&str, Timestamp),
    watch: Stopwatch,
    method: &Method,
    path: &str,
    mut response: Response,
) -> Response {
    let Some(watcher) = backlot.watcher() else { return response };
    let (path, key) = without_key(path);
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
        world,
        took: watch.elapsed(),
        basis: None,
        fault: None,
        reason: why.as_deref(),
        unread_fields: &[],
    });
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
async fn run(module: &ProviderModule, way: Way, mut request: Request) -> Response {
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
            tracing::error!(provider = module.provider, message, "a handler panicked");
            (module.refuse)(Problem::Internal).into_response()
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
    context: &RequestContext,
    module: &ProviderModule,
    destination: &Destination,
    request: Request,
) -> Result<(Request, Option<Fired>), Response> {
    let faults = &context.world.faults;
    let (parts, mut body) = request.into_parts();
    let mut key = (module.credential)(&parts);
    if key.is_none() && faults.ask_for_key(&target(destination, &parts)) {
        let bytes = read_all(body).await.map_err(|problem| (module.refuse)(problem).into_response())?;
        key = (module.credential_in)(&bytes);
        body = Body::from(bytes);
    }
    let fired = faults.strike(&target(destination, &parts), key.as_deref());
    if let Some(key) = key {
        // The provider may never look at it.
        let _ = context.notes.api_key.set(key.into());
    }
    Ok((Request::from_parts(parts, body), fired))
}

fn target<'a>(destination: &Destination, parts: &'a Parts) -> Target<'a> {
    let path = parts.uri.path();
    Target {
        provider: destination.provider,
        method: &parts.method,
        path: path.strip_prefix(destination.base).unwrap_or(path),
    }
}

/// Answers as a fault demands, without holding a lock.
async fn misbehave(
    module: &ProviderModule,
    context: &RequestContext,
    fired: &Fired,
    request: Request,
    way: Way,
) -> Outgoing {
    let is_head = request.method() == Method::HEAD;
    let real = match (&fired.effect, fired.apply) {
        (Effect::Delay { ms }, Apply::Before) => {
            pause(std::time::Duration::from_millis(*ms)).await;
            Some(run(module, way, request).await)
        }
        (Effect::FailJob { code, message }, _) => {
            // A request is struck at most once.
            let _ =
                context.notes.forced_failure.set(Failure { code: code.clone(), message: message.clone() });
            Some(run(module, way, request).await)
        }
        (_, Apply::After) => Some(run(module, way, request).await),
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
        (Effect::Refuse(refusal), _) => Outgoing::refusal(module, *refusal).await.sandboxed(),
        (Effect::Truncate { bytes }, real) => {
            real.unwrap_or_else(Outgoing::empty_object).truncated(*bytes).sandboxed()
        }
        (Effect::Malformed, _) => Outgoing::malformed().sandboxed(),
        (Effect::Disconnect | Effect::Delay { .. } | Effect::FailJob { .. }, _) => Outgoing::nothing(),
    };
    let outgoing = if is_head { outgoing.without_body() } else { outgoing };
    outgoing.marked(&fired.id)
}
