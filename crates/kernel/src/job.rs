//! Jobs: long-running work whose whole timeline is decided at its acceptance.
//!
//! A provider's states and the changes allowed between them are a table ([`JobState::TRANSITIONS`]). Every change of a job,
//! planned or from outside, goes through that table.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::agenda::Ticket;
use crate::credits::Credits;
use crate::evidence::ClauseRef;
use crate::ledger::InsufficientCredits;
use crate::time::later;

/// An allowed change, and the clause that allows it.
#[derive(Debug)]
pub struct Transition<S> {
    /// The state that the job leaves.
    pub from: S,
    /// The state that the job enters.
    pub to: S,
    /// The clause that allows the change.
    pub clause: ClauseRef,
}

/// The states of a provider's jobs.
pub trait JobState: Copy + Eq + fmt::Debug + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The states, each once.
    const ALL: &'static [Self];
    /// The allowed changes.
    const TRANSITIONS: &'static [Transition<Self>];

    /// Returns the provider's word for the state.
    fn name(self) -> &'static str;

    /// Returns `true` if a job in this state never changes by itself.
    fn is_terminal(self) -> bool;

    /// Returns the allowed change from this state to another.
    fn transition(self, to: Self) -> Option<&'static Transition<Self>> {
        Self::TRANSITIONS.iter().find(|transition| transition.from == self && transition.to == to)
    }

    /// Returns the shortest way to a state over allowed changes, as the states to enter, in order. It passes through no terminal
    /// state.
    fn route(self, to: Self) -> Option<Vec<Self>> {
        let mut ways = VecDeque::from([vec![self]]);
        let mut seen = vec![self];
        while let Some(way) = ways.pop_front() {
            let last = way[way.len() - 1];
            for transition in Self::TRANSITIONS.iter().filter(|transition| transition.from == last) {
                let mut longer = way.clone();
                longer.push(transition.to);
                if transition.to == to {
                    return Some(longer.split_off(1));
                }
                if !transition.to.is_terminal() && !seen.contains(&transition.to) {
                    seen.push(transition.to);
                    ways.push_back(longer);
                }
            }
        }
        None
    }
}

/// The reason for a job's failure, past or planned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The provider's error code, if it has codes.
    pub code: Option<String>,
    /// A sentence on the failure.
    pub message: Option<String>,
}

/// The ways in which a job can be made to end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The job ends as if the work were done.
    Succeed,
    /// The job ends as if the work had failed, for this reason.
    Fail(Failure),
    /// The job ends as if its owner had cancelled it.
    Cancel,
    /// The job ends as if it had taken too long.
    Expire,
}

/// A change that the provider's table does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAllowed {
    /// The state of the job, in the provider's word.
    pub from: &'static str,
}

/// The reasons for which a job is not run again.
#[derive(Clone, Copy, Debug)]
pub enum RetryError {
    /// The provider's table has no such change.
    NotAllowed(NotAllowed),
    /// The price is higher than the balance.
    InsufficientCredits(InsufficientCredits),
    /// The job's idempotency key belongs to a newer job that is still running, by this clause.
    KeyInUse(ClauseRef),
}

/// The reasons for which a job does not end as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinishError {
    /// No account has such a job.
    UnknownJob,
    /// The provider has no such outcome for the job.
    NoSuchOutcome,
    /// The job's state does not allow the outcome.
    NotAllowed {
        /// The state of the job, in the provider's word.
        state: &'static str,
    },
}

impl fmt::Display for FinishError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownJob => formatter.write_str(UNKNOWN_JOB),
            Self::NoSuchOutcome => formatter.write_str("this provider has no such end for such a job"),
            Self::NotAllowed { state } => write!(formatter, "the job is {state}"),
        }
    }
}

impl std::error::Error for FinishError {}

/// The reasons for which a job is not run again.
#[derive(Clone, Copy, Debug)]
pub enum RestartError {
    /// No account has such a job.
    UnknownJob,
    /// The provider refuses to run the job again.
    Refused(RetryError),
}

