//! The actions of an account: pure and synchronous, with the instant as an argument.

use std::cmp::Ordering;
use std::sync::Arc;
use std::time::Duration;

use axum::http::request::Parts;
use jiff::Timestamp;
use mock_core::account::Account;
use mock_core::clause::{Citations, ClauseRef};
use mock_core::clock::Pace;
use mock_core::credits::Credits;
use mock_core::http::Answer;
use mock_core::job::{Draft, Job, JobState, Outcome};
use mock_core::limits::RequestLimit;
use mock_core::provider::{Credential, Provider};
use mock_core::random::Stream;
use mock_core::refusal::Refusals;
use serde_json::{Map, Value};

use crate::lifecycle::{State, timeline};
use crate::prices;
use crate::story::Story;
use crate::wire::{Flat, Mode, TaskRequest};
use crate::{clause, media, refusals};

/// The provider Sumatman.
pub struct Sumatman;

/// The limit of requests for a key: 10 a minute (`sumatman.txt`, notes).
static REQUEST_LIMIT: RequestLimit = RequestLimit {
    requests: 10,
    window: Duration::from_secs(60),
    clause: &clause::LIMIT_REQUESTS,
    by_default: true,
};

/// The number of tasks that an account may make in a day (`sumatman.txt`, notes).
const TASKS_A_DAY: u32 = 100;

/// The data of an account beside its credits and jobs.
#[derive(Default)]
pub struct Extra {
    /// The number of tasks ever made, which is also the number of the newest.
    numbered: u64,
    /// The day of the newest task, counted in UTC since 1970, and the number of tasks of that day.
    today: (i64, u32),
}

/// The data of a task.
pub struct Detail {
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

/// The result of an accepted request.
pub struct Done {
    /// The id of the task.
    pub task_id: Arc<str>,
    /// The row of the price list for its film.
    pub price: &'static prices::Price,
    /// The instant of its creation.
    pub created_at: Timestamp,
}

/// The settings of the world that a request depends on.
pub struct Circumstances {
    /// The pace of jobs.
    pub pace: Pace,
    /// `true` if the tasks of a day are limited.
    pub rate_limits: bool,
}

/// Carries out a request in any mode, or refuses it and leaves no trace. Adds the clauses that decided to `cited`.
pub fn submit(
    account: &mut Account<Sumatman>,
    now: Timestamp,
    around: &Circumstances,
    request: TaskRequest,
    cited: &mut Citations,
) -> Result<Done, Answer> {
    let TaskRequest { mode, task_id, wishes } = request;
    let source = match (mode, &task_id) {
        (Mode::Create, _) => None,
        (_, id) => Some(
            id.as_deref()
                .and_then(|id| account.job(id))
                .ok_or_else(|| refusals::SOURCE_NOT_FOUND.answer())?,
        ),
    };
    let unwilling = source
        .and_then(|source| refusal(mode, source.state).map(|row| refusals::about(row, source.state.name())));
    if let Some(refused) = unwilling {
        return Err(refused);
    }
    let story = wishes.of(source.map(|source| &*source.detail.story));
    let price = prices::of(story.minutes);
    cited.cite(price.clause);
    if story.input.encode_utf16().nth(price.characters).is_some() {
        cited.cite(&clause::PRICE_STORY_LENGTH);
    }
    if price.minutes != story.minutes {
        cited.extend([&clause::PRICE_NEXT_ROW as ClauseRef, &clause::PRICE_NEXT_ROW_LONG]);
    }
    let from = source.map(|source| (source.ordinal, source.id.clone()));
    match (mode, from) {
        (Mode::Edit, Some((ordinal, _))) => edit(account, now, around.pace, ordinal, story, price, cited),
        (_, from) => {
            let from = from.map(|(_, id)| id);
            accept(account, now, around, Detail::new(mode, from, story), price, cited)
        }
    }
}

/// Returns the refusal of a mode that does not work on a task in this state.
fn refusal(mode: Mode, state: State) -> Option<&'static refusals::Refusal> {
    match (mode, state) {
        (Mode::Edit, State::Completed | State::Failed) => Some(&refusals::CANNOT_EDIT),
        (Mode::Continue, State::Pending | State::Processing | State::Failed) => {
            Some(&refusals::CANNOT_CONTINUE)
        }
        _ => None,
    }
}

impl Detail {
    fn new(mode: Mode, from: Option<Arc<str>>, story: Story) -> Self {
        Self { number: 0, mode, from, story: story.into(), seed: 0, edited_at: None }
    }
}

