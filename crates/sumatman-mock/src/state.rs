//! The data of accounts and tasks.

use std::sync::Arc;

use jiff::Timestamp;
use kernel::job;
use serde::{Deserialize, Serialize};

use crate::options::Mode;
use crate::story::Story;

/// The provider Sumatman.
#[derive(Clone, Copy, Debug)]
pub struct Sumatman;

/// The data of an account beside its credits and tasks.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AccountData {
    /// The number of tasks ever made, which is also the number of the newest.
    pub numbered: u64,
    /// The day of the newest task.
    pub today: Day,
}

/// A day on which tasks were made.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Day {
    /// The number of the day, counted in UTC since 1970.
    pub number: i64,
    /// The number of tasks made on that day.
    pub tasks: u32,
}

impl Day {
    /// Returns the day of an instant: this day with its tasks, or another day without any.
    #[must_use]
    pub fn at(self, instant: Timestamp) -> Self {
        let number = instant.as_second().div_euclid(24 * 60 * 60);
        if number == self.number { self } else { Self { number, tasks: 0 } }
    }
}

/// The data of a task.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JobData {
    /// The number of the task, counted per account.
    pub number: u64,
    /// The mode of the request that made it.
    pub mode: Mode,
    /// The task that it was made from.
    pub from: Option<Arc<str>>,
    /// The story that the film tells. It is shared with the work that is done outside the account's lock.
    pub story: Arc<Story>,
    /// The seed that its result is drawn from.
    pub seed: u64,
    /// The instant of its last edit.
    pub edited_at: Option<Timestamp>,
}

impl job::JobData for JobData {
    fn kind(&self) -> &'static str {
        self.mode.name()
    }
}
