//! What an account should do, written from the documents and not from the mock.
//!
//! Times are milliseconds since the beginning, which is a midnight in UTC.

use std::collections::VecDeque;

use State::{Completed, Failed, Pending, Processing};

/// The states of a task (`sumatman-facts.md`, 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Pending,
    Processing,
    Completed,
    Failed,
}

impl State {
    pub(super) fn name(self) -> &'static str {
        match self {
            Pending => "pending",
            Processing => "processing",
            Completed => "completed",
            Failed => "failed",
        }
    }

    pub(super) fn is_live(self) -> bool {
        matches!(self, Pending | Processing)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Create,
    Repeat,
    Edit,
    Continue,
}

impl Mode {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Repeat => "repeat",
            Self::Edit => "edit",
            Self::Continue => "continue",
        }
    }
}

/// Price list: up to so many minutes, so many scenes, so many credits (`sumatman.txt`, pricing).
const PRICES: [(u64, u64, i64); 7] =
    [(3, 10, 10), (5, 15, 30), (10, 25, 50), (15, 32, 64), (20, 40, 80), (25, 47, 94), (30, 55, 110)];

const SECOND: u64 = 1000;
const MINUTE: u64 = 60 * SECOND;
pub(super) const DAY: u64 = 24 * 60 * MINUTE;
const REQUESTS_A_MINUTE: usize = 10;
const TASKS_A_DAY: usize = 100;

/// What the words in a story ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Steer {
    pub(super) slow: Option<u64>,
    pub(super) fail: bool,
    pub(super) reject: bool,
}

/// A film as it is asked for, or as it was understood.
#[derive(Clone, Copy, Debug)]
pub(super) struct Film {
    pub(super) steer: Steer,
    pub(super) minutes: u64,
    pub(super) is_portrait: bool,
}

impl Film {
    fn row(self) -> (u64, u64, i64) {
        *PRICES.iter().find(|(minutes, ..)| *minutes >= self.minutes).expect("no more than 30 minutes")
    }

    pub(super) fn price(self) -> i64 {
        self.row().2
    }

    pub(super) fn scenes(self) -> u64 {
        self.row().1
    }

    /// The states that it goes through, each from an instant on.
    fn plan(self, now: u64) -> Vec<(u64, State)> {
        let Steer { slow, fail, reject } = self.steer;
        if reject {
            return vec![(now, Failed)];
        }
        let start = now + 10 * SECOND;
        // Fifteen minutes from creation to completion is the longest that is documented.
        let work = slow.unwrap_or((300 + 20 * self.minutes).min(900 - 10)) * SECOND;
        vec![(now, Pending), (start, Processing), (start + work, if fail { Failed } else { Completed })]
    }
}

/// What a request says of its film; what it leaves out is inherited, or has its default.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wishes {
    /// The words in its story, if it has one.
    pub(super) steer: Option<Steer>,
    pub(super) minutes: Option<u64>,
    pub(super) is_portrait: Option<bool>,
}

impl Wishes {
    fn over(self, base: Film) -> Film {
        Film {
            steer: self.steer.unwrap_or(base.steer),
            minutes: self.minutes.unwrap_or(base.minutes),
            is_portrait: self.is_portrait.unwrap_or(base.is_portrait),
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    pub(super) mode: Mode,
    /// Which task it works on, unless it makes a new one.
    pub(super) source: usize,
    pub(super) wishes: Wishes,
    pub(super) is_valid: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Command {
    Order(Order),
    /// So many minutes long as many short films as the limit lets through.
    Burst(u64),
    Look(usize),
    Delete(usize),
    Advance(u64),
    Finish(usize, State),
    SetCredits(i64),
}

/// What must come of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// It is about this task.
    Done(usize),
    TooManyRequests,
    TooManyTasks,
    TooPoor,
    Invalid,
    NoSource,
    NoTask,
    /// A task in this state doesn't allow it.
    Wrong(State),
}

#[derive(Clone, Debug)]
pub(super) struct Task {
    pub(super) film: Film,
    pub(super) mode: Mode,
    pub(super) from: Option<usize>,
    pub(super) created_at: u64,
    plan: Vec<(u64, State)>,
    /// What the provider holds for it.
    paid: i64,
    /// What was moved for it, in order.
    pub(super) moved: Vec<i64>,
    pub(super) is_deleted: bool,
}

impl Task {
    pub(super) fn state(&self, now: u64) -> State {
        let (_, state) = self.plan.iter().rev().find(|(from, _)| *from <= now).expect("it has begun");
        *state
    }

    pub(super) fn next_change_at(&self, now: u64) -> Option<u64> {
        self.plan.iter().map(|(from, _)| *from).find(|from| *from > now)
    }
}

/// An account.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) now: u64,
    pub(super) balance: i64,
    pub(super) adjustments: usize,
    pub(super) tasks: Vec<Task>,
    /// When the requests of the last minute came.
    window: VecDeque<u64>,
    /// When tasks were made.
    made: Vec<u64>,
    /// What must come of the last command's requests.
    pub(super) expected: Vec<Expected>,
}

impl Model {
    pub(super) fn new(balance: i64) -> Self {
        let (tasks, window, made, expected) = (Vec::new(), VecDeque::new(), Vec::new(), Vec::new());
        Self { now: 0, balance, adjustments: 0, tasks, window, made, expected }
    }

