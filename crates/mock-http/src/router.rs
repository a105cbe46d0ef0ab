//! The routes of a provider: its operations, and its own refusals of unknown paths and wrong methods.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts as _, RawPathParams, Request};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, on};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use crate::answer::Answer;
use crate::call::Call;
use crate::operation::{Method, Operation};
use crate::provider::Provider;
use crate::refusal::Problem;
use crate::request::RequestContext;

/// An operation of any provider, as a function from requests to responses. It has one type, so that the router is compiled once.
type Run = Arc<dyn Fn(Request) -> BoxFuture<'static, Response> + Send + Sync>;

/// Returns the router of a provider's operations, which use these tools.
pub fn router<P: Provider>(operations: &'static [Operation<P>], tools: &P::Tools) -> Router {
    let mut router = Router::new();
    for operation in operations {
        let (template, tools): (Arc<str>, _) = (operation.path.into(), tools.clone());
        let run: Run =
            Arc::new(move |request| answer(operation, template.clone(), tools.clone(), request).boxed());
        router = add(router, operation.method, operation.path, run);
    }
    framed(router, |problem| P::refuse(problem))
}

fn add(router: Router, method: Method, path: &str, run: Run) -> Router {
    let filter = match method {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
        Method::Put => MethodFilter::PUT,
        Method::Delete => MethodFilter::DELETE,
    };
    router.route(path, on(filter, move |request: Request| run(request)))
}

fn framed(router: Router, refuse: fn(Problem) -> Answer) -> Router {
    router
        .fallback(async move || refuse(Problem::UnknownRoute))
        // The context notes the matched route even if the method is wrong.
        .method_not_allowed_fallback(async move |_: RequestContext| refuse(Problem::WrongMethod))
}

/// Answers a request: identifies its caller, carries out the operation, and adds the evidence of the whole call.
async fn answer<P: Provider>(
    operation: &Operation<P>,
    template: Arc<str>,
    tools: P::Tools,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let context = RequestContext::of(&parts).clone();
    let _ = context.notes.matched.set(template);
    let parameters = RawPathParams::from_request_parts(&mut parts, &()).await.ok();
    let call = Call::begin(context, tools, parts, parameters, body, operation.key_in_body).await;
    let answer = match call {
        Err(refused) => refused,
        Ok(mut call) => {
            let outcome = (operation.run)(&mut call).await;
            call.end(outcome)
        }
    };
    answer.into_response()
}
