//! `POST /task`: makes a film, or another one of an earlier task, or changes a task (`sumatman.txt`, modes).

use std::cmp::Ordering;
use std::sync::Arc;

use jiff::Timestamp;
use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::credits::Credits;
use kernel::directives::PromptDirectives;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::form::{Fault, Fields, one_of, text};
use kernel::job::{Draft, JobState};
use kernel::machine::Account;
use kernel::random::Stream;
use kernel::time::instant;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use mock_http::provider::Provider as _;
use serde::{Deserialize, Serialize};

use crate::envelope::Success;
use crate::lifecycle::{State, timeline};
use crate::options::Mode;
use crate::prices::{self, Price};
use crate::shape::Flat;
use crate::state::{Day, JobData, Sumatman};
use crate::story::Story;
use crate::wishes::Wishes;
use crate::{clause, film_fields, modes, refusals};

pub(super) const OPERATION: Operation<Sumatman> =
    Operation::post("/task", |call| Box::pin(answer(call))).with_key_in_body();

/// The number of tasks that an account may make in a day (`sumatman.txt`, notes).
const TASKS_A_DAY: u32 = 100;

/// Makes a task in any mode, or refuses and leaves no trace.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SubmitTask {
    /// The mode of the request.
    pub mode: Mode,
    /// The task that an edit changes, or the source of a repetition or a continuation.
    pub task_id: Option<String>,
    /// The options of the film.
    pub wishes: Wishes,
}

impl SubmitTask {
    /// Reads a request. In a strict world the table wins over the notes: language and orientation are required.
    fn read(fields: &mut Fields<'_>, is_strict: bool) -> Self {
        let mode = fields.optional("mode", &clause::CREATE_MODE, one_of(Mode::ALL));
        if mode.is_none() {
            fields.cite(&clause::CREATE_MODE_DEFAULT);
        }
        let mode = mode.unwrap_or(Mode::Create);
        let task_id = match modes::source_clause(mode) {
            Some(clause) => fields.required("task_id", clause, text(1..=usize::MAX)),
            None => {
                fields.ignored("task_id", &clause::CREATE_TASK_ID_IGNORED);
                None
            }
        };
        let is_new = mode == Mode::Create;
        let wishes = film_fields::read(fields, is_new);
        if is_new {
            if !fields.has("story_type") || !fields.has("input_story") {
                fields.refuse("story_type and input_story", Fault::Missing, &clause::CREATE_REQUIRED);
            }
            let tabled: [(_, ClauseRef); 2] = [
                ("voice_language", &clause::CREATE_VOICE_LANGUAGE_STRICT),
                ("dimension_type", &clause::CREATE_DIMENSION_TYPE_STRICT),
            ];
            for (field, clause) in tabled {
                if is_strict && !fields.has(field) {
                    fields.refuse(field, Fault::Missing, clause);
                }
            }
        }
        Self { mode, task_id, wishes }
    }
}

/// A task that was made or changed.
#[derive(Debug)]
pub struct Accepted {
    /// The id of the task.
    pub task_id: Arc<str>,
    /// The row of the price list for its film.
    pub price: &'static Price,
    /// The instant of its creation.
    pub created_at: Timestamp,
}

impl Command<Sumatman> for SubmitTask {
    const NAME: &'static str = "submit-task";
    type Reply = Accepted;

    fn apply(self, account: &mut Account<Sumatman>, context: &Context) -> Decision<Accepted, Answer> {
        Decision::by(|evidence| self.carry_out(account, context, evidence))
    }
}

impl SubmitTask {
    fn carry_out(
        self,
        account: &mut Account<Sumatman>,
        context: &Context,
        evidence: &mut Evidence,
    ) -> Result<Accepted, Answer> {
        let Self { mode, task_id, wishes } = self;
        let source = match mode {
            Mode::Create => None,
            Mode::Repeat | Mode::Edit | Mode::Continue => {
                let source = task_id.as_deref().and_then(|id| account.job(id));
                Some(source.ok_or_else(|| refusals::SOURCE_NOT_FOUND.answer())?)
            }
        };
        if let Some(source) = source
            && let Some(row) = modes::refusal(mode, source.state)
        {
            return Err(refusals::about(row, source.state.name()));
        }
        let story = wishes.story(source.map(|source| &*source.data.story));
        let price = prices::of(story.minutes);
        evidence.cite(price.clause);
        if story.input.encode_utf16().nth(price.characters).is_some() {
            evidence.cite(&clause::PRICE_STORY_LENGTH);
        }
        if price.minutes != story.minutes {
            evidence.extend([&clause::PRICE_NEXT_ROW as ClauseRef, &clause::PRICE_NEXT_ROW_LONG]);
        }
        let source = source.map(|source| (source.ordinal, source.id.clone()));
        match (mode, source) {
            (Mode::Edit, Some((ordinal, _))) => edit(account, context, ordinal, story, evidence),
            (_, source) => start(account, context, mode, source.map(|(_, id)| id), story, evidence),
        }
    }
}