impl fmt::Display for RestartError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownJob => formatter.write_str(UNKNOWN_JOB),
            Self::Refused(RetryError::NotAllowed(refused)) => {
                write!(formatter, "the provider runs no job again that is {}", refused.from)
            }
            Self::Refused(RetryError::InsufficientCredits(short)) => {
                write!(formatter, "it costs {} and there are {}", short.required, short.balance)
            }
            Self::Refused(RetryError::KeyInUse(_)) => {
                formatter.write_str("its idempotency key belongs to a newer job that is still running")
            }
        }
    }
}

impl std::error::Error for RestartError {}

const UNKNOWN_JOB: &str = "no account of this provider has such a job";

/// The states that a job enters, each with its time after the acceptance. The first entry is the state in which it starts.
pub type Timeline<S> = Vec<(Duration, S)>;

/// The provider's own data of a job, beside the common part.
pub trait JobData: Clone + fmt::Debug + Serialize + DeserializeOwned + Send + 'static {
    /// Returns the provider's word for this kind of work.
    fn kind(&self) -> &'static str;
}

/// A job that is about to be accepted.
#[derive(Debug)]
pub struct Draft<S, D> {
    /// The id by which the owner knows the job.
    pub id: String,
    /// The ordinal under which the job's randomness was drawn.
    pub ordinal: u64,
    /// The price of the job.
    pub price: Credits,
    /// The states that the job will enter, with their times.
    pub timeline: Timeline<S>,
    /// The reason for the failure, if the timeline ends with one.
    pub failure: Option<Failure>,
    /// The provider's own data of the job.
    pub data: D,
}

/// A job of an account, with states `S` and the provider's own data `D`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "S: JobState, D: JobData")]
pub struct Job<S, D> {
    /// The id by which the owner knows the job.
    pub id: Arc<str>,
    /// The place in the account's order, and the key of the job's randomness.
    pub ordinal: u64,
    /// The current state.
    pub state: S,
    /// The state before that. `None` in the state in which the job started.
    pub(crate) left: Option<S>,
    /// The instant of acceptance.
    pub created_at: Timestamp,
    /// The instant at which the job entered its state.
    pub changed_at: Timestamp,
    /// The reason for the failure, past or planned.
    pub failure: Option<Box<Failure>>,
    /// The provider's own data of the job.
    pub data: D,
    /// The credits that were taken for the job and not given back.
    pub(crate) paid: Credits,
    /// The changes to come. `None` once the job has ended: most jobs of an account have, and then need no room for it.
    pub(crate) plan: Option<Box<Plan<S>>>,
}

/// The changes of a job that are still to come.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "S: JobState")]
pub(crate) struct Plan<S> {
    /// The changes, the next one last. Few jobs have more than four, the first of which is taken at once.
    pub(crate) changes: SmallVec<[(Timestamp, S); 4]>,
    /// The place of the next change in the agenda.
    pub(crate) ticket: Option<Ticket>,
}

impl<S: Copy> Plan<S> {
    /// Plans a timeline from its start on.
    pub(crate) fn new(start: Timestamp, timeline: &Timeline<S>) -> Self {
        let changes = timeline.iter().rev().map(|&(after, state)| (later(start, after), state)).collect();
        Self { changes, ticket: None }
    }
}

impl<S: JobState, D: JobData> Job<S, D> {
    /// Returns the provider's word for this kind of work.
    pub fn kind(&self) -> &'static str {
        self.data.kind()
    }

    /// Returns the credits that were taken for the job and not given back.
    pub fn paid(&self) -> Credits {
        self.paid
    }

    /// Returns the clause by which the job entered its state. `None` in the state in which it started.
    pub fn changed_by(&self) -> Option<ClauseRef> {
        self.left?.transition(self.state).map(|transition| transition.clause)
    }

    /// Returns the state before the current one. `None` in the state in which the job started.
    pub fn changed_from(&self) -> Option<S> {
        self.left
    }

    /// Returns the changes that are planned, the next one first.
    pub fn planned(&self) -> impl Iterator<Item = (Timestamp, S)> + '_ {
        self.plan.iter().flat_map(|plan| plan.changes.iter().rev().copied())
    }

    /// Returns the instant of the next change of state, if one is planned.
    pub fn next_change_at(&self) -> Option<Timestamp> {
        self.plan.as_ref()?.ticket.map(|ticket| ticket.due)
    }
}
