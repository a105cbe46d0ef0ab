//! The actions of an account: pure and synchronous, with the instant as an argument.

use std::sync::Arc;
use std::time::Duration;

use axum::http::request::Parts;
use jiff::Timestamp;
use mock_core::account::Account;
use mock_core::clause::{Citations, ClauseRef};
use mock_core::clock::{Pace, later};
use mock_core::credits::Credits;
use mock_core::job::{Draft, Failure, Job, JobState, Outcome};
use mock_core::limits::RequestLimit;
use mock_core::provider::{Credential, Provider};
use mock_core::refusal::Refusals;
use mock_core::webhook::Policy;

use crate::lifecycle::{State, fail_code, fail_message, timeline};
use crate::models::{Brief, Commission, Model};
use crate::refusals::{self, Refusal};
use crate::wire::{Envelope, Task, TaskResult};
use crate::{clause, media};

/// The provider APIXO.
pub struct Apixo;

/// The most unfinished tasks of a key (`apixo.txt`, limits).
const MOST_TASKS: usize = 1000;

/// The most unfinished tasks of the smallest plan, according to another page (`apixo-facts.md`, C2). An order beyond this
/// number cites the clause that there are no plans.
const SMALLEST_PLAN: usize = 3;

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

/// The data of a task.
pub struct Detail {
    /// The model of the task.
    pub model: &'static Model,
    /// The seed that its result is drawn from.
    pub seed: u64,
    /// The content that its result shows.
    pub brief: Brief,
    callback: Option<Callback>,
}

/// A request to be called when the task has ended.
struct Callback {
    url: Arc<str>,
    /// The beginning of URLs that work for the caller.
    origin: Arc<str>,
}

/// A call for a task, read and ready.
pub struct Order {
    /// The model of the task.
    pub model: &'static Model,
    /// The input, as the model has read it.
    pub commission: Commission,
    /// The URL to call when the task has ended.
    pub callback_url: Option<String>,
    /// The beginning of URLs that work for the caller.
    pub origin: String,
}

/// Places an order: holds its price and enters the task, or refuses and leaves no trace. Adds the clauses that decided to
/// `cited`.
pub fn place(
    account: &mut Account<Apixo>,
    now: Timestamp,
    pace: Pace,
    order: Order,
    cited: &mut Citations,
) -> Result<String, &'static Refusal> {
    let Commission { price, work, unusable, steer, brief, .. } = order.commission;
    account.ledger.afford(price).map_err(|_| &refusals::INSUFFICIENT_CREDITS)?;
    let unfinished: usize =
        account.counts().filter(|(state, _)| !state.is_terminal()).map(|(_, count)| count).sum();
    if unfinished >= MOST_TASKS {
        return Err(&refusals::TOO_MANY_TASKS);
    }
    let (ordinal, mut stream) = account.draw();
    let id = format!("task_{:012x}", stream.number() >> 16);
    let drawn = stream.seed();
    let (timeline, failure) = timeline(work, unusable, &steer, pace);
    let callback = order.callback_url.map(|url| Callback { url: url.into(), origin: order.origin.into() });
    let seed = brief.seed.unwrap_or(drawn);
    let detail = Detail { model: order.model, seed, brief, callback };
    let draft = Draft { id: id.clone(), ordinal, kind: order.model.id, price, timeline, failure, detail };
    account.accept(now, draft).map_err(|_| &refusals::INSUFFICIENT_CREDITS)?;
    cited.extend([&clause::GENERATE_NO_IDEMPOTENCY as ClauseRef, &clause::PRICE_HELD]);
    if account.ledger.balance() == Credits::ZERO {
        cited.cite(&clause::GENERATE_LAST_CREDITS);
    }
    if unfinished >= SMALLEST_PLAN {
        cited.cite(&clause::LIMIT_PLAN_TIERS);
    }
    Ok(id)
}

/// Returns the state of a task in the form of the wire. Its URLs begin with `origin`.
pub fn show(account_id: &str, job: &Job<Apixo>, origin: &str) -> Task {
    let ended = job.state.is_terminal().then(|| job.changed_at.as_millisecond());
    let failed = job.state == State::Failed;
    let code = failed.then(|| job.failure.as_deref().and_then(|failure| failure.code.clone()));
    let code = code.map(|code| code.unwrap_or_else(|| fail_code::GENERATION_FAILED.to_owned()));
    let said = job.failure.as_deref().and_then(|failure| failure.message.clone());
    let result = (job.state == State::Success).then(|| {
        let result_urls = vec![format!("{origin}{}", media::path(account_id, &job.id))];
        serde_json::to_string(&TaskResult { result_urls }).expect("a list of strings is JSON")
    });
    Task {
        task_id: job.id.to_string(),
        state: job.state.name(),
        result_json: result,
        fail_msg: code.as_deref().map(|code| said.unwrap_or_else(|| fail_message(code).to_owned())),
        fail_code: code,
        create_time: job.created_at.as_millisecond(),
        complete_time: ended,
        cost_time: ended.filter(|_| !failed).map(|ended| ended - job.created_at.as_millisecond()),
    }
}

