//! `POST /generation/batch`: a generation for each of several prompts (`animus-generation.txt`, batch; `animus-facts.md`, 2.3).

use std::sync::Arc;

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::credits::Credits;
use kernel::directives::PromptDirectives;
use kernel::evidence::ClauseRef;
use kernel::form::{self, Fault, Fields, Unreadable, text, type_name};
use kernel::job::JobState as _;
use kernel::kept_text::KeptText;
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use mock_http::request::RequestContext;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clause;
use crate::fields::{items, optional};
use crate::lifecycle::{State, estimate};
use crate::orders::answers::{message, status};
use crate::orders::order::{Accepted, Ask, Choice, Loras, Order, Placed};
use crate::orders::place::place;
use crate::orders::request::{Flags, MOST, choice, inferred, prompt, source_url};
use crate::prices::Kind;
use crate::refusals::sentences;
use crate::results::sources;
use crate::state::Animus;
use crate::state::drawings::Note;
use crate::state::generation::Brief;

pub(super) const OPERATION: Operation<Animus> =
    Operation::post("/generation/batch", |call| Box::pin(answer(call)));

struct Request {
    /// The prompts, or the sentence that tells why a prompt is not valid.
    prompts: Vec<Result<PromptRequest, String>>,
    character_id: Option<String>,
    choice: Choice,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let character_id = optional(fields, "character_id", &clause::BATCH_CHARACTER, text(1..=usize::MAX));
        let choice = choice(fields, &clause::BATCH_JOIN);
        let (mut is_empty, mut has_odd) = (false, false);
        let prompts =
            fields.required("prompts", &clause::BATCH_COUNT, |value| match items(value, 1..=MOST.into()) {
                Err(fault @ Fault::NotCounting { .. }) => {
                    is_empty = value.as_array().is_some_and(Vec::is_empty);
                    Ok(Err(fault))
                }
                read => Ok(Ok(read?
                    .iter()
                    .map(|item| {
                        has_odd |= !item.is_object();
                        PromptRequest::of(item, character_id.is_some())
                    })
                    .collect())),
            });
        if has_odd {
            fields.cite(&clause::BATCH_ITEM_SHAPE);
        }
        let count = if is_empty { &clause::BATCH_COUNT } else { &clause::BATCH_MAXIMUM };
        let prompts = prompts?.map_err(|fault| fields.refuse("prompts", fault, count)).ok();
        Some(Self { prompts: prompts?, character_id, choice })
    }

    fn command(self, context: &RequestContext) -> CreateBatch {
        let Self { prompts, character_id, choice } = self;
        let asks: Vec<_> =
            prompts.into_iter().map(|prompt| prompt.map(|prompt| prompt.ask(context))).collect();
        let first = asks.iter().flatten().next().map(|ask| ask.brief.kind);
        let usual = if character_id.is_some() { Kind::Character } else { Kind::TextToImage };
        CreateBatch { asks, kind: first.unwrap_or(usual), character_id, choice }
    }
}

/// One prompt of a batch.
struct PromptRequest {
    prompt: Arc<str>,
    kind: Kind,
    loras: Loras,
    source_url: Option<String>,
    notes: Vec<Note>,
}

impl PromptRequest {
    fn read(fields: &mut Fields<'_>, has_character: bool) -> Option<Self> {
        let prompt = fields.required("prompt", &clause::BATCH_PROMPTS, prompt);
        let flags = Flags::read(fields);
        let source_url = source_url(fields);
        let (kind, _) = inferred(has_character, source_url.is_some());
        let (loras, notes) = (flags.loras(kind), flags.notes(kind).collect());
        Some(Self { prompt: prompt?, kind, loras, source_url, notes })
    }

    /// Reads one element of the list. Its faults are returned as a sentence and do not refuse the whole list.
    fn of(value: &Value, has_character: bool) -> Result<Self, String> {
        let Some(object) = value.as_object() else {
            return Err(format!("prompt must be in an object, not {}", type_name(value)));
        };
        match form::read(object, |fields| Self::read(fields, has_character)) {
            Ok(read) => Ok(read.form),
            Err(Unreadable::Fields { issues, .. }) => Err(sentences(&issues)),
            Err(_) => Err("the prompt is not valid".to_owned()),
        }
    }

