//! What an account should do, written from the documents and not from the mock.
//!
//! Times are milliseconds since the beginning. A video's work takes one to three minutes, so its end is known only within
//! bounds; commands whose outcome would hang on which side of its end they come are left out ([`Model::is_settled`]).

use std::collections::BTreeMap;

use State::{Canceled, Completed, Expired, Failed, Pending, Processing, Queued};

/// The states of a job (`cutx-facts.md`, 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Pending,
    Queued,
    Processing,
    Completed,
    Failed,
    Canceled,
    Expired,
}

impl State {
    pub(super) fn name(self) -> &'static str {
        match self {
            Pending => "pending",
            Queued => "queued",
            Processing => "processing",
            Completed => "completed",
            Failed => "failed",
            Canceled => "canceled",
            Expired => "expired",
        }
    }

    pub(super) fn is_live(self) -> bool {
        matches!(self, Pending | Queued | Processing)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Copy,
    StaticAd,
    Video,
}

impl Kind {
    pub(super) fn price(self) -> i64 {
        match self {
            Self::Copy => 1,
            Self::StaticAd => 3,
            Self::Video => 40,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::StaticAd => "static_ad",
            Self::Video => "ugc_video",
        }
    }

    /// The shortest and the longest time that it is worked on.
    fn work(self) -> (u64, u64) {
        match self {
            Self::Copy => (0, 0),
            Self::StaticAd => (24_000, 24_000),
            Self::Video => (59_000, 179_000),
        }
    }
}

/// What the words in a prompt ask for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Steer {
    pub(super) slow: Option<u64>,
    pub(super) fail: bool,
    pub(super) reject: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) kind: Kind,
    pub(super) steer: Steer,
    pub(super) key: Option<u8>,
    pub(super) is_valid: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Command {
    Order(Order),
    Advance(u64),
    Finish(usize, State),
    Retry(usize),
    SetCredits(i64),
    Look(usize),
}

/// What must come of the last command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Nothing,
    Invalid,
    Reused(usize),
    TooPoor,
    Accepted,
    Done,
    Conflict,
}

#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) kind: Kind,
    steer: Steer,
    key: Option<u8>,
    /// The states to be in, each from somewhere between two instants on.
    plan: Vec<(u64, u64, State)>,
    /// Whether its price is with the provider.
    is_paid: bool,
    pub(super) charges: u32,
    pub(super) refunds: u32,
}

impl Job {
    /// The states that it may be in.
    pub(super) fn states(&self, now: u64) -> Vec<State> {
        let next = self.plan.iter().skip(1).map(|(_, latest, _)| *latest).chain([u64::MAX]);
        let planned = self.plan.iter().zip(next);
        let possible = planned.filter(|((earliest, ..), left_by)| *earliest <= now && now < *left_by);
        possible.map(|((.., state), _)| *state).collect()
    }

    /// The one state that it is in.
    fn state(&self, now: u64) -> State {
        self.states(now)[0]
    }

    /// Plans its work, from the instant on when it leaves the queue.
    fn plan_work(&mut self, start: u64) {
        let (shortest, longest) =
            self.steer.slow.map_or(self.kind.work(), |seconds| (seconds * 1000, seconds * 1000));
        self.plan.push((start, start, Processing));
        let (after, end) = match () {
            () if self.kind != Kind::Copy && longest > 600_000 => ((600_000, 600_000), Expired),
            () if self.steer.fail => ((shortest, longest), Failed),
            () => ((shortest, longest), Completed),
        };
        self.plan.push((start + after.0, start + after.1, end));
    }
}

/// An account.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) now: u64,
    pub(super) balance: i64,
    pub(super) adjustments: usize,
    pub(super) jobs: Vec<Job>,
    /// The job that has each key, or had it last.
    keys: BTreeMap<u8, usize>,
    pub(super) expected: Expected,
}

impl Model {
    pub(super) fn new(balance: i64) -> Self {
        let (jobs, keys) = (Vec::new(), BTreeMap::new());
        Self { now: 0, balance, adjustments: 0, jobs, keys, expected: Expected::Nothing }
    }

