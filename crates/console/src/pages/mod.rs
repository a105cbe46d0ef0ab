//! The pages. Each is a function of a visit: it makes its control calls, and renders the replies.

pub(crate) mod account;
pub(crate) mod evidence;
mod exchange;
pub(crate) mod faults;
mod gallery;
pub(crate) mod inbox;
pub(crate) mod job;
pub(crate) mod jobs;
pub(crate) mod latest;
pub(crate) mod money;
pub(crate) mod problem;
pub(crate) mod requests;
mod rows;
mod sample;
pub(crate) mod start;
pub(crate) mod time;
mod timeline;
pub(crate) mod webhooks;
pub(crate) mod worlds;
