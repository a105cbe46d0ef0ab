//! The way from a request to the reply of a call, the same for all calls.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use control_api::{Answer, Call, Scope};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use mock_http::body::LARGEST;
use mock_http::request::RequestContext;

use super::error::Refused;
use super::input::Input;
use crate::cluster::scope::SentOn;
use crate::worlds::Backlot;

/// A request's surroundings: the sandbox, and the world that the request came to.
pub(crate) struct Control {
    /// The sandbox.
    pub(crate) backlot: Arc<Backlot>,
    /// The world, and the authority that the request came to.
    pub(crate) context: RequestContext,
    /// `true` if another process has sent the request on: it goes no further.
    pub(crate) is_sent_on: bool,
}

/// A call that this sandbox carries out.
pub(crate) trait Handle: Call {
    /// The size of the largest body, in bytes.
    const LARGEST_BODY: usize = LARGEST;

    /// Carries the call out.
    fn handle(self, control: &Control) -> impl Future<Output = Result<Self::Reply, Refused>> + Send;

    /// Reads the call from a request.
    fn read(input: Input) -> Result<Self, Refused> {
        input.call()
    }

    /// Carries the call out, and answers.
    fn respond(self, control: Control) -> impl Future<Output = Result<Response, Refused>> + Send {
        async move { Ok(answer::<Self>(&self.handle(&control).await?)) }
    }
}

/// Returns the answer with a reply.
pub(super) fn answer<C: Call>(reply: &C::Reply) -> Response {
    match C::DESCRIPTION.answer {
        Answer::Nothing => StatusCode::NO_CONTENT.into_response(),
        Answer::Created => (StatusCode::CREATED, Json(reply)).into_response(),
        _ => Json(reply).into_response(),
    }
}

/// Returns the route of a call.
pub(super) fn route<C: Handle>() -> MethodRouter<Arc<Backlot>> {
    let method = MethodFilter::try_from(C::DESCRIPTION.method).expect("the list has plain methods");
    let route =
        Route { scope: C::DESCRIPTION.scope, largest_body: C::LARGEST_BODY, carry_out: carry_out::<C> };
    route_of(method, route)
}

fn carry_out<C: Handle>(input: Input, control: Control) -> BoxFuture<'static, Result<Response, Refused>> {
    async move { C::read(input)?.respond(control).await }.boxed()
}

/// The way from a request to an answer, without the type of the call: there are many of them, and code for each would be large.
#[derive(Clone, Copy)]
struct Route {
    scope: Scope,
    largest_body: usize,
    carry_out: fn(Input, Control) -> BoxFuture<'static, Result<Response, Refused>>,
}

fn route_of(method: MethodFilter, route: Route) -> MethodRouter<Arc<Backlot>> {
    let serve =
        async move |State(backlot): State<Arc<Backlot>>, context: RequestContext, request: Request| {
            let is_sent_on = request.extensions().get::<SentOn>().is_some();
            let input = Input::of(request, route.largest_body).await?;
            if route.scope == Scope::Root && !context.world.name.is_empty() {
                return Err(Refused::not_found("this call is at the root only, not within a world"));
            }
            (route.carry_out)(input, Control { backlot, context, is_sent_on }).await
        };
    on(method, serve)
}
