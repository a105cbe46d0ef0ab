//! CutX as a state machine.

use jiff::Timestamp;
use kernel::context::Context;
use kernel::credits::Credits;
use kernel::job::{JobState, NotAllowed, Outcome, RetryError};
use kernel::machine::CommandType;
use kernel::machine::{Account, JobOf, Machine};
use mock_http::answer::Answer;

use crate::catalogue::{KNOWN_PROJECT, Product, Project};
use crate::clause;
use crate::generation::Generate;
use crate::lifecycle::{State, retry_timeline};
use crate::operations::{CreateProject, IngestProduct};
use crate::state::{AccountData, Cutx, JobData};

impl Machine for Cutx {
    const NAME: &'static str = "cutx";
    const OPENING_CREDITS: Credits = Credits::whole(25);
    const COMMANDS: &'static [CommandType<Self>] = &[
        CommandType::of::<Generate>(),
        CommandType::of::<CreateProject>(),
        CommandType::of::<IngestProduct>(),
    ];

    type JobState = State;
    type JobData = JobData;
    type AccountData = AccountData;
    type Refusal = Answer;

    fn opened(account: &mut Account<Self>, now: Timestamp) {
        let (_, mut stream) = account.draw();
        let description = Some("There from the start, to try things with.".to_owned());
        let mut project = Project::new(KNOWN_PROJECT, "First project".to_owned(), description, now);
        project.put(Product::known(&mut stream, now), now);
        account.data.projects.put(project.id, project);
    }

    fn entered(account: &mut Account<Self>, ordinal: u64, at: Timestamp) {
        let Some(job) = account.job_at(ordinal) else { return };
        let (state, kind, project_id) = (job.state, job.data.brief.kind(), job.data.project_id);
        match state {
            State::Failed => account.refund(ordinal, at, "the job failed"),
            State::Completed if !kind.is_synchronous() => {
                if let Some(project) = account.data.projects.get_mut(project_id) {
                    project.assets += 1;
                }
            }
            _ => {}
        }
    }

    fn outcome(job: &JobOf<Self>, outcome: &Outcome) -> Option<State> {
        match outcome {
            Outcome::Succeed => Some(State::Completed),
            Outcome::Fail(_) => Some(State::Failed),
            Outcome::Cancel => Some(State::Canceled),
            // A synchronous job waits for no callback, so it cannot expire.
            Outcome::Expire if job.data.brief.kind().is_synchronous() => None,
            Outcome::Expire => Some(State::Expired),
        }
    }

    fn retry(account: &mut Account<Self>, ordinal: u64, context: &Context) -> Result<(), RetryError> {
        let (_, mut stream) = account.draw();
        let Some(job) = account.job_at(ordinal) else { return Ok(()) };
        if job.state.transition(State::Pending).is_none() {
            return Err(RetryError::NotAllowed(NotAllowed { from: job.state.name() }));
        }
        let key = job.data.idempotency_key.as_deref();
        let newest =
            key.and_then(|key| account.data.keys.get(key)).and_then(|newest| account.job_at(*newest));
        if newest.is_some_and(|newest| newest.ordinal != ordinal && !newest.state.is_terminal()) {
            return Err(RetryError::KeyInUse(&clause::JOB_RETRY_KEY_IN_USE));
        }
        // A refunded price is charged again. The price of an expired job was never refunded, so `reprice` charges nothing.
        let (kind, key) = (job.data.brief.kind(), key.map(Box::from));
        let directives = job.data.directives.as_deref().cloned().unwrap_or_default();
        let plan = retry_timeline(kind, &directives, context.pace, &mut stream);
        let paid = account.reprice(ordinal, kind.price().credits, context.now, "");
        paid.map_err(RetryError::InsufficientCredits)?;
        account.replan(context, ordinal, &plan, directives.failure());
        if let Some(key) = key {
            account.data.keys.insert(key, ordinal);
        }
        Ok(())
    }
}
