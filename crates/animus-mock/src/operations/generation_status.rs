//! `GET /generation/status/{generation}`: the state of a generation or of a batch (`animus-generation.txt`, status).

use std::sync::Arc;

use jiff::Timestamp;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::job::JobState as _;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::Serialize;

use crate::formats::instant;
use crate::lifecycle::{State, is_usual};
use crate::results::generations;
use crate::state::Animus;
use crate::views::batches::BatchView;
use crate::views::generations::{GenerationView, Performance, result_urls};
use crate::{clause, refusals};

pub(super) const OPERATION: Operation<Animus> =
    Operation::get("/generation/status/{generation}", |call| Box::pin(async { answer(call) }));

/// The answer for a generation.
#[derive(Serialize)]
struct GenerationStatus {
    /// The id of the generation.
    generation_id: Arc<str>,
    /// The id of its group.
    group_id: Arc<str>,
    /// The kind of generation.
    generation_type: &'static str,
    /// The state of the generation.
    status: &'static str,
    /// The progress, in percent.
    progress: u64,
    /// The URL of its result; empty until it is completed.
    result_urls: Vec<String>,
    /// The reason for a failure.
    error: Option<String>,
    /// The instant of its creation.
    created_at: String,
    /// The prompt.
    prompt: Arc<str>,
    /// The service that makes it.
    service: &'static str,
    /// The times of the generation.
    performance_metadata: Performance,
}

/// The generation or the batch that the call asks for.
enum Found {
    /// A generation, with the id of its group.
    One(Box<GenerationView>, Arc<str>),
    Several(BatchView),
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let found = call.look(|account, now| {
        let id = call.parameter("generation");
        let one = account.job(id).and_then(|job| GenerationView::of(account, job));
        let found = match one {
            Some(view) => {
                let group = account.data.groups.at(view.group)?;
                Found::One(Box::new(view), group.id.clone())
            }
            None => Found::Several(BatchView::of(account, id)?),
        };
        Some((found, account.id.clone(), now))
    });
    let (found, account_id, now) = found.ok_or_else(|| not_found(call))?;
    let origin = call.origin();
    let (answer, next_change) = match found {
        Found::One(view, group_id) => {
            call.cite(clauses(&view));
            (Answer::ok(&status(&view, group_id, now, &origin, &account_id)), view.next_change_at)
        }
        Found::Several(batch) => {
            call.cite(batch.clauses());
            (Answer::ok(&batch.status(now, &origin, &account_id)), batch.next_change_at())
        }
    };
    call.skip_to(next_change);
    Ok(answer)
}

fn status(
    view: &GenerationView,
    group_id: Arc<str>,
    now: Timestamp,
    origin: &str,
    account_id: &str,
) -> GenerationStatus {
    let price = view.brief.kind.price();
    GenerationStatus {
        generation_id: view.id.clone(),
        group_id,
        generation_type: price.name,
        status: view.state.name(),
        progress: view.progress(now),
        result_urls: result_urls([view], origin, account_id),
        error: error(view),
        created_at: instant(view.created_at),
        prompt: view.brief.prompt.read(),
        service: price.service,
        performance_metadata: view.performance(),
    }
}

/// Returns a sentence on the reason for a failure.
fn error(view: &GenerationView) -> Option<String> {
    let failure = view.failure.as_ref();
    (view.state == State::Failed).then(|| match failure.map(|failure| (&failure.message, &failure.code)) {
        Some((Some(message), _)) => message.clone(),
        Some((None, Some(code))) => format!("Generation failed: {code}"),
        _ if view.started_at.is_none() => "The job could not be submitted".to_owned(),
        _ => "Generation failed".to_owned(),
    })
}

/// Returns the clauses that decide on the state and the times of a generation.
fn clauses(view: &GenerationView) -> Evidence {
    let state = view.state;
    let (ended, began) = (state.is_terminal(), view.started_at.is_some());
    let took = view.changed_at.duration_since(view.created_at).unsigned_abs();
    let conditions: [(bool, ClauseRef); 8] = [
        (true, &clause::STATUS_ANSWER),
        (view.changed_by.is_none(), &clause::STATUS_SUBMITTED),
        (true, &clause::STATUS_CREATED_AT),
        (state == State::Submitted, &clause::STATUS_QUEUE_POSITION),
        (state == State::Processing, &clause::STATUS_PROGRESS),
        (!ended, &clause::STATUS_UNFINISHED),
        (ended && began && is_usual(view.brief.kind, took), &clause::JOB_TIME),
        (state == State::Completed, &clause::RESULT_FILE_NAME),
    ];
    let conditions = conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause));
    conditions.chain(view.changed_by).collect()
}

/// Refuses the id of a generation or a batch that is not there, or not there any more.
fn not_found(call: &Call<Animus>) -> Answer {
    let is_gone = call.look(|account, _| generations::was_made(account, call.parameter("generation")));
    if is_gone { refusals::GENERATION_GONE.answer() } else { refusals::GENERATION_NOT_FOUND.answer() }
}
