//! The behaviour of a provider as a state machine: the one trait that every mock's core implements.

mod account;
mod changes;

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use account::{Account, DraftOf, Effect, JobOf, Opening};
pub use changes::{PlannedEvent, StateChange};

use crate::context::Context;
use crate::credits::Credits;
use crate::job::{self, JobState, NotAllowed, Outcome, RetryError};
use crate::rate_limit::RequestLimit;
use crate::webhook;

/// The behaviour of a provider's accounts, as far as it differs from the others'.
pub trait Machine: Copy + fmt::Debug + Send + Sync + 'static {
    /// The provider's name in paths and in the control API.
    const NAME: &'static str;
    /// The credits of a new account, where the provider's own amounts are asked for.
    const OPENING_CREDITS: Credits;

    /// The policy for the delivery of webhooks, if the provider has them.
    const WEBHOOKS: Option<&'static webhook::Policy> = None;
    /// The limit on the requests of a key, if the provider has one.
    const REQUEST_LIMIT: Option<&'static RequestLimit> = None;

    /// The provider's own commands. A command that isn't listed cannot be applied.
    const COMMANDS: &'static [CommandType<Self>];

    /// The states of the provider's jobs.
    type JobState: JobState;
    /// The provider's own data of a job, beside the common part.
    type JobData: job::JobData;
    /// The provider's own data of an account, beside credits and jobs.
    type AccountData: Clone + fmt::Debug + Default + Serialize + DeserializeOwned + Send;
    /// The refusal of a command.
    type Refusal: fmt::Debug + Send;

    /// Puts the initial data into a new account.
    fn opened(_account: &mut Account<Self>, _now: Timestamp) {}

    /// Applies the consequences of a job's new state, such as refunds and freed names.
    fn entered(_account: &mut Account<Self>, _job: u64, _at: Timestamp) {}

    /// Returns the state for an outcome that the control API asks for, if the provider has it for such a job.
    fn outcome(job: &JobOf<Self>, outcome: &Outcome) -> Option<Self::JobState>;

    /// Runs an ended job again, if the provider allows that.
    fn retry(account: &mut Account<Self>, job: u64, _context: &Context) -> Result<(), RetryError> {
        let from = account.job_at(job).map_or("", |job| job.state.name());
        Err(RetryError::NotAllowed(NotAllowed { from }))
    }

    /// Returns the id by which the provider's own calls name an account, if they do.
    fn user_id(_account: &Account<Self>) -> Option<Arc<str>> {
        None
    }
}

/// A kind of command that a machine knows by its name.
#[derive(Clone, Copy)]
pub struct CommandType<M: Machine> {
    /// The command's name.
    pub name: &'static str,
    pub(crate) replay: Replay<M>,
}

/// Applies a command that was written down, and shows the decision.
type Replay<M> =
    fn(&mut Account<M>, &str, &Context, &mut dyn FnMut(&dyn fmt::Debug)) -> serde_json::Result<()>;
