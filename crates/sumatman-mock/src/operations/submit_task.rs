//! `POST /task`: makes a film, or another one of an earlier task, or changes a task (`sumatman.txt`, modes).

use std::cmp::Ordering;
use std::sync::Arc;

use jiff::Timestamp;
use kernel::command::{Command, Decision};
use kernel::context::Context;
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
        let mode = fields.checked("mode", &clause::CREATE_MODE, one_of(Mode::ALL));
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
                let own = modes::unknown_source(mode);
                Some(source.ok_or_else(|| refusals::SOURCE_NOT_FOUND.answer().citing(own))?)
            }
        };
        if let Some(source) = source
            && let Some((row, clause)) = modes::refusal(mode, source.state)
        {
            return Err(refusals::about(row, source.state.name()).citing([clause]));
        }
        let options = modes::clauses(mode, &wishes);
        let story = wishes.story(source.map(|source| &*source.data.story));
        let price = prices::of(story.minutes);
        let is_long = story.input.encode_utf16().nth(price.characters).is_some();
        let is_between = price.minutes != story.minutes;
        let source = source.map(|source| (source.ordinal, source.id.clone()));
        let accepted = match (mode, source) {
            (Mode::Edit, Some((ordinal, _))) => edit(account, context, ordinal, story, evidence)?,
            (_, source) => start(account, context, mode, source.map(|(_, id)| id), story)?,
        };
        let decided: [(bool, ClauseRef); 3] = [
            (true, price.clause),
            (is_between, &clause::PRICE_NEXT_ROW),
            (is_long, &clause::PRICE_STORY_LENGTH),
        ];
        let decided = options.into_iter().chain(decided);
        evidence.extend(decided.filter_map(|(holds, clause)| holds.then_some(clause)));
        Ok(accepted)
    }
}

/// Starts a new task, and charges for it.
fn start(
    account: &mut Account<Sumatman>,
    context: &Context,
    mode: Mode,
    from: Option<Arc<str>>,
    story: Story,
) -> Result<Accepted, Answer> {
    let price = prices::of(story.minutes);
    let insufficient = || refusals::INSUFFICIENT_CREDITS.answer().citing([modes::insufficient(mode)]);
    account.ledger.afford(price.credits).map_err(|_| insufficient())?;
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
    let job = account.accept(context, draft).map_err(|_| insufficient())?;
    let accepted = Accepted { task_id: job.id.clone(), price, created_at: job.created_at };
    account.data.today = Day { tasks: today.tasks + 1, ..today };
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
    let was_processing = account.job_at(ordinal).is_some_and(|job| job.state == State::Processing);
    let paid = account.reprice(ordinal, price.credits, context.now, "the task was edited");
    let insufficient = || refusals::INSUFFICIENT_CREDITS.answer().citing([modes::insufficient(Mode::Edit)]);
    paid.map_err(|_| insufficient())?;
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
    if was_processing {
        evidence.cite(&clause::EDIT_RESTART);
    }
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
    let Flat { fields, cited, key_cited, refused_by } = Flat::of(object).map_err(Sumatman::refuse)?;
    let is_strict = call.is_strict();
    let read = call.form(&fields, |fields| Some(SubmitTask::read(fields, is_strict)));
    let command = read.map_err(|refused| refused.citing(refused_by))?;
    let mode = command.mode;
    let Accepted { task_id, price, created_at } = call.apply(command)?;
    call.cite(cited);
    if call.identified_by.id == clause::AUTH_BODY.id {
        call.cite(key_cited);
    } else if call.identified_by.id == clause::AUTH_X_API_KEY.id && fields.contains_key("api_key") {
        call.cite([&clause::AUTH_X_API_KEY_SECOND as ClauseRef]);
    }
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
