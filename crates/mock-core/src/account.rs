//! An account: the credits and jobs that an API key opens at one provider in one world.
//!
//! A deterministic state machine: pure, synchronous, and told the instant of everything that happens to it. Before each
//! step, everything that has fallen due is settled ([`Account::settle`]), each event at its own due time.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::agenda::Agenda;
use crate::credits::Credits;
use crate::job::{self, Draft, Failure, Job, JobState, NotAllowed, Plan, Timeline};
use crate::jobs::Jobs;
use crate::ledger::{InsufficientCredits, Ledger};
use crate::provider::Provider;
use crate::random::{Root, Stream};
use crate::webhook::{Delivery, Outbox, Outcome};

/// The status of an account at its provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The account may be used.
    Active,
    /// The account's owner is known, but refused.
    Suspended,
    /// The account's key no longer works.
    Inactive,
}

/// An event that falls due.
#[derive(Debug)]
enum Due {
    /// The next change of the job with this ordinal.
    Change(u64),
    /// An attempt at the delivery with this number.
    Delivery(u64),
}

/// A task of the shell, to be carried out once the account's lock is released.
#[derive(Debug)]
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

/// One account of a provider, with its credits, its jobs and its webhooks.
pub struct Account<P: Provider> {
    /// The account's public id, which reveals nothing of its key.
    pub id: Arc<str>,
    /// The movements of the account's credits.
    pub ledger: Ledger,
    /// The provider's own data of the account, beside jobs.
    pub extra: P::Extra,
    /// The jobs of the account.
    jobs: Jobs<P>,
    agenda: Agenda<Due>,
    /// The webhook deliveries, pending and past.
    pub outbox: Outbox,
    effects: Vec<Effect>,
    /// The failure of the jobs that this step starts, if they are to fail.
    pub(crate) doom: Option<Failure>,
    root: Root,
    drawn: u64,
}

