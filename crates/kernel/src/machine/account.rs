//! An account: the credits and jobs that an API key opens at one provider in one world.
//!
//! A deterministic state machine: pure, synchronous, and told the instant of everything that happens to it. Before each
//! step, everything that has fallen due is settled ([`Account::settle`]), each event at its own due time.

mod lists;

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Machine;
use super::changes::StateChange;
use crate::agenda::Agenda;
use crate::context::Context;
use crate::credits::Credits;
use crate::job::{self, Draft, Failure, FinishError, Job, JobData, JobState, NotAllowed, Plan, Timeline};
use crate::job_table::JobTable;
use crate::keys::Status;
use crate::ledger::{InsufficientCredits, Ledger};
use crate::random::{Root, Stream};
use crate::webhook::{Delivery, Outbox, Outcome, State};

/// An event that falls due.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Due {
    /// The next change of the job with this ordinal.
    Change(u64),
    /// An attempt at the delivery with this number.
    Delivery(u64),
}

/// A task of the shell, to be carried out once the account's lock is released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// An attempt to deliver a webhook.
    Deliver {
        /// The delivery's number in the outbox.
        number: u64,
        /// The URL that is called.
        url: Arc<str>,
        /// The body of the request.
        body: Bytes,
        /// The instant of the attempt, in virtual time.
        at: Timestamp,
    },
}

/// A job of a machine.
pub type JobOf<M> = Job<<M as Machine>::JobState, <M as Machine>::JobData>;
/// A job of a machine that is about to be accepted.
pub type DraftOf<M> = Draft<<M as Machine>::JobState, <M as Machine>::JobData>;

/// One account of a provider, with its credits, its jobs and its webhooks.
#[derive(Clone, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Account<M: Machine> {
    /// The account's public id, which reveals nothing of its key.
    pub id: Arc<str>,
    /// The account's status.
    pub status: Status,
    /// The movements of the account's credits.
    pub ledger: Ledger,
    /// The provider's own data of the account, beside jobs.
    pub data: M::AccountData,
    /// The jobs of the account.
    jobs: JobTable<M::JobState, M::JobData>,
    agenda: Agenda<Due>,
    /// The webhook deliveries, pending and past.
    pub outbox: Outbox,
    /// The effects of the latest step. They are taken out before anything else happens to the account.
    #[serde(skip)]
    effects: Vec<Effect>,
    /// The changes of jobs since they were taken out last.
    #[serde(skip)]
    changes: Vec<StateChange<M::JobState>>,
    root: Root,
    drawn: u64,
}

/// An account before its first command: the data that decide on everything that it starts with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Opening {
    /// The instant of the opening.
    pub now: Timestamp,
    /// The opening balance.
    pub credits: Credits,
    /// The status with which the account opens.
    pub status: Status,
}

impl<M: Machine> Account<M> {
    /// Opens an account with an opening balance and the provider's initial data.
    pub fn open(root: Root, Opening { now, credits, status }: Opening) -> Self {
        let mut account = Self {
            id: root.stream(0).uuid().to_string().into(),
            status,
            ledger: Ledger::open(now, credits),
            data: M::AccountData::default(),
            jobs: JobTable::default(),
            agenda: Agenda::default(),
            outbox: Outbox::default(),
            effects: Vec::new(),
            changes: Vec::new(),
            root,
            drawn: 0,
        };
        M::opened(&mut account, now);
        account
    }

    /// Returns a number that differs after a replay that went another way: of draws, jobs, credits, webhooks and what is due.
    pub fn digest(&self) -> u64 {
        let due = self.next_due().unwrap_or_default();
        let parts = [
            self.drawn,
            self.count() as u64,
            self.ledger.entries().len() as u64,
            self.ledger.balance().to_ten_thousandths().cast_unsigned(),
            self.outbox.len() as u64,
            due.as_second().cast_unsigned(),
            u64::from(due.subsec_nanosecond().cast_unsigned()),
        ];
        // FNV-1a over whole words: it has to notice a difference, not to resist an attacker.
        parts.iter().fold(0xcbf2_9ce4_8422_2325, |hash, part| (hash ^ part).wrapping_mul(0x0100_0000_01b3))
    }

