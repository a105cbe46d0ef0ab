//! An account: what an API key opens at one provider in one world.
//!
//! A deterministic state machine: pure, synchronous, and told the instant of everything that happens to it. Before
//! anything is done to it, what has fallen due is settled ([`Account::settle`]), each event at its own due time.

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

/// Whether an account may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It may.
    Active,
    /// Its owner is known and shut out.
    Suspended,
    /// Its key no longer works.
    Inactive,
}

/// What falls due.
#[derive(Debug)]
enum Due {
    /// The next change of the job of this ordinal.
    Change(u64),
    /// An attempt to deliver what has this number.
    Delivery(u64),
}

/// What the shell has to carry out once the account's lock is released.
#[derive(Debug)]
pub enum Effect {
    /// Deliver what has this number.
    Deliver {
        /// The number in the outbox.
        number: u64,
        /// Where to.
        url: Arc<str>,
        /// What to say.
        body: Bytes,
        /// When, in virtual time.
        at: Timestamp,
    },
}

/// One account.
pub struct Account<P: Provider> {
    /// The account's public id, which gives nothing away of its key.
    pub id: Arc<str>,
    /// Every movement of its credits.
    pub ledger: Ledger,
    /// What the provider keeps beside jobs.
    pub extra: P::Extra,
    /// Each in a box: half of a tree's room stays empty when all new ones come at its end.
    jobs: Jobs<P>,
    agenda: Agenda<Due>,
    /// What is to be delivered, or was.
    pub outbox: Outbox,
    effects: Vec<Effect>,
    /// Why the jobs that this step starts are to fail, if they are.
    pub(crate) doom: Option<Failure>,
    root: Root,
    drawn: u64,
}

impl<P: Provider> Account<P> {
    /// Opens an account with its opening balance and what every account of the provider starts with.
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

    /// The next ordinal with its randomness.
    pub fn draw(&mut self) -> (u64, Stream) {
        self.drawn += 1;
        (self.drawn, self.root.stream(self.drawn))
    }

    /// The randomness of a seed, however often it is needed again. Ordinals count up and seeds count down, so that they never
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

    /// What the shell has to carry out, once.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// When something will happen next.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.agenda.next_due()
    }

    /// Charges for a job and enters it, or does neither.
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

    /// The job of an id.
    pub fn job(&self, id: &str) -> Option<&Job<P>> {
        self.jobs.get(self.jobs.ordinal(id)?)
    }

    /// The job of an ordinal.
    pub fn job_at(&self, ordinal: u64) -> Option<&Job<P>> {
        self.jobs.get(ordinal)
    }

    /// All jobs, in the order in which they were accepted.
    pub fn jobs(&self) -> impl DoubleEndedIterator<Item = &Job<P>> {
        self.jobs.iter()
    }

    /// A page of the jobs, or of those in a state, newest first: so many, after leaving out the first `offset`.
    pub fn newest(
        &self,
        state: Option<P::State>,
        offset: usize,
        limit: usize,
    ) -> impl Iterator<Item = &Job<P>> {
        self.jobs.ranks(state).newest(offset, limit).filter_map(|ordinal| self.jobs.get(ordinal))
    }

    /// How many jobs there are.
    pub fn count(&self) -> usize {
        self.jobs.ranks(None).len()
    }

    /// How many jobs are in a state.
    pub fn count_in(&self, state: P::State) -> usize {
        self.jobs.ranks(Some(state)).len()
    }

    /// How many jobs are in each state, in the order of the provider's states.
    pub fn counts(&self) -> impl Iterator<Item = (P::State, usize)> + '_ {
        P::State::ALL.iter().map(|state| (*state, self.count_in(*state)))
    }

    /// How many jobs were accepted before one and are in the same state.
    pub fn ahead_of(&self, job: &Job<P>) -> usize {
        self.jobs.ranks(Some(job.state)).rank(job.ordinal)
    }

    /// Forgets a job and all that was to happen to it.
    pub fn remove(&mut self, ordinal: u64) -> Option<Job<P>> {
        self.unplan(ordinal);
        self.jobs.remove(ordinal)
    }

    /// What the provider keeps of a job, to change it.
    pub fn detail_mut(&mut self, ordinal: u64) -> Option<&mut P::Detail> {
        self.jobs.get_mut(ordinal).map(|job| &mut job.detail)
    }

    /// Gives back what was taken for a job. What was given back already is not given again.
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

    /// Notes what came of an attempt that was made at `at`, and plans the next one if there is to be one.
    pub fn delivered(&mut self, number: u64, at: Timestamp, outcome: Outcome) {
        let Some(policy) = P::WEBHOOKS else { return };
        *self.outbox.attempts.entry(outcome.name(policy)).or_default() += 1;
        let Some(delivery) = self.outbox.get_mut(number) else { return };
        if let Some(next) = delivery.attempted(at, outcome, policy) {
            self.agenda.enter(next, Due::Delivery(number));
        }
    }

    /// Delivers once more what was delivered, given up or refused. `None` if there is no such delivery.
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

    /// Takes a job to an end now, over whatever lies between, instead of what was planned.
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

    /// Makes `price` what is paid for a job: charges what is missing, or gives back what is too much.
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

    /// Decides anew all that will happen to a job, whatever was planned.
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

    /// Lets a job that is doomed fail when it would have ended, if the provider has that for such a job.
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
