//! The control API, under `/_backlot` of every world.
//!
//! The [list of calls](control_api::CALLS) is the list of routes: each call is carried out at one place, which implements
//! [`Handle`](handle::Handle). Every body and query is read strictly: an unknown or malformed field is answered with 400 and named.

mod accounts;
mod agenda;
mod archive;
mod clock;
mod delivery_list;
mod document;
mod error;
mod events;
mod exchange;
mod faults;
mod handle;
mod inbox;
mod input;
mod job_list;
mod jobs;
mod journal;
mod nodes;
mod patience;
mod reader;
mod rows;
mod sandbox;
mod settle;
mod unreadable;
mod webhooks;
mod worlds;

use std::sync::Arc;

use axum::Router;
use axum::response::IntoResponse;
use control_api::Call;

use crate::worlds::Backlot;

pub(crate) use delivery_list::delivery_list;
pub(crate) use error::Refused;
pub(crate) use job_list::job_list;
pub(crate) use settle::settle;

use handle::route;

macro_rules! routes {
    ($($call:ident)*) => {
        /// Returns the routes of all calls.
        fn all() -> Router<Arc<Backlot>> {
            Router::new()$(.route(control_api::$call::DESCRIPTION.path, route::<control_api::$call>()))*
        }
    };
}

control_api::for_each_call!(routes);

/// Returns the routes of the control API.
pub(crate) fn routes(backlot: Arc<Backlot>) -> Router {
    all()
        .fallback(async || Refused::not_found("the control API has no such call").into_response())
        .method_not_allowed_fallback(async || Refused::wrong_method().into_response())
        .with_state(backlot)
}