    /// Draws the next ordinal, with its randomness.
    pub fn draw(&mut self) -> (u64, Stream) {
        self.drawn += 1;
        (self.drawn, self.root.stream(self.drawn))
    }

    /// Returns the randomness of a seed, the same at every call. Ordinals count up and seeds count down, so that they never
    /// meet.
    pub fn again(&self, seed: u64) -> Stream {
        self.root.stream(u64::MAX - seed)
    }

    /// Applies everything that is due, each at its own due time. Returns the number of events.
    pub fn settle(&mut self, now: Timestamp) -> u64 {
        let mut applied = 0;
        while let Some((at, due)) = self.agenda.pop_due(now) {
            applied += 1;
            match due {
                Due::Change(ordinal) => {
                    if let Some(plan) = self.jobs.get_mut(ordinal).and_then(|job| job.plan.as_mut()) {
                        plan.ticket = None;
                    }
                    self.follow_plan(ordinal, at);
                }
                Due::Delivery(number) => self.deliver(number, at),
            }
        }
        applied
    }

    /// Takes out the changes of jobs since they were taken out last, in order.
    pub fn take_changes(&mut self) -> impl Iterator<Item = StateChange<M::JobState>> + '_ {
        self.changes.drain(..)
    }

    /// Returns `true` if jobs have changed since the changes were taken out last.
    pub fn has_changes(&self) -> bool {
        !self.changes.is_empty()
    }

    /// Takes out the effects that the shell has to carry out. Each is returned once.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Returns the instant of the next due event, if there is one.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.agenda.next_due()
    }

    /// Charges for a job and enters it. If the balance is too small, neither happens.
    pub fn accept(&mut self, context: &Context, draft: DraftOf<M>) -> Result<&JobOf<M>, InsufficientCredits> {
        let (id, now): (Arc<str>, _) = (draft.id.into(), context.now);
        if draft.price != Credits::ZERO {
            self.ledger.charge(now, draft.price, &id, draft.data.kind())?;
        }
        let mut plan = Plan::new(now, &draft.timeline);
        let (_, state) = plan.changes.pop().expect("a timeline starts with a state");
        let ordinal = draft.ordinal;
        self.changes.push(StateChange { job_id: id.clone(), state, at: now, clause: None });
        self.jobs.insert(Job {
            id,
            ordinal,
            state,
            left: None,
            created_at: now,
            changed_at: now,
            failure: draft.failure.map(Box::new),
            data: draft.data,
            paid: draft.price,
            plan: Some(Box::new(plan)),
        });
        if let Some(failure) = &context.forced_failure {
            self.force_failure(ordinal, failure);
        }
        self.follow_plan(ordinal, now);
        Ok(self.jobs.get(ordinal).expect("it was just entered"))
    }

    /// Returns the job with this id.
    pub fn job(&self, id: &str) -> Option<&JobOf<M>> {
        self.jobs.get(self.jobs.ordinal(id)?)
    }

    /// Returns the job with this ordinal.
    pub fn job_at(&self, ordinal: u64) -> Option<&JobOf<M>> {
        self.jobs.get(ordinal)
    }

    /// Returns all jobs, in the order of their acceptance.
    pub fn jobs(&self) -> impl DoubleEndedIterator<Item = &JobOf<M>> {
        self.jobs.iter()
    }

    /// Returns at most `limit` jobs, newest first, after the first `offset` ones. With a state, only jobs in that state count.
    pub fn newest(
        &self,
        state: Option<M::JobState>,
        offset: usize,
        limit: usize,
    ) -> impl Iterator<Item = &JobOf<M>> {
        self.jobs.ordinals(state).newest(offset, limit).filter_map(|ordinal| self.jobs.get(ordinal))
    }

    /// Returns the number of jobs.
    pub fn count(&self) -> usize {
        self.jobs.ordinals(None).len()
    }

    /// Returns the number of jobs in a state.
    pub fn count_in(&self, state: M::JobState) -> usize {
        self.jobs.ordinals(Some(state)).len()
    }

    /// Returns the number of jobs in each state, in the order of the provider's states.
    pub fn counts(&self) -> impl Iterator<Item = (M::JobState, usize)> + '_ {
        M::JobState::ALL.iter().map(|state| (*state, self.count_in(*state)))
    }

    /// Returns the number of jobs in the same state that were accepted before this one.
    pub fn ahead_of(&self, job: &JobOf<M>) -> usize {
        self.jobs.ordinals(Some(job.state)).rank(job.ordinal)
    }

    /// Forgets a job and every change that was planned for it.
    pub fn remove(&mut self, ordinal: u64) -> Option<JobOf<M>> {
        self.unplan(ordinal);
        self.jobs.remove(ordinal)
    }

    /// Returns the provider's own data of a job, to be changed.
    pub fn job_data_mut(&mut self, ordinal: u64) -> Option<&mut M::JobData> {
        self.jobs.get_mut(ordinal).map(|job| &mut job.data)
    }

    /// Gives back the credits that were taken for a job. Credits that were already given back are not given again.
    pub fn refund(&mut self, ordinal: u64, at: Timestamp, reason: &'static str) {
        let Some(job) = self.jobs.get_mut(ordinal) else { return };
        let paid = std::mem::take(&mut job.paid);
        if paid != Credits::ZERO {
            self.ledger.refund(at, paid, &job.id, reason);
        }
    }

    /// Puts a webhook about a job into the outbox, to be delivered at `at`.
    pub fn notify(&mut self, ordinal: u64, url: Arc<str>, body: Bytes, at: Timestamp) {
        let (_, mut stream) = self.draw();
        let Some(job) = self.jobs.get(ordinal) else { return };
        let id = stream.uuid().to_string().into();
        let number = self.outbox.put(Delivery::new(id, job.id.clone(), url, body, at));
        self.agenda.enter(at, Due::Delivery(number));
    }

    /// Notes the outcome of an attempt that was made at `at`, and plans the next attempt if the policy has one.
    pub fn delivered(&mut self, number: u64, at: Timestamp, outcome: Outcome) {
        let Some(policy) = M::WEBHOOKS else { return };
        *self.outbox.attempts.entry(outcome.name(policy).into()).or_default() += 1;
        let Some(delivery) = self.outbox.get_mut(number) else { return };
        if let Some(next) = delivery.attempted(at, outcome, policy) {
            self.agenda.enter(next, Due::Delivery(number));
        }
    }

    /// Delivers once more a webhook that was delivered, given up or refused. Returns `false` if an attempt
    /// is under way or planned, and `None` if there is no such delivery.
    pub fn redeliver(&mut self, id: &str, now: Timestamp) -> Option<bool> {
        let (number, delivery) = self.outbox.find_mut(id)?;
        let again = delivery.redeliver(now);
        if again {
            self.agenda.enter(now, Due::Delivery(number));
        }
        Some(again)
    }

    fn deliver(&mut self, number: u64, at: Timestamp) {
        if let Some(delivery) = self.outbox.get_mut(number) {
            delivery.next_attempt_at = None;
            let (url, body) = (delivery.url.clone(), delivery.body.clone());
            self.effects.push(Effect::Deliver { number, url, body, at });
        }
    }

    /// Returns the attempts to deliver webhooks whose outcome is unknown and of which none is planned, as if they were made `now`.
    pub fn lost_attempts(&self, now: Timestamp) -> Vec<Effect> {
        let planned: BTreeSet<u64> = self
            .agenda
            .events()
            .filter_map(|due| match due {
                Due::Delivery(number) => Some(*number),
                Due::Change(_) => None,
            })
            .collect();
        let waiting = self.outbox.numbered().filter(|(_, delivery)| delivery.state == State::Waiting);
        let lost = waiting.filter(|(number, _)| !planned.contains(number));
        let attempt = |(number, delivery): (u64, &Delivery)| {
            let (url, body) = (delivery.url.clone(), delivery.body.clone());
            Effect::Deliver { number, url, body, at: now }
        };
        lost.map(attempt).collect()
    }

    /// Ends a job now instead of as planned, through the states that lie between.
    pub fn finish(&mut self, id: &str, outcome: &job::Outcome, now: Timestamp) -> Result<(), FinishError> {
        let ordinal = self.jobs.ordinal(id).ok_or(FinishError::UnknownJob)?;
        let job = self.jobs.get_mut(ordinal).ok_or(FinishError::UnknownJob)?;
        let to = M::outcome(job, outcome).ok_or(FinishError::NoSuchOutcome)?;
        let route = (!job.state.is_terminal()).then(|| job.state.route(to)).flatten();
        let route = route.ok_or(FinishError::NotAllowed { state: job.state.name() })?;
        job.failure = match outcome {
            job::Outcome::Fail(failure) => Some(Box::new(failure.clone())),
            _ => None,
        };
        self.unplan(ordinal);
        let mut enter = |state| self.enter_state(ordinal, state, now);
        let entered = route.into_iter().try_for_each(&mut enter);
        entered.map_err(|refused| FinishError::NotAllowed { state: refused.from })
    }

    /// Makes `price` the amount that is paid for a job: charges the difference, or gives it back.
    pub fn reprice(
        &mut self,
        ordinal: u64,
        price: Credits,
        now: Timestamp,
        reason: &'static str,
    ) -> Result<(), InsufficientCredits> {
        let Some(job) = self.jobs.get_mut(ordinal) else { return Ok(()) };
        if price > job.paid {
            self.ledger.charge(now, price - job.paid, &job.id, job.kind())?;
        } else if price < job.paid {
            self.ledger.refund(now, job.paid - price, &job.id, reason);
        }
        job.paid = price;
        Ok(())
    }

    /// Replaces the plan of a job, from now on.
    pub fn replan(
        &mut self,
        context: &Context,
        ordinal: u64,
        timeline: &Timeline<M::JobState>,
        failure: Option<Failure>,
    ) {
        self.unplan(ordinal);
        if let Some(job) = self.jobs.get_mut(ordinal) {
            job.failure = failure.map(Box::new);
            job.plan = Some(Box::new(Plan::new(context.now, timeline)));
        }
        if let Some(failure) = &context.forced_failure {
            self.force_failure(ordinal, failure);
        }
        self.follow_plan(ordinal, context.now);
    }

    /// Makes a job fail at its planned end, if the provider has such a failure for it.
    fn force_failure(&mut self, ordinal: u64, failure: &Failure) {
        let Some(job) = self.jobs.get_mut(ordinal) else { return };
        let Some(failed) = M::outcome(job, &job::Outcome::Fail(failure.clone())) else { return };
        let Some(plan) = &mut job.plan else { return };
        let before = plan.changes.get(1).map_or(job.state, |(_, state)| *state);
        if let Some((_, end)) = plan.changes.first_mut()
            && before.transition(failed).is_some()
        {
            *end = failed;
            job.failure = Some(Box::new(failure.clone()));
        }
    }

    /// Enters the planned states that are due by `now`, and the next one into the agenda. A plan that leaves the provider's table
    /// ends there.
    fn follow_plan(&mut self, ordinal: u64, now: Timestamp) {
        while let Some(plan) = self.jobs.get_mut(ordinal).and_then(|job| job.plan.as_mut()) {
            let Some(&(due, state)) = plan.changes.last() else { return };
            if due > now {
                plan.ticket = Some(self.agenda.enter(due, Due::Change(ordinal)));
                return;
            }
            plan.changes.pop();
            if self.enter_state(ordinal, state, due).is_err() {
                debug_assert!(false, "the plan of a job leads to {state:?}, against the table");
                self.unplan(ordinal);
            }
        }
    }

    /// Changes a job's state, if the provider's table has that change.
    fn enter_state(&mut self, ordinal: u64, state: M::JobState, at: Timestamp) -> Result<(), NotAllowed> {
        let Some(job) = self.jobs.get_mut(ordinal) else { return Ok(()) };
        let left = job.state;
        let Some(transition) = left.transition(state) else {
            return Err(NotAllowed { from: left.name() });
        };
        let (job_id, clause) = (job.id.clone(), Some(transition.clause));
        self.changes.push(StateChange { job_id, state, at, clause });
        job.left = Some(left);
        job.changed_at = at;
        if state.is_terminal() {
            job.plan = None;
        }
        self.jobs.change_state(ordinal, state);
        M::entered(self, ordinal, at);
        Ok(())
    }

    fn unplan(&mut self, ordinal: u64) {
        let plan = self.jobs.get_mut(ordinal).and_then(|job| job.plan.take());
        if let Some(ticket) = plan.and_then(|plan| plan.ticket) {
            self.agenda.cancel(ticket);
        }
    }
}
