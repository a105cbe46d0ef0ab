//! `POST /generate/copy`: writes five texts while the caller waits (`cutx.txt`, copy).

use kernel::directives::PromptDirectives;
use kernel::evidence::ClauseRef;
use kernel::form::{Fields, one_of, text};
use kernel::job::JobState;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;

use crate::copywriter::{self, Wishes};
use crate::generation::{Generate, Generated, NewJob, Submitted, Target};
use crate::lifecycle::State;
use crate::options::{Format, Platform, Tone};
use crate::prices::Kind;
use crate::state::{Brief, Cutx};
use crate::{clause, refusals};

pub(super) const OPERATION: Operation<Cutx> =
    Operation::post("/generate/copy", |call| Box::pin(answer(call)));

struct Request {
    target: Target,
    wishes: Wishes,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let target = Target::read(fields);
        let platform = fields.required("platform", &clause::COPY_PLATFORM, one_of(Platform::ALL));
        let format = fields.required("format", &clause::COPY_FORMAT, one_of(Format::ALL));
        let tone = fields.required("tone", &clause::COPY_TONE, one_of(Tone::ALL));
        let custom_instructions =
            fields.checked("customInstructions", &clause::COPY_CUSTOM_INSTRUCTIONS, text(0..=500));
        let wishes = Wishes { platform: platform?, format: format?, tone: tone?, custom_instructions };
        Some(Self { target: target?, wishes })
    }
}

async fn answer(call: &mut Call<Cutx>) -> Outcome {
    let Request { target, wishes } = call.json(Request::read).await?;
    let directives = PromptDirectives::read(wishes.custom_instructions.as_deref());
    let new = match call.apply(Generate { target, directives, brief: Brief::Copy })? {
        Generated::Reused(id) => return Ok(Submitted::reused(call, id)),
        Generated::New(new) => new,
    };
    if until_ended(call, &new).await != Some(State::Completed) {
        return Err(refusals::COPY_FAILED.answer());
    }
    let answer = Submitted {
        job_id: new.id,
        status: State::Completed.name(),
        credits_used: Kind::Copy.price().credits.to_whole(),
        credits_remaining: Some(new.remaining.to_whole()),
        variants: Some(copywriter::write(&wishes, &new.product, new.stream)),
    };
    call.cite([
        &clause::COPY_ANSWER as ClauseRef,
        &clause::COPY_VARIANTS,
        &clause::COPY_IN_THE_CALL,
        &clause::JOB_COPY_SKIPS_QUEUE,
    ]);
    Ok(Answer::ok(&answer))
}

/// Waits until a copy is written and returns its last state. This usually takes no time, or the time that `[[slow:SECONDS]]`
/// asks for.
async fn until_ended(call: &mut Call<Cutx>, new: &NewJob) -> Option<State> {
    let mut state = new.state;
    while !state.is_terminal() {
        let change;
        (state, change) =
            call.look(|account, _| account.job_at(new.ordinal).map(|job| (job.state, job.next_change_at())))?;
        if let Some(change) = change {
            call.context.world.clock.reached(change).await;
        }
    }
    Some(state)
}
