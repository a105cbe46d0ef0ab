//! Sumatman as a state machine.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kernel::credits::Credits;
use kernel::job::Outcome;
use kernel::machine::{Account, CommandType, JobOf, Machine};
use kernel::rate_limit::RequestLimit;
use mock_http::answer::Answer;

use crate::clause;
use crate::lifecycle::State;
use crate::operations::{DeleteTask, SubmitTask};
use crate::state::{AccountData, JobData, Sumatman};

/// The limit of requests for a key: 10 a minute (`sumatman.txt`, notes).
static REQUEST_LIMIT: RequestLimit = RequestLimit {
    requests: 10,
    window: Duration::from_secs(60),
    clause: &clause::LIMIT_REQUESTS,
    by_default: true,
};

impl Machine for Sumatman {
    const NAME: &'static str = "sumatman";
    const OPENING_CREDITS: Credits = Credits::whole(100);
    const REQUEST_LIMIT: Option<&'static RequestLimit> = Some(&REQUEST_LIMIT);
    const COMMANDS: &'static [CommandType<Self>] =
        &[CommandType::of::<SubmitTask>(), CommandType::of::<DeleteTask>()];

    type JobState = State;
    type JobData = JobData;
    type AccountData = AccountData;
    type Refusal = Answer;

    fn entered(account: &mut Account<Self>, ordinal: u64, at: Timestamp) {
        if account.job_at(ordinal).is_some_and(|job| job.state == State::Failed) {
            account.refund(ordinal, at, "the task failed");
        }
    }

    fn outcome(_job: &JobOf<Self>, outcome: &Outcome) -> Option<State> {
        match outcome {
            Outcome::Succeed => Some(State::Completed),
            Outcome::Fail(_) => Some(State::Failed),
            Outcome::Cancel | Outcome::Expire => None,
        }
    }

    fn user_id(account: &Account<Self>) -> Option<Arc<str>> {
        Some(account.id.clone())
    }
}