impl<P: Provider> Account<P> {
    /// Opens an account with an opening balance and the provider's initial data.
    pub fn open(now: Timestamp, root: Root, credits: Credits) -> Self {
        let mut account = Self {
            id: root.stream(0).uuid().to_string().into(),
            ledger: Ledger::open(now, credits),
            extra: P::Extra::default(),
            jobs: Jobs::default(),
            agenda: Agenda::default(),
            outbox: Outbox::default(),
            effects: Vec::new(),
            doom: None,
            root,
            drawn: 0,
        };
        P::opened(&mut account, now);
        account
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

    /// Applies everything that is due, each at its own due time.
    pub fn settle(&mut self, now: Timestamp) {
        while let Some((at, due)) = self.agenda.pop_due(now) {
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
    pub fn accept(&mut self, now: Timestamp, draft: Draft<P>) -> Result<&Job<P>, InsufficientCredits> {
        let id: Arc<str> = draft.id.into();
        if draft.price != Credits::ZERO {
            self.ledger.charge(now, draft.price, &id, draft.kind)?;
        }
        let mut plan = Plan::new(now, &draft.timeline);
        let (_, state) = plan.changes.pop().expect("a timeline starts with a state");
        let ordinal = draft.ordinal;
        let job = Job {
            id,
            ordinal,
            kind: draft.kind,
            state,
            created_at: now,
            changed_at: now,
            changed_by: None,
            failure: draft.failure.map(Box::new),
            detail: draft.detail,
            paid: draft.price,
            plan: Some(Box::new(plan)),
        };
        self.jobs.insert(job);
        self.apply_doom(ordinal);
        self.follow_plan(ordinal, now);
        Ok(self.jobs.get(ordinal).expect("it was just entered"))
    }

    /// Returns the job with this id.
    pub fn job(&self, id: &str) -> Option<&Job<P>> {
        self.jobs.get(self.jobs.ordinal(id)?)
    }

    /// Returns the job with this ordinal.
    pub fn job_at(&self, ordinal: u64) -> Option<&Job<P>> {
        self.jobs.get(ordinal)
    }

    /// Returns all jobs, in the order of their acceptance.
    pub fn jobs(&self) -> impl DoubleEndedIterator<Item = &Job<P>> {
        self.jobs.iter()
    }

    /// Returns at most `limit` jobs, newest first, after the first `offset` ones. With a state, only jobs in that state count.
    pub fn newest(
        &self,
        state: Option<P::State>,
        offset: usize,
        limit: usize,
    ) -> impl Iterator<Item = &Job<P>> {
        self.jobs.ranks(state).newest(offset, limit).filter_map(|ordinal| self.jobs.get(ordinal))
    }

    /// Returns the number of jobs.
    pub fn count(&self) -> usize {
        self.jobs.ranks(None).len()
    }

    /// Returns the number of jobs in a state.
    pub fn count_in(&self, state: P::State) -> usize {
        self.jobs.ranks(Some(state)).len()
    }

    /// Returns the number of jobs in each state, in the order of the provider's states.
    pub fn counts(&self) -> impl Iterator<Item = (P::State, usize)> + '_ {
        P::State::ALL.iter().map(|state| (*state, self.count_in(*state)))
    }

    /// Returns the number of jobs in the same state that were accepted before this one.
    pub fn ahead_of(&self, job: &Job<P>) -> usize {
        self.jobs.ranks(Some(job.state)).rank(job.ordinal)
    }

    /// Forgets a job and every change that was planned for it.
    pub fn remove(&mut self, ordinal: u64) -> Option<Job<P>> {
        self.unplan(ordinal);
        self.jobs.remove(ordinal)
    }

    /// Returns the provider's own data of a job, to be changed.
    pub fn detail_mut(&mut self, ordinal: u64) -> Option<&mut P::Detail> {
        self.jobs.get_mut(ordinal).map(|job| &mut job.detail)
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
        let number = self.outbox.put(Delivery::new(id, job.id.clone(), url, body));
        self.agenda.enter(at, Due::Delivery(number));
    }

    /// Notes the outcome of an attempt that was made at `at`, and plans the next attempt if the policy has one.
    pub fn delivered(&mut self, number: u64, at: Timestamp, outcome: Outcome) {
        let Some(policy) = P::WEBHOOKS else { return };
        *self.outbox.attempts.entry(outcome.name(policy)).or_default() += 1;
        let Some(delivery) = self.outbox.get_mut(number) else { return };
        if let Some(next) = delivery.attempted(at, outcome, policy) {
            self.agenda.enter(next, Due::Delivery(number));
        }
    }

    /// Delivers once more a webhook that was delivered, given up or refused. Returns `false` if an attempt
    /// is under way or planned, and `None` if there is no such delivery.
    pub fn redeliver(&mut self, id: &str, now: Timestamp) -> Option<bool> {
        let (number, delivery) = self.outbox.find_mut(id)?;
        let again = delivery.redeliver();
        if again {
            self.agenda.enter(now, Due::Delivery(number));
        }
        Some(again)
    }

    fn deliver(&mut self, number: u64, at: Timestamp) {
        if let Some(delivery) = self.outbox.get_mut(number) {
            let (url, body) = (delivery.url.clone(), delivery.body.clone());
            self.effects.push(Effect::Deliver { number, url, body, at });
        }
    }

    /// Ends a job now instead of as planned, through the states that lie between. Returns `None` if no job has this id.
    pub fn finish(
        &mut self,
        id: &str,
        to: P::State,
        failure: Option<Failure>,
        now: Timestamp,
    ) -> Option<Result<(), NotAllowed>> {
        let ordinal = self.jobs.ordinal(id)?;
        let job = self.jobs.get_mut(ordinal)?;
        let route = (!job.state.is_terminal()).then(|| job.state.route(to)).flatten();
        let Some(route) = route else { return Some(Err(NotAllowed { from: job.state.name() })) };
        job.failure = failure.map(Box::new);
        self.unplan(ordinal);
        for state in route {
            self.enter_state(ordinal, state, now);
        }
        Some(Ok(()))
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
            self.ledger.charge(now, price - job.paid, &job.id, job.kind)?;
        } else if price < job.paid {
            self.ledger.refund(now, job.paid - price, &job.id, reason);
        }
        job.paid = price;
        Ok(())
    }

    /// Replaces the plan of a job, from now on.
    pub fn replan(
        &mut self,
        ordinal: u64,
        timeline: &Timeline<P::State>,
        failure: Option<Failure>,
        now: Timestamp,
    ) {
        self.unplan(ordinal);
        if let Some(job) = self.jobs.get_mut(ordinal) {
            job.failure = failure.map(Box::new);
            job.plan = Some(Box::new(Plan::new(now, timeline)));
        }
        self.apply_doom(ordinal);
        self.follow_plan(ordinal, now);
    }

    /// Makes a doomed job fail at its planned end, if the provider has such a failure for it.
    fn apply_doom(&mut self, ordinal: u64) {
        let (Some(doom), Some(job)) = (&self.doom, self.jobs.get_mut(ordinal)) else { return };
        let Some(failed) = P::outcome(job, &job::Outcome::Fail(doom.clone())) else { return };
        let Some(plan) = &mut job.plan else { return };
        let before = plan.changes.get(1).map_or(job.state, |(_, state)| *state);
        if let Some((_, end)) = plan.changes.first_mut()
            && before.transition(failed).is_some()
        {
            *end = failed;
            job.failure = Some(Box::new(doom.clone()));
        }
    }

    /// Enters the planned states that are due by `now`, and the next one into the agenda.
    fn follow_plan(&mut self, ordinal: u64, now: Timestamp) {
        while let Some(plan) = self.jobs.get_mut(ordinal).and_then(|job| job.plan.as_mut()) {
            let Some(&(due, state)) = plan.changes.last() else { return };
            if due > now {
                plan.ticket = Some(self.agenda.enter(due, Due::Change(ordinal)));
                return;
            }
            plan.changes.pop();
            self.enter_state(ordinal, state, due);
        }
    }

    fn enter_state(&mut self, ordinal: u64, state: P::State, at: Timestamp) {
        let Some(left) = self.jobs.change_state(ordinal, state) else { return };
        let transition = left.transition(state);
        debug_assert!(transition.is_some(), "{left:?} to {state:?} is not in the table");
        if let Some(job) = self.jobs.get_mut(ordinal) {
            job.changed_at = at;
            job.changed_by = transition.map(|transition| transition.clause);
            if state.is_terminal() {
                job.plan = None;
            }
        }
        P::entered(self, ordinal, at);
    }

    fn unplan(&mut self, ordinal: u64) {
        let plan = self.jobs.get_mut(ordinal).and_then(|job| job.plan.take());
        if let Some(ticket) = plan.and_then(|plan| plan.ticket) {
            self.agenda.strike(ticket);
        }
    }
}