    /// Whether it is known which state everything is in that a command's outcome hangs on.
    pub(super) fn is_settled(&self, command: &Command) -> bool {
        let known = |job: usize| self.jobs.get(job).is_some_and(|job| job.states(self.now).len() == 1);
        let key_known =
            |key: Option<u8>| key.and_then(|key| self.keys.get(&key)).is_none_or(|job| known(*job));
        match command {
            Command::Order(order) => key_known(order.key),
            Command::Finish(job, _) => known(*job),
            Command::Retry(job) => known(*job) && key_known(self.jobs[*job].key),
            Command::Look(job) => *job < self.jobs.len(),
            Command::Advance(_) | Command::SetCredits(_) => true,
        }
    }

    pub(super) fn apply(&mut self, command: &Command) {
        self.expected = match command {
            Command::Order(order) => self.order(order),
            Command::Finish(job, end) => self.finish(*job, *end),
            Command::Retry(job) => self.retry(*job),
            Command::SetCredits(credits) => {
                self.adjustments += usize::from(self.balance != *credits);
                self.balance = *credits;
                Expected::Done
            }
            Command::Advance(by) => {
                self.now += by;
                Expected::Done
            }
            Command::Look(_) => Expected::Nothing,
        };
        self.refund();
    }

    fn order(&mut self, order: &Order) -> Expected {
        if !order.is_valid {
            return Expected::Invalid;
        }
        if let Some(job) = order.key.and_then(|key| self.live_holder(key)) {
            return Expected::Reused(job);
        }
        if self.balance < order.kind.price() {
            return Expected::TooPoor;
        }
        let Order { kind, steer, key, .. } = *order;
        let mut job = Job { kind, steer, key, plan: Vec::new(), is_paid: false, charges: 0, refunds: 0 };
        let queue = if kind == Kind::Copy { 0 } else { 1000 };
        if steer.reject {
            job.plan.push((self.now, self.now, Failed));
        } else {
            job.plan.push((self.now, self.now, Queued));
            job.plan_work(self.now + queue);
        }
        self.jobs.push(job);
        self.keys.extend(key.map(|key| (key, self.jobs.len() - 1)));
        self.charge(self.jobs.len() - 1);
        Expected::Accepted
    }

    fn finish(&mut self, job: usize, end: State) -> Expected {
        // Nobody waits for a copy's callback, so it cannot expire.
        let never = end == Expired && self.jobs[job].kind == Kind::Copy;
        if never || !self.jobs[job].state(self.now).is_live() {
            return Expected::Conflict;
        }
        self.jobs[job].plan = vec![(self.now, self.now, end)];
        Expected::Done
    }

    fn retry(&mut self, number: usize) -> Expected {
        let now = self.now;
        let job = &self.jobs[number];
        let from = job.state(now);
        let key_taken = job.key.and_then(|key| self.live_holder(key)).is_some_and(|holder| holder != number);
        let too_poor = from == Failed && self.balance < job.kind.price();
        if !matches!(from, Failed | Expired) || key_taken || too_poor {
            return Expected::Conflict;
        }
        if from == Failed {
            self.charge(number);
        }
        let job = &mut self.jobs[number];
        job.plan = vec![(now, now, Pending)];
        if job.steer.reject {
            job.plan.push((now + 1000, now + 1000, Failed));
        } else {
            job.plan.push((now + 1000, now + 1000, Queued));
            job.plan_work(now + 2000);
        }
        let key = job.key;
        self.keys.extend(key.map(|key| (key, number)));
        Expected::Done
    }

    fn live_holder(&self, key: u8) -> Option<usize> {
        self.keys.get(&key).copied().filter(|job| self.jobs[*job].state(self.now).is_live())
    }

    fn charge(&mut self, job: usize) {
        let job = &mut self.jobs[job];
        self.balance -= job.kind.price();
        job.charges += 1;
        job.is_paid = true;
    }

    /// What has failed is refunded, once.
    fn refund(&mut self) {
        for job in &mut self.jobs {
            if job.is_paid && job.states(self.now) == [Failed] {
                self.balance += job.kind.price();
                job.refunds += 1;
                job.is_paid = false;
            }
        }
    }
}
