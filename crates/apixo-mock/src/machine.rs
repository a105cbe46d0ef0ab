//! APIXO as a state machine.

use std::time::Duration;

use jiff::Timestamp;
use kernel::credits::Credits;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::job::{JobState, Outcome};
use kernel::machine::{Account, CommandType, JobOf, Machine};
use kernel::rate_limit::RequestLimit;
use kernel::webhook::{self, Delivery, Policy};
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
    clauses: webhook_clauses,
};

/// Returns the clauses that decided the report on a task and its attempts.
fn webhook_clauses(delivery: &Delivery) -> Evidence {
    let has_failed = serde_json::from_slice(&delivery.body)
        .is_ok_and(|body: serde_json::Value| body["data"]["state"] == State::Failed.name());
    let mut evidence = Evidence::default();
    evidence.cite(if has_failed { &clause::WEBHOOK_FAILURE } else { &clause::WEBHOOK_SUCCESS });
    let waits: [ClauseRef; 3] =
        [&clause::WEBHOOK_FIRST_RETRY, &clause::WEBHOOK_SECOND_RETRY, &clause::WEBHOOK_THIRD_RETRY];
    let failed = delivery.attempts.iter().filter(|attempt| attempt.status != Some(WEBHOOKS.accepted));
    for (attempt, wait) in failed.zip(waits.into_iter().map(Some).chain([None])) {
        match attempt.status {
            Some(300..=399) => evidence.cite(&clause::WEBHOOK_REDIRECT),
            Some(_) => evidence.cite(&clause::WEBHOOK_STATUS_200),
            None => {
                evidence.extend([
                    &clause::WEBHOOK_WITHIN_30_SECONDS as ClauseRef,
                    &clause::WEBHOOK_WAIT_FROM_FAILURE,
                ]);
            }
        }
        evidence.extend(wait);
    }
    match delivery.state {
        webhook::State::GivenUp => evidence.cite(&clause::WEBHOOK_GIVEN_UP),
        webhook::State::Refused => evidence.cite(&clause::WEBHOOK_PUBLIC),
        webhook::State::Waiting | webhook::State::Delivered => {}
    }
    evidence
}

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