    fn ask(self, context: &RequestContext) -> Ask {
        let Self { prompt, kind, loras, source_url, notes } = self;
        let sources = source_url.map(|url| sources::find(context, &url)).unwrap_or_default();
        let directives = PromptDirectives::read([&*prompt]);
        let (prompt, notes) = (KeptText::new(prompt), notes.into());
        let brief = Brief { kind, prompt, sources, pixels: kind.usual_pixels(), notes, is_seeded: false };
        Ask { brief: Arc::new(brief), directives, loras, seed: None }
    }
}

/// Creates a batch of generations.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CreateBatch {
    /// The requests for single generations, or the sentence that tells why a request is not valid.
    pub asks: Vec<Result<Ask, String>>,
    /// The kind of the batch.
    pub kind: Kind,
    /// The id of the character of all prompts.
    pub character_id: Option<String>,
    /// The choice of the group for all prompts.
    pub choice: Choice,
}

impl Command<Animus> for CreateBatch {
    const NAME: &'static str = "create-batch";
    type Reply = Placed;

    fn apply(self, account: &mut Account<Animus>, context: &Context) -> Decision<Placed, Answer> {
        let Self { asks, kind, character_id, choice } = self;
        let order = Order { asks, kind, is_batch: true, character_id, choice };
        Decision::by(|evidence| place(order, account, context, evidence))
    }
}

/// The answer to the call.
#[derive(Serialize)]
struct BatchCreated {
    /// The id of the batch, which can be polled like a generation.
    batch_id: Arc<str>,
    /// The id of the group of its generations.
    group_id: Arc<str>,
    /// The kind of its first generation.
    generation_type: &'static str,
    /// The state of the batch.
    status: &'static str,
    /// A sentence about the result.
    message: String,
    /// The number of prompts in the request.
    total_requested: usize,
    /// The number of prompts that were accepted.
    successful_submissions: usize,
    /// The number of prompts that were not accepted.
    failed_submissions: usize,
    /// The expected time until the end, in seconds.
    estimated_time: u64,
    /// The credits that were charged and not refunded at once.
    credits_deducted: Credits,
    /// The balance after the charge.
    remaining_balance: Credits,
    /// The results of the prompts, in their order.
    results: Vec<PromptResult>,
}

/// The result of one prompt of a batch.
#[derive(Serialize)]
struct PromptResult {
    /// The id of the generation, if there is one.
    generation_id: Option<Arc<str>>,
    /// The state of the generation; `failed` if there is none.
    status: &'static str,
    /// The index of the prompt, from 0.
    prompt_index: usize,
    /// The reason if the prompt was not accepted.
    error: Option<String>,
}

fn result_of((prompt_index, part): (usize, Result<Accepted, String>)) -> PromptResult {
    let (generation_id, state, error) = match part {
        Ok(accepted) if accepted.state == State::Failed => {
            (Some(accepted.id), State::Failed, Some("The job could not be submitted".to_owned()))
        }
        Ok(accepted) => (Some(accepted.id), accepted.state, None),
        Err(error) => (None, State::Failed, Some(error)),
    };
    PromptResult { generation_id, status: state.name(), prompt_index, error }
}

async fn answer(call: &mut Call<Animus>) -> Outcome {
    let request = call.json(Request::read).await?;
    let command = request.command(&call.context);
    let kind = command.kind;
    let has_text = command.asks.iter().flatten().any(|ask| ask.brief.kind == Kind::TextToImage);
    let Placed { id, group_id, parts, deducted, remaining } = call.apply(command)?;
    let results: Vec<_> = parts.into_iter().enumerate().map(result_of).collect();
    let accepted = results.iter().filter(|result| result.error.is_none()).count();
    call.cite_where([
        (true, &clause::BATCH_ANSWER as ClauseRef),
        (true, &clause::BATCH_ESTIMATED_TIME),
        (has_text, &clause::BATCH_KINDS),
        (true, &clause::ERROR_SUCCESS_WORDS),
    ]);
    Ok(Answer::ok(&BatchCreated {
        batch_id: id,
        group_id,
        generation_type: kind.price().name,
        status: status(accepted),
        message: message(kind, accepted, results.len()),
        total_requested: results.len(),
        successful_submissions: accepted,
        failed_submissions: results.len() - accepted,
        estimated_time: estimate(kind),
        credits_deducted: deducted,
        remaining_balance: remaining,
        results,
    }))
}
