//! Jobs: long-running work whose whole timeline is decided when it is accepted.
//!
//! A provider's states and the changes allowed between them are a table ([`JobState::TRANSITIONS`]); everything that changes
//! a job, planned or from outside, goes through that table.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use smallvec::SmallVec;

use crate::agenda::Ticket;
use crate::clause::ClauseRef;
use crate::clock::later;
use crate::credits::Credits;
use crate::ledger::InsufficientCredits;
use crate::provider::Provider;

/// An allowed change, and the clause that allows it.
#[derive(Debug)]
pub struct Transition<S> {
    /// From this state
    pub from: S,
    /// to this one,
    pub to: S,
    /// by this clause.
    pub clause: ClauseRef,
}

/// The states of a provider's jobs.
pub trait JobState: Copy + Eq + std::fmt::Debug + Send + Sync + 'static {
    /// Every state.
    const ALL: &'static [Self];
    /// Every allowed change.
    const TRANSITIONS: &'static [Transition<Self>];

    /// The provider's word for it.
    fn name(self) -> &'static str;

    /// Whether nothing more happens to a job by itself.
    fn is_terminal(self) -> bool;

    /// The allowed change between two states.
    fn transition(self, to: Self) -> Option<&'static Transition<Self>> {
        Self::TRANSITIONS.iter().find(|transition| transition.from == self && transition.to == to)
    }

    /// The shortest way to a state over allowed changes, without passing through an end: the states to enter, in order.
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

/// Why a job failed, or will.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// The provider's code, where it has codes.
    pub code: Option<String>,
    /// A sentence on it.
    pub message: Option<String>,
}

/// How a job is to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As if the work were done.
    Succeed,
    /// As if the work had failed, for this reason.
    Fail(Failure),
    /// As if somebody had cancelled it.
    Cancel,
    /// As if it had taken too long.
    Expire,
}

/// A change that the provider's table does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAllowed {
    /// The state that the job is in.
    pub from: &'static str,
}

/// Why a job was not run again.
#[derive(Clone, Copy, Debug)]
pub enum RetryError {
    /// The provider's table has no such change.
    NotAllowed(NotAllowed),
    /// Running it again costs more than there is.
    InsufficientCredits(InsufficientCredits),
    /// Its idempotency key belongs to a newer job that is still running, by this clause.
    KeyInUse(ClauseRef),
}

/// A timeline: when after its acceptance a job enters which state. The first entry is the state it starts in.
pub type Timeline<S> = Vec<(Duration, S)>;

/// Work that is about to be accepted.
pub struct Draft<P: Provider> {
    /// The id by which its owner knows it.
    pub id: String,
    /// The ordinal under which its randomness was drawn.
    pub ordinal: u64,
    /// The provider's word for this kind of work.
    pub kind: &'static str,
    /// What it costs.
    pub price: Credits,
    /// What will happen to it.
    pub timeline: Timeline<P::State>,
    /// Why it fails, if the timeline ends so.
    pub failure: Option<Failure>,
    /// What the provider keeps of it.
    pub detail: P::Detail,
}

/// A job of an account.
pub struct Job<P: Provider> {
    /// The id by which its owner knows it.
    pub id: Arc<str>,
    /// Its place in the account's order, and its randomness.
    pub ordinal: u64,
    /// The provider's word for this kind of work.
    pub kind: &'static str,
    /// The state it is in.
    pub state: P::State,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// When it entered its state.
    pub changed_at: Timestamp,
    /// The clause by which it entered its state, unless it started there.
    pub changed_by: Option<ClauseRef>,
    /// Why it failed, or will.
    pub failure: Option<Box<Failure>>,
    /// What the provider keeps of it.
    pub detail: P::Detail,
    /// What was taken for it and not given back.
    pub(crate) paid: Credits,
    /// What is to come; nothing once it has ended. Most jobs of an account have, and need no room for it.
    pub(crate) plan: Option<Box<Plan<P::State>>>,
}

/// What is to come of a job.
pub(crate) struct Plan<S> {
    /// The changes, the next one last. Few have more than four, the first of which is taken at once.
    pub(crate) changes: SmallVec<[(Timestamp, S); 4]>,
    /// Where the next change stands in the agenda.
    pub(crate) ticket: Option<Ticket>,
}

impl<S: Copy> Plan<S> {
    /// A timeline from its start on.
    pub(crate) fn new(start: Timestamp, timeline: &Timeline<S>) -> Self {
        let changes = timeline.iter().rev().map(|&(after, state)| (later(start, after), state)).collect();
        Self { changes, ticket: None }
    }
}

impl<P: Provider> Job<P> {
    /// What was taken for it and not given back.
    pub fn paid(&self) -> Credits {
        self.paid
    }

    /// When its state will change next, if it will.
    pub fn next_change_at(&self) -> Option<Timestamp> {
        self.plan.as_ref()?.ticket.map(|ticket| ticket.due)
    }
}
