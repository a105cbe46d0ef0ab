//! `GET /{character_id}/training/jobs/{job_id}/logs`: the end of a training's log.

use kernel::evidence::ClauseRef;
use kernel::form::{Fields, integer_text};
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::Serialize;

use crate::state::Animus;
use crate::trainings::find;
use crate::{clause, logs};

pub(super) const OPERATION: Operation<Animus> =
    Operation::get("/{character_id}/training/jobs/{job_id}/logs", |call| Box::pin(async { answer(call) }));

/// The default number of lines.
const LINES: usize = 100;

struct Request {
    /// The most lines of the answer.
    lines: usize,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Self {
        let lines = fields.checked("lines", &clause::TRAINING_LOGS_RANGE, integer_text(1..=1000));
        let lines = lines.and_then(|lines| usize::try_from(lines).ok());
        Self { lines: lines.unwrap_or(LINES) }
    }
}

/// The answer to the call.
#[derive(Serialize)]
struct Log {
    /// The id of the training.
    job_id: String,
    /// The last lines of the log.
    logs: String,
    /// The number of these lines.
    lines: usize,
    /// The instant of the answer, in Unix seconds.
    timestamp: i64,
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let Request { lines: most } = call.query(|fields| Some(Request::read(fields)))?;
    let (body, all, next_change) = call.look(|account, now| {
        let (character_id, job_id) = (call.parameter("character_id"), call.parameter("job_id"));
        let (job, training) = find(account, character_id, job_id)?;
        let lines = logs::lines(job, training, now);
        let tail = &lines[lines.len().saturating_sub(most)..];
        let (logs, count) = (tail.join("\n"), tail.len());
        let body = Log { job_id: job.id.to_string(), logs, lines: count, timestamp: now.as_second() };
        Ok::<_, Answer>((body, lines.len(), job.next_change_at()))
    })?;
    call.skip_to(next_change);
    call.cite_where([
        (true, &clause::TRAINING_LOGS as ClauseRef),
        (body.lines > 0, &clause::TRAINING_LOGS_PHASES),
        (body.lines < all, &clause::TRAINING_LOGS_LINES),
        (body.lines == 0, &clause::TRAINING_LOGS_QUEUED),
    ]);
    Ok(Answer::ok(&body))
}