impl Provider for Apixo {
    const NAME: &'static str = "apixo";
    const OPENING_CREDITS: Credits = Credits::ZERO;
    const UNKNOWN_FIELDS: ClauseRef = &clause::ERROR_UNKNOWN_FIELDS;
    const WEBHOOKS: Option<&'static Policy> = Some(&WEBHOOKS);
    const REQUEST_LIMIT: Option<&'static RequestLimit> = Some(&REQUEST_LIMIT);

    type State = State;
    type Detail = Detail;
    type Extra = ();

    fn entered(account: &mut Account<Self>, ordinal: u64, at: Timestamp) {
        let Some(job) = account.job_at(ordinal).filter(|job| job.state.is_terminal()) else { return };
        let call = job.detail.callback.as_ref().map(|callback| {
            let body = Envelope::success(show(&account.id, job, &callback.origin));
            let body = serde_json::to_vec(&body).expect("wire types have string keys and write to memory");
            (callback.url.clone(), body)
        });
        if job.state == State::Failed {
            account.refund(ordinal, at, "the task failed");
        }
        if let Some((url, body)) = call {
            account.notify(ordinal, url, body.into(), at);
        }
    }

    fn outcome(_job: &Job<Self>, outcome: &Outcome) -> Option<State> {
        match outcome {
            Outcome::Succeed => Some(State::Success),
            Outcome::Fail(_) => Some(State::Failed),
            Outcome::Cancel | Outcome::Expire => None,
        }
    }

    fn film_length(account: &Account<Self>, file: &str) -> Option<Duration> {
        let job = account.job(file.strip_suffix(".mp4")?)?;
        (job.state == State::Success).then(|| Duration::from_secs(job.detail.brief.seconds.into()))
    }

    fn credential(parts: &Parts) -> Option<Credential> {
        Credential::bearer(parts, &clause::AUTH_BEARER)
    }

    fn refusals() -> &'static Refusals {
        &refusals::REFUSALS
    }
}

/// Returns the clauses that shape the status answer of a task.
pub fn status_clauses(job: &Job<Apixo>, now: Timestamp) -> Citations {
    let by_state: &[ClauseRef] = match job.state {
        State::Pending => &[&clause::STATUS_PENDING, &clause::TASK_FIRST_STATE, &clause::TASK_PENDING_TIME],
        State::Processing => &[&clause::STATUS_PROCESSING, &clause::TASK_PENDING_TIME],
        State::Success => &[
            &clause::STATUS_SUCCESS,
            &clause::STATUS_COST_TIME,
            &clause::RESULT_JSON,
            &clause::RESULT_ONE_URL,
        ],
        State::Failed => &[
            &clause::STATUS_FAILED,
            &clause::STATUS_FAILED_IS_200,
            &clause::STATUS_FAIL_CODE,
            &clause::STATUS_FAIL_CODE_STYLE,
            &clause::STATUS_COST_TIME_FAILED,
        ],
    };
    let every: [ClauseRef; 4] = [
        &clause::STATUS_TIMES,
        &clause::STATUS_CREATE_TIME,
        &clause::STATUS_ABSENT,
        &clause::STATUS_RESULT_ON_SUCCESS,
    ];
    let failure = job.failure.as_deref().filter(|_| job.state == State::Failed);
    let ended = job.state.is_terminal();
    let called = job.detail.callback.is_some();
    let conditions = [
        (ended, &clause::STATUS_COMPLETE_TIME as ClauseRef),
        (ended, &clause::TASK_TERMINAL),
        (ended && now > later(job.changed_at, media::KEPT), &clause::STATUS_KEPT),
        (job.state == State::Success, job.detail.brief.timed_by),
        (job.detail.brief.seed.is_some(), &clause::RESULT_SEED),
        (called, &clause::WEBHOOK_POLLABLE),
        (called && !ended, &clause::WEBHOOK_UNFINISHED),
        (called && ended, &clause::WEBHOOK_READABLE),
    ];
    let by_condition = conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause));
    let by_code = failure.map(code_clauses).into_iter().flatten();
    let fixed = every.into_iter().chain(by_state.iter().copied());
    fixed.chain(job.changed_by).chain(by_condition).chain(by_code).collect()
}

fn code_clauses(failure: &Failure) -> [ClauseRef; 2] {
    match failure.code.as_deref().unwrap_or(fail_code::GENERATION_FAILED) {
        fail_code::CONTENT_VIOLATION => {
            [&clause::STATUS_CONTENT_VIOLATION, &clause::STATUS_CONTENT_VIOLATION_WORDS]
        }
        fail_code::GENERATION_FAILED => [&clause::STATUS_GENERATION_FAILED, &clause::STATUS_FAIL_MESSAGE],
        fail_code::PROCESSING_TIMEOUT => [&clause::TASK_TIMEOUT, &clause::STATUS_FAIL_MESSAGE],
        _ => [&clause::STATUS_FAIL_CODE_OPEN, &clause::STATUS_FAIL_MESSAGE],
    }
}