/// Starts a new task, and charges for it.
fn start(
    account: &mut Account<Sumatman>,
    context: &Context,
    mode: Mode,
    from: Option<Arc<str>>,
    story: Story,
    evidence: &mut Evidence,
) -> Result<Accepted, Answer> {
    let price = prices::of(story.minutes);
    account.ledger.afford(price.credits).map_err(|_| refusals::INSUFFICIENT_CREDITS.answer())?;
    let today = account.data.today.at(context.now);
    if context.rate_limits.unwrap_or(true) && today.tasks >= TASKS_A_DAY {
        return Err(refusals::TOO_MANY_TASKS.answer());
    }
    let (ordinal, mut stream) = account.draw();
    let id = format!("web_{:013}_{}", context.now.as_millisecond(), short_id(&mut stream));
    let directives = PromptDirectives::read([&*story.input]);
    let (timeline, failure) = timeline(story.minutes, &directives, context.pace);
    account.data.numbered += 1;
    let number = account.data.numbered;
    let data = JobData { number, mode, from, story: story.into(), seed: stream.seed(), edited_at: None };
    let draft = Draft { id, ordinal, price: price.credits, timeline, failure, data };
    let job = account.accept(context, draft).map_err(|_| refusals::INSUFFICIENT_CREDITS.answer())?;
    let accepted = Accepted { task_id: job.id.clone(), price, created_at: job.created_at };
    account.data.today = Day { tasks: today.tasks + 1, ..today };
    if account.ledger.balance() == Credits::ZERO {
        evidence.cite(&clause::CREDITS_LAST);
    }
    Ok(accepted)
}

/// Returns nine random lowercase letters and digits.
fn short_id(stream: &mut Stream) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    (0..9).map(|_| char::from(*stream.pick(LETTERS))).collect()
}

/// Changes an unfinished task: its work starts over, and the difference in price is charged or given back.
fn edit(
    account: &mut Account<Sumatman>,
    context: &Context,
    ordinal: u64,
    story: Story,
    evidence: &mut Evidence,
) -> Result<Accepted, Answer> {
    let price = prices::of(story.minutes);
    let before = account.ledger.balance();
    let paid = account.reprice(ordinal, price.credits, context.now, "the task was edited");
    paid.map_err(|_| refusals::INSUFFICIENT_CREDITS.answer())?;
    evidence.cite(match account.ledger.balance().cmp(&before) {
        Ordering::Less => &clause::EDIT_CHARGE,
        Ordering::Equal => &clause::EDIT_SAME_PRICE,
        Ordering::Greater => &clause::EDIT_REFUND,
    });
    let directives = PromptDirectives::read([&*story.input]);
    let (timeline, failure) = timeline(story.minutes, &directives, context.pace);
    if let Some(data) = account.job_data_mut(ordinal) {
        data.story = story.into();
        data.edited_at = Some(context.now);
    }
    account.replan(context, ordinal, &timeline, failure);
    let job = account.job_at(ordinal).ok_or_else(|| refusals::SOURCE_NOT_FOUND.answer())?;
    evidence.extend(job.changed_by());
    Ok(Accepted { task_id: job.id.clone(), price, created_at: job.created_at })
}

/// The answer to a request in any mode.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Submitted {
    /// The id of the task.
    task_id: Arc<str>,
    /// The price in credits.
    credit_cost: i64,
    /// The number of scenes of the film.
    scene_count: u32,
    /// The mode of the request.
    mode: &'static str,
    /// The state of the task.
    status: &'static str,
    /// The instant of the task's creation.
    created_at: String,
}

async fn answer(call: &mut Call<Sumatman>) -> Outcome {
    let object = call.object().await?;
    let Flat { fields, cited } = Flat::of(object).map_err(Sumatman::refuse)?;
    let is_by_body = call.identified_by.id == clause::AUTH_BODY.id;
    let has_second_key = fields.contains_key("api_key") && call.parts.headers.contains_key("x-api-key");
    call.cite(cited);
    call.cite_where([(!is_by_body && has_second_key, &clause::AUTH_X_API_KEY_SECOND as ClauseRef)]);
    let is_strict = call.is_strict();
    let command = call.form(&fields, |fields| Some(SubmitTask::read(fields, is_strict)))?;
    let mode = command.mode;
    call.cite_where(modes::wish_clauses(mode, &command.wishes));
    let Accepted { task_id, price, created_at } = call.apply(command)?;
    call.cite(modes::clauses(mode));
    Ok(Answer::ok(&Success::of(Submitted {
        task_id,
        credit_cost: price.credits.to_whole(),
        scene_count: price.scenes,
        mode: mode.name(),
        // This is also the answer for a task that has failed already: its call was accepted.
        status: State::Pending.name(),
        created_at: instant(created_at),
    })))
}
