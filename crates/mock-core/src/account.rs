//! An account: what an API key opens at one provider in one world.
//!
//! A deterministic state machine: pure, synchronous, and told the instant of everything that happens to it. Before
//! anything is done to it, what has fallen due is settled ([`Account::settle`]), each event at its own due time.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::agenda::Agenda;
use crate::clock::later;
use crate::credits::Credits;
use crate::job::{Draft, Failure, Job, JobState, NotAllowed, Timeline};
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
    jobs: BTreeMap<u64, Job<P>>,
    ordinals: HashMap<Arc<str>, u64>,
    /// The ordinals of the jobs in each state, in the order of the provider's states.
    by_state: Vec<BTreeSet<u64>>,
    agenda: Agenda<Due>,
    /// What is to be delivered, or was.
    pub outbox: Outbox,
    effects: Vec<Effect>,
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
            jobs: BTreeMap::new(),
            ordinals: HashMap::new(),
            by_state: vec![BTreeSet::new(); P::State::ALL.len()],
            agenda: Agenda::default(),
            outbox: Outbox::default(),
            effects: Vec::new(),
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
                    if let Some(job) = self.jobs.get_mut(&ordinal) {
                        job.ticket = None;
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
        let mut plan = plan(now, &draft.timeline);
        let (_, state) = plan.pop().expect("a timeline starts with a state");
        let ordinal = draft.ordinal;
        let job = Job {
            id: id.clone(),
            ordinal,
            kind: draft.kind,
            state,
            created_at: now,
            changed_at: now,
            changed_by: None,
            failure: draft.failure.map(Box::new),
            detail: draft.detail,
            paid: draft.price,
            plan,
            ticket: None,
        };
        self.by_state[place(state)].insert(ordinal);
        self.ordinals.insert(id, ordinal);
        self.jobs.insert(ordinal, job);
        self.follow_plan(ordinal, now);
        Ok(&self.jobs[&ordinal])
    }

    /// The job of an id.
    pub fn job(&self, id: &str) -> Option<&Job<P>> {
        self.ordinals.get(id).and_then(|ordinal| self.jobs.get(ordinal))
    }

    /// The job of an ordinal.
    pub fn job_at(&self, ordinal: u64) -> Option<&Job<P>> {
        self.jobs.get(&ordinal)
    }

    /// All jobs, in the order in which they were accepted.
    pub fn jobs(&self) -> impl DoubleEndedIterator<Item = &Job<P>> {
        self.jobs.values()
    }

    /// The jobs in a state, in the order in which they were accepted.
    pub fn jobs_in(&self, state: P::State) -> impl DoubleEndedIterator<Item = &Job<P>> {
        let ordinals = self.by_state.get(place(state));
        ordinals.into_iter().flatten().filter_map(|ordinal| self.jobs.get(ordinal))
    }

    /// How many jobs there are.
    pub fn count(&self) -> usize {
        self.jobs.len()
    }

    /// How many jobs are in a state.
    pub fn count_in(&self, state: P::State) -> usize {
        self.by_state[place(state)].len()
    }

    /// How many jobs are in each state, in the order of the provider's states.
    pub fn counts(&self) -> impl Iterator<Item = (P::State, usize)> + '_ {
        P::State::ALL.iter().copied().zip(self.by_state.iter().map(BTreeSet::len))
    }

    /// Forgets a job and all that was to happen to it.
    pub fn remove(&mut self, ordinal: u64) -> Option<Job<P>> {
        self.unplan(ordinal);
        let job = self.jobs.remove(&ordinal)?;
        self.ordinals.remove(&job.id);
        self.by_state[place(job.state)].remove(&ordinal);
        Some(job)
    }

    /// What the provider keeps of a job, to change it.
    pub fn detail_mut(&mut self, ordinal: u64) -> Option<&mut P::Detail> {
        self.jobs.get_mut(&ordinal).map(|job| &mut job.detail)
    }

    /// Gives back what was taken for a job. What was given back already is not given again.
    pub fn refund(&mut self, ordinal: u64, at: Timestamp, reason: &'static str) {
        let Some(job) = self.jobs.get_mut(&ordinal) else { return };
        let paid = std::mem::take(&mut job.paid);
        if paid != Credits::ZERO {
            self.ledger.refund(at, paid, &job.id, reason);
        }
    }

    /// Puts a webhook about a job into the outbox, to be delivered at `at`.
    pub fn notify(&mut self, ordinal: u64, url: Arc<str>, body: Bytes, at: Timestamp) {
        let (_, mut stream) = self.draw();
        let Some(job) = self.jobs.get(&ordinal) else { return };
        let id = stream.uuid().to_string().into();
        let number = self.outbox.put(Delivery::new(id, job.id.clone(), url, body));
        self.agenda.enter(at, Due::Delivery(number));
    }

    /// Notes what came of an attempt that was made at `at`, and plans the next one if there is to be one.
    pub fn delivered(&mut self, number: u64, at: Timestamp, outcome: Outcome) {
        let (Some(policy), Some(delivery)) = (P::WEBHOOKS, self.outbox.get_mut(number)) else { return };
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
        let ordinal = *self.ordinals.get(id)?;
        let job = self.jobs.get_mut(&ordinal)?;
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
        let Some(job) = self.jobs.get_mut(&ordinal) else { return Ok(()) };
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
        if let Some(job) = self.jobs.get_mut(&ordinal) {
            job.failure = failure.map(Box::new);
            job.plan = plan(now, timeline);
        }
        self.follow_plan(ordinal, now);
    }

    /// Enters the planned states that are due by `now`, and the next one into the agenda.
    fn follow_plan(&mut self, ordinal: u64, now: Timestamp) {
        while let Some(job) = self.jobs.get_mut(&ordinal) {
            let Some(&(due, state)) = job.plan.last() else { return };
            if due > now {
                job.ticket = Some(self.agenda.enter(due, Due::Change(ordinal)));
                return;
            }
            job.plan.pop();
            self.enter_state(ordinal, state, due);
        }
    }

    fn enter_state(&mut self, ordinal: u64, state: P::State, at: Timestamp) {
        let Some(job) = self.jobs.get_mut(&ordinal) else { return };
        let left = job.state;
        let transition = left.transition(state);
        debug_assert!(transition.is_some(), "{left:?} to {state:?} is not in the table");
        job.state = state;
        job.changed_at = at;
        job.changed_by = transition.map(|transition| transition.clause);
        if state.is_terminal() {
            job.plan = Vec::new();
        }
        self.by_state[place(left)].remove(&ordinal);
        self.by_state[place(state)].insert(ordinal);
        P::entered(self, ordinal, at);
    }

    fn unplan(&mut self, ordinal: u64) {
        let Some(job) = self.jobs.get_mut(&ordinal) else { return };
        job.plan = Vec::new();
        if let Some(ticket) = job.ticket.take() {
            self.agenda.strike(ticket);
        }
    }
}

/// Where a state stands among the provider's states.
fn place<S: JobState>(state: S) -> usize {
    S::ALL.iter().position(|known| *known == state).expect("a provider lists all of its states")
}

/// The instants of a timeline, the first one last, as a job keeps them.
fn plan<S: Copy>(start: Timestamp, timeline: &Timeline<S>) -> Vec<(Timestamp, S)> {
    timeline.iter().rev().map(|&(after, state)| (later(start, after), state)).collect()
}
