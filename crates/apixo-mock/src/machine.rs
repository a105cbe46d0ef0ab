//! APIXO as a state machine.

use std::time::Duration;

use jiff::Timestamp;
use kernel::credits::Credits;
use kernel::job::{JobState, Outcome};
use kernel::machine::{Account, CommandType, JobOf, Machine};
use kernel::rate_limit::RequestLimit;
use kernel::webhook::Policy;
use mock_http::answer::Answer;

use crate::lifecycle::State;
use crate::operations::GenerateTask;
use crate::state::{AccountData, Apixo, JobData};
use crate::{clause, task};

/// The limit of requests for a key: 10 000 a minute (`apixo.txt`, limits).
static REQUEST_LIMIT: RequestLimit = RequestLimit {
    requests: 10_000,
    window: Duration::from_secs(60),
    clause: &clause::LIMIT_REQUESTS,
    by_default: true,
};

/// The rules for the delivery of webhooks (`apixo-facts.md`, 4).
static WEBHOOKS: Policy = Policy {
    retries: &[Duration::from_secs(30), Duration::from_secs(120), Duration::from_secs(600)],
    answer_within: Duration::from_secs(30),
    accepted: 200,
    clauses: &[
        &clause::WEBHOOK_SUCCESS,
        &clause::WEBHOOK_FAILURE,
        &clause::WEBHOOK_BODY,
        &clause::WEBHOOK_STATUS_200,
        &clause::WEBHOOK_WITHIN_30_SECONDS,
        &clause::WEBHOOK_WAIT_FROM_FAILURE,
        &clause::WEBHOOK_FIRST_RETRY,
        &clause::WEBHOOK_SECOND_RETRY,
        &clause::WEBHOOK_THIRD_RETRY,
        &clause::WEBHOOK_GIVEN_UP,
        &clause::WEBHOOK_DUPLICATES,
        &clause::WEBHOOK_REDIRECT,
        &clause::WEBHOOK_HEADERS,
        &clause::WEBHOOK_PUBLIC,
    ],
};

impl Machine for Apixo {
    const NAME: &'static str = "apixo";
    const OPENING_CREDITS: Credits = Credits::ZERO;
    const WEBHOOKS: Option<&'static Policy> = Some(&WEBHOOKS);
    const REQUEST_LIMIT: Option<&'static RequestLimit> = Some(&REQUEST_LIMIT);
    const COMMANDS: &'static [CommandType<Self>] = &[CommandType::of::<GenerateTask>()];

    type JobState = State;
    type JobData = JobData;
    type AccountData = AccountData;
    type Refusal = Answer;

    fn entered(account: &mut Account<Self>, ordinal: u64, at: Timestamp) {
        let Some(job) = account.job_at(ordinal).filter(|job| job.state.is_terminal()) else { return };
        let webhook = job.data.callback.as_ref().map(|callback| {
            let body = task::show(&account.id, job, &callback.origin);
            let body = serde_json::to_vec(&body).expect("wire types have string keys and write to memory");
            (callback.url.clone(), body)
        });
        if job.state == State::Failed {
            account.refund(ordinal, at, "the task failed");
        }
        if let Some((url, body)) = webhook {
            account.notify(ordinal, url, body.into(), at);
        }
    }

    fn outcome(_job: &JobOf<Self>, outcome: &Outcome) -> Option<State> {
        match outcome {
            Outcome::Succeed => Some(State::Success),
            Outcome::Fail(_) => Some(State::Failed),
            Outcome::Cancel | Outcome::Expire => None,
        }
    }
}
