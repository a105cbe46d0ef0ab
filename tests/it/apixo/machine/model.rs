//! What an account should do, written from the documents and not from the mock.
//!
//! Times are milliseconds since the beginning, amounts ten-thousandths of a dollar.

use State::{Failed, Pending, Processing, Success};

/// The pauses after failed attempts (`apixo-facts.md`, 4).
const RETRIES: [u64; 3] = [30_000, 120_000, 600_000];

/// The states of a task (`apixo-facts.md`, 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Pending,
    Processing,
    Success,
    Failed,
}

impl State {
    pub(super) fn name(self) -> &'static str {
        match self {
            Pending => "pending",
            Processing => "processing",
            Success => "success",
            Failed => "failed",
        }
    }

    pub(super) fn has_ended(self) -> bool {
        matches!(self, Success | Failed)
    }
}

/// What becomes of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Succeeds,
    Fails(&'static str),
    IsRejected,
    CannotBeRead,
}

#[derive(Clone, Debug)]
pub(super) struct Order {
    /// How long the clip is.
    pub(super) clip: u64,
    pub(super) is_720p: bool,
    /// How long it is worked on, in seconds, if that is steered.
    pub(super) slow: Option<u64>,
    pub(super) fate: Fate,
    /// What its receiver answers in turn, the last status for ever; `None` for a task that is polled.
    pub(super) receiver: Option<Vec<u16>>,
    pub(super) is_valid: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Command {
    Order(Order),
    Advance(u64),
    Finish(usize, bool),
    SetCredits(i64),
    Look(usize),
    Redeliver(usize),
}

/// What must come of the last command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Done,
    Invalid,
    TooPoor,
    Conflict,
}

/// Where a delivery stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Delivery {
    /// When each attempt was made, and what was answered.
    pub(super) attempts: Vec<(u64, u16)>,
    /// When the next one comes.
    next: Option<u64>,
}

impl Delivery {
    pub(super) fn state(&self) -> &'static str {
        match (self.next, self.attempts.last()) {
            (Some(_), _) => "waiting",
            (None, Some((_, 200))) => "delivered",
            (None, _) => "given_up",
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Task {
    pub(super) order: Order,
    pub(super) created: u64,
    /// When each state begins.
    plan: Vec<(u64, State)>,
    /// Why it fails, if it does.
    pub(super) fail_code: Option<&'static str>,
    pub(super) delivery: Option<Delivery>,
}

impl Task {
    fn new(order: Order, now: u64) -> Self {
        let start = now + 2000;
        let natural = if order.is_720p { 78_000 } else { 38_000 };
        let work = order.slow.map_or(natural, |seconds| seconds * 1000);
        let (end, fail_code) = match order.fate {
            Fate::IsRejected => (now, Some("GENERATION_FAILED")),
            Fate::CannotBeRead => (start, Some("UNSUPPORTED_FORMAT")),
            _ if work > 600_000 => (start + 600_000, Some("PROCESSING_TIMEOUT")),
            Fate::Fails(code) => (start + work, Some(code)),
            Fate::Succeeds => (start + work, None),
        };
        let last = if fail_code.is_some() { Failed } else { Success };
        let mut plan = vec![(now, Pending)];
        plan.extend((end > now).then_some((start, Processing)));
        plan.push((end, last));
        Self { order, created: now, plan, fail_code, delivery: None }
    }

    /// Every started second counts, 5 to 120 of them (`apixo-facts.md`, 7 and A13).
    pub(super) fn price(&self) -> i64 {
        let seconds = self.order.clip.div_ceil(1000).clamp(5, 120);
        seconds.cast_signed() * if self.order.is_720p { 800 } else { 400 }
    }

    pub(super) fn state(&self, now: u64) -> State {
        let begun = self.plan.iter().rfind(|(from, _)| *from <= now);
        begun.map_or(Pending, |(_, state)| *state)
    }

    /// When it ended, if it has.
    pub(super) fn ended(&self, now: u64) -> Option<u64> {
        let (at, _) = *self.plan.last()?;
        (at <= now).then_some(at)
    }

    pub(super) fn next_change(&self, now: u64) -> Option<u64> {
        self.plan.iter().map(|(at, _)| *at).find(|at| *at > now)
    }

    /// Makes every attempt that is due.
    fn deliver(&mut self, now: u64) {
        let (Some(answers), Some(ended)) = (&self.order.receiver, self.ended(now)) else { return };
        let delivery = self.delivery.get_or_insert(Delivery { attempts: Vec::new(), next: Some(ended) });
        while let Some(at) = delivery.next.filter(|at| *at <= now) {
            let tried = delivery.attempts.len();
            let answer = *answers.get(tried).or(answers.last()).expect("a receiver answers something");
            delivery.attempts.push((at, answer));
            let pause = RETRIES.get(tried).filter(|_| answer != 200);
            delivery.next = pause.map(|pause| at + pause);
        }
    }

    /// Whether a delivery by hand is made, once and at once.
    fn redeliver(&mut self, now: u64) -> bool {
        let answers = self.order.receiver.as_deref().unwrap_or_default();
        let Some(delivery) = self.delivery.as_mut().filter(|delivery| delivery.next.is_none()) else {
            return false;
        };
        let answer = answers.get(delivery.attempts.len()).or(answers.last());
        delivery.attempts.extend(answer.map(|answer| (now, *answer)));
        true
    }
}

/// An account.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) now: u64,
    /// What was granted and adjusted, in all.
    granted: i64,
    pub(super) adjustments: usize,
    pub(super) tasks: Vec<Task>,
    pub(super) expected: Expected,
}

impl Model {
    pub(super) fn new(opening: i64) -> Self {
        Self { now: 0, granted: opening, adjustments: 0, tasks: Vec::new(), expected: Expected::Done }
    }

    /// What tasks cost that have not failed.
    pub(super) fn spent(&self) -> i64 {
        let keeps = |task: &&Task| task.state(self.now) != Failed;
        self.tasks.iter().filter(keeps).map(Task::price).sum()
    }

    pub(super) fn balance(&self) -> i64 {
        self.granted - self.spent()
    }

    pub(super) fn apply(&mut self, command: &Command) {
        self.expected = match command {
            Command::Order(order) => self.order(order),
            Command::Advance(by) => {
                self.now += by;
                Expected::Done
            }
            Command::Finish(task, succeeds) => self.finish(*task, *succeeds),
            Command::SetCredits(credits) => {
                let change = credits - self.balance();
                self.adjustments += usize::from(change != 0);
                self.granted += change;
                Expected::Done
            }
            Command::Look(_) => Expected::Done,
            Command::Redeliver(task) => {
                let again = self.tasks[*task].redeliver(self.now);
                if again { Expected::Done } else { Expected::Conflict }
            }
        };
        for task in &mut self.tasks {
            task.deliver(self.now);
        }
    }

    fn order(&mut self, order: &Order) -> Expected {
        let task = Task::new(order.clone(), self.now);
        if !order.is_valid {
            return Expected::Invalid;
        }
        if self.balance() < task.price() {
            return Expected::TooPoor;
        }
        self.tasks.push(task);
        Expected::Done
    }

    fn finish(&mut self, task: usize, succeeds: bool) -> Expected {
        let now = self.now;
        let task = &mut self.tasks[task];
        if task.state(now).has_ended() {
            return Expected::Conflict;
        }
        let end = if succeeds { Success } else { Failed };
        task.plan = vec![(now, end)];
        task.fail_code = (!succeeds).then_some("GENERATION_FAILED");
        Expected::Done
    }
}