    pub(super) fn apply(&mut self, command: &Command) {
        self.expected.clear();
        match command {
            Command::Order(order) => self.request(|model| model.order(order)),
            Command::Burst(minutes) => {
                for _ in 0..*minutes {
                    for _ in 0..REQUESTS_A_MINUTE {
                        self.request(|model| model.order(&SHORT));
                    }
                    self.advance(MINUTE);
                }
            }
            Command::Look(task) => self.request(|model| model.look(*task)),
            Command::Delete(task) => self.request(|model| model.delete(*task)),
            Command::Advance(by) => self.advance(*by),
            Command::Finish(task, end) => {
                let now = self.now;
                let task = &mut self.tasks[*task];
                if task.is_deleted {
                    self.expected.push(Expected::NoTask);
                } else if task.state(now).is_live() {
                    task.plan = vec![(now, *end)];
                } else {
                    self.expected.push(Expected::Wrong(task.state(now)));
                }
                self.refund();
            }
            Command::SetCredits(credits) => {
                self.adjustments += usize::from(self.balance != *credits);
                self.balance = *credits;
            }
        }
    }

    fn advance(&mut self, by: u64) {
        self.now += by;
        self.refund();
    }

    fn request(&mut self, serve: impl FnOnce(&mut Self) -> Expected) {
        let now = self.now;
        self.window.retain(|at| at + MINUTE > now);
        let came = if self.window.len() < REQUESTS_A_MINUTE {
            self.window.push_back(now);
            serve(self)
        } else {
            Expected::TooManyRequests
        };
        self.expected.push(came);
        self.refund();
    }

    fn order(&mut self, order: &Order) -> Expected {
        let Order { mode, source, wishes, is_valid } = *order;
        if !is_valid {
            return Expected::Invalid;
        }
        let default = Film { steer: Steer::default(), minutes: 10, is_portrait: false };
        let (base, from) = match mode {
            Mode::Create => (default, None),
            _ => match self.kept(source) {
                None => return Expected::NoSource,
                Some(task) => (task.film, Some((source, task.state(self.now)))),
            },
        };
        match (mode, from) {
            (Mode::Edit, Some((_, state @ (Completed | Failed)))) => return Expected::Wrong(state),
            (Mode::Continue, Some((_, state))) if state != Completed => return Expected::Wrong(state),
            _ => {}
        }
        let film = wishes.over(base);
        if mode == Mode::Edit {
            self.edit(source, film)
        } else {
            self.make(mode, from.map(|from| from.0), film)
        }
    }

    fn make(&mut self, mode: Mode, from: Option<usize>, film: Film) -> Expected {
        if self.balance < film.price() {
            return Expected::TooPoor;
        }
        let today = self.made.iter().filter(|at| *at / DAY == self.now / DAY).count();
        if today >= TASKS_A_DAY {
            return Expected::TooManyTasks;
        }
        self.made.push(self.now);
        let (plan, created_at) = (film.plan(self.now), self.now);
        let (paid, moved) = (0, Vec::new());
        self.tasks.push(Task { film, mode, from, created_at, plan, paid, moved, is_deleted: false });
        self.pay(self.tasks.len() - 1, film.price());
        Expected::Done(self.tasks.len() - 1)
    }

    fn edit(&mut self, number: usize, film: Film) -> Expected {
        let difference = film.price() - self.tasks[number].paid;
        if difference > self.balance {
            return Expected::TooPoor;
        }
        self.pay(number, difference);
        let task = &mut self.tasks[number];
        task.plan = film.plan(self.now);
        task.film = film;
        Expected::Done(number)
    }

    fn look(&self, number: usize) -> Expected {
        if self.kept(number).is_some() { Expected::Done(number) } else { Expected::NoTask }
    }

    fn delete(&mut self, number: usize) -> Expected {
        let Some(task) = self.kept(number) else { return Expected::NoTask };
        let state = task.state(self.now);
        if matches!(state, Processing | Completed) {
            return Expected::Wrong(state);
        }
        self.tasks[number].is_deleted = true;
        Expected::Done(number)
    }

    fn kept(&self, number: usize) -> Option<&Task> {
        self.tasks.get(number).filter(|task| !task.is_deleted)
    }

    fn pay(&mut self, number: usize, amount: i64) {
        let task = &mut self.tasks[number];
        self.balance -= amount;
        task.paid += amount;
        if amount != 0 {
            task.moved.push(-amount);
        }
    }

    /// What has failed is refunded, once; what is deleted never.
    fn refund(&mut self) {
        for number in 0..self.tasks.len() {
            let task = &self.tasks[number];
            if !task.is_deleted && task.state(self.now) == Failed {
                self.pay(number, -task.paid);
            }
        }
    }
}

/// What a burst is made of.
pub(super) const SHORT: Order = Order {
    mode: Mode::Create,
    source: 0,
    wishes: Wishes {
        steer: Some(Steer { slow: None, fail: false, reject: false }),
        minutes: Some(3),
        is_portrait: None,
    },
    is_valid: true,
};