fn accept(
    account: &mut Account<Sumatman>,
    now: Timestamp,
    around: &Circumstances,
    detail: Detail,
    price: &'static prices::Price,
    cited: &mut Citations,
) -> Result<Done, Answer> {
    account.ledger.afford(price.credits).map_err(|_| refusals::INSUFFICIENT_CREDITS.answer())?;
    let (day, made) = account.extra.today;
    let today = now.as_second().div_euclid(24 * 60 * 60);
    let made = if day == today { made } else { 0 };
    if around.rate_limits && made >= TASKS_A_DAY {
        return Err(refusals::TOO_MANY_TASKS.answer());
    }
    let (ordinal, mut stream) = account.draw();
    let id = format!("web_{:013}_{}", now.as_millisecond(), short_id(&mut stream));
    let (timeline, failure) = timeline(detail.story.minutes, &detail.story.steer, around.pace);
    account.extra.numbered += 1;
    let detail = Detail { number: account.extra.numbered, seed: stream.seed(), ..detail };
    let draft =
        Draft { id, ordinal, kind: detail.mode.name(), price: price.credits, timeline, failure, detail };
    let job = account.accept(now, draft).map_err(|_| refusals::INSUFFICIENT_CREDITS.answer())?;
    let done = Done { task_id: job.id.clone(), price, created_at: job.created_at };
    account.extra.today = (today, made + 1);
    if account.ledger.balance() == Credits::ZERO {
        cited.cite(&clause::CREDITS_LAST);
    }
    Ok(done)
}

/// Changes an unfinished task: its work starts over, and the difference in price is charged or given back.
fn edit(
    account: &mut Account<Sumatman>,
    now: Timestamp,
    pace: Pace,
    ordinal: u64,
    story: Story,
    price: &'static prices::Price,
    cited: &mut Citations,
) -> Result<Done, Answer> {
    let before = account.ledger.balance();
    let paid = account.reprice(ordinal, price.credits, now, "the task was edited");
    paid.map_err(|_| refusals::INSUFFICIENT_CREDITS.answer())?;
    cited.cite(match account.ledger.balance().cmp(&before) {
        Ordering::Less => &clause::EDIT_CHARGE,
        Ordering::Equal => &clause::EDIT_SAME_PRICE,
        Ordering::Greater => &clause::EDIT_REFUND,
    });
    let (timeline, failure) = timeline(story.minutes, &story.steer, pace);
    if let Some(detail) = account.detail_mut(ordinal) {
        detail.story = story.into();
        detail.edited_at = Some(now);
    }
    account.replan(ordinal, &timeline, failure, now);
    let job = account.job_at(ordinal).ok_or_else(|| refusals::SOURCE_NOT_FOUND.answer())?;
    cited.extend(job.changed_by);
    Ok(Done { task_id: job.id.clone(), price, created_at: job.created_at })
}

/// Deletes a task and returns its state, or refuses if the state does not allow it.
pub fn delete(account: &mut Account<Sumatman>, task_id: &str) -> Result<State, Answer> {
    let job = account.job(task_id).ok_or_else(|| refusals::TASK_NOT_FOUND.answer())?;
    if matches!(job.state, State::Processing | State::Completed) {
        return Err(refusals::about(&refusals::CANNOT_DELETE, job.state.name()));
    }
    let (ordinal, state) = (job.ordinal, job.state);
    account.remove(ordinal);
    Ok(state)
}

/// Returns the instant of a task's last change, by its own progress or by an edit.
pub fn updated_at(job: &Job<Sumatman>) -> Timestamp {
    job.changed_at.max(job.detail.edited_at.unwrap_or(job.created_at))
}

/// Returns nine random lowercase letters and digits.
fn short_id(stream: &mut Stream) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    (0..9).map(|_| char::from(*stream.pick(LETTERS))).collect()
}

impl Provider for Sumatman {
    const NAME: &'static str = "sumatman";
    const OPENING_CREDITS: Credits = Credits::whole(100);
    const UNKNOWN_FIELDS: ClauseRef = &clause::BODY_UNKNOWN_FIELDS;
    const REQUEST_LIMIT: Option<&'static RequestLimit> = Some(&REQUEST_LIMIT);

    type State = State;
    type Detail = Detail;
    type Extra = Extra;

    fn entered(account: &mut Account<Self>, ordinal: u64, at: Timestamp) {
        if account.job_at(ordinal).is_some_and(|job| job.state == State::Failed) {
            account.refund(ordinal, at, "the task failed");
        }
    }

    fn outcome(_job: &Job<Self>, outcome: &Outcome) -> Option<State> {
        match outcome {
            Outcome::Succeed => Some(State::Completed),
            Outcome::Fail(_) => Some(State::Failed),
            Outcome::Cancel | Outcome::Expire => None,
        }
    }

    fn user_id(account: &Account<Self>) -> Option<Arc<str>> {
        Some(account.id.clone())
    }

    fn film_length(account: &Account<Self>, file: &str) -> Option<Duration> {
        media::film_length(account, file)
    }

    fn credential(parts: &Parts) -> Option<Credential> {
        let second = parts.headers.get("x-api-key");
        let by = if second.is_some() { &clause::AUTH_BEARER_FIRST } else { &clause::AUTH_BEARER };
        Credential::bearer(parts, by).or_else(|| {
            let key = second?.to_str().ok()?;
            Some(Credential { api_key: key.trim().to_owned(), clause: &clause::AUTH_X_API_KEY })
        })
    }

    fn credential_in(body: &Map<String, Value>) -> Option<String> {
        Flat::of(body.clone()).ok()?.api_key().map(str::to_owned)
    }

    fn refusals() -> &'static Refusals {
        &refusals::REFUSALS
    }
}
