//! Changes of jobs as they have just happened, and events as they are planned, for those who look at an account from outside.

use std::sync::Arc;

use jiff::Timestamp;

use crate::evidence::ClauseRef;

/// A change of a job's state that has just happened.
#[derive(Clone, Debug)]
pub struct StateChange<S> {
    /// The id of the job.
    pub job_id: Arc<str>,
    /// The state that the job has entered.
    pub state: S,
    /// The instant of the change.
    pub at: Timestamp,
    /// The clause that allows the change. `None` for the first state.
    pub clause: Option<ClauseRef>,
}

/// An event that is planned.
#[derive(Clone, Debug)]
pub struct PlannedEvent<S> {
    /// The instant of the event.
    pub at: Timestamp,
    /// The id of the job that the event is about.
    pub job_id: Arc<str>,
    /// The state that the job enters. `None` for an attempt to deliver a webhook.
    pub state: Option<S>,
}
