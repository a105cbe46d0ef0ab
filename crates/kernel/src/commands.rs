//! The commands that every machine has: those of the control API, and the outcomes of webhooks.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

use crate::command::{Command, Decision, contains};
use crate::context::Context;
use crate::credits::Credits;
use crate::job::{FinishError, Outcome, RestartError};
use crate::keys::Status;
use crate::machine::{Account, CommandType, Machine};
use crate::webhook;

/// Returns the types of the commands that every machine has.
pub const fn common<M: Machine>() -> [CommandType<M>; 5] {
    [
        CommandType::of::<AccountChange>(),
        CommandType::of::<Finish>(),
        CommandType::of::<Retry>(),
        CommandType::of::<Delivered>(),
        CommandType::of::<Redeliver>(),
    ]
}

/// Returns `true` if a machine knows a command of this name: one of its own, or one that every machine has.
pub const fn is_listed<M: Machine>(name: &str) -> bool {
    contains(M::COMMANDS, name) || contains(&common::<M>(), name)
}

/// Returns the command of a machine with this name, if it has one.
pub fn find<M: Machine>(name: &str) -> Option<CommandType<M>> {
    let own = M::COMMANDS.iter().copied();
    own.chain(common()).find(|command| command.name == name)
}

/// Sets an account's balance, its status, or both.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct AccountChange {
    /// The new balance, if it changes.
    pub credits: Option<Credits>,
    /// The new status, if it changes.
    pub status: Option<Status>,
}

impl<M: Machine> Command<M> for AccountChange {
    const NAME: &'static str = "change";
    type Reply = ();

    fn apply(self, account: &mut Account<M>, context: &Context) -> Decision<(), M::Refusal> {
        if let Some(status) = self.status {
            account.status = status;
        }
        if let Some(credits) = self.credits {
            account.ledger.adjust(context.now, credits);
        }
        Ok(()).into()
    }
}

/// Ends a job now, with an outcome.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Finish {
    /// The id of the job.
    pub job_id: Arc<str>,
    /// The outcome of the job.
    pub outcome: Outcome,
}

impl<M: Machine> Command<M> for Finish {
    const NAME: &'static str = "finish";
    type Reply = Result<(), FinishError>;

    fn apply(self, account: &mut Account<M>, context: &Context) -> Decision<Self::Reply, M::Refusal> {
        Ok(account.finish(&self.job_id, &self.outcome, context.now)).into()
    }
}

/// Runs an ended job again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Retry {
    /// The id of the job.
    pub job_id: Arc<str>,
}

impl<M: Machine> Command<M> for Retry {
    const NAME: &'static str = "retry";
    type Reply = Result<(), RestartError>;

    fn apply(self, account: &mut Account<M>, context: &Context) -> Decision<Self::Reply, M::Refusal> {
        let retried = match account.job(&self.job_id).map(|job| job.ordinal) {
            None => Err(RestartError::UnknownJob),
            Some(ordinal) => M::retry(account, ordinal, context).map_err(RestartError::Refused),
        };
        Ok(retried).into()
    }
}

/// Notes the outcome of an attempt to deliver a webhook.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Delivered {
    /// The delivery's number in the outbox.
    pub number: u64,
    /// The instant of the attempt.
    pub at: Timestamp,
    /// The outcome of the attempt.
    pub outcome: webhook::Outcome,
}

impl<M: Machine> Command<M> for Delivered {
    const NAME: &'static str = "delivered";
    type Reply = ();

    fn apply(self, account: &mut Account<M>, _context: &Context) -> Decision<(), M::Refusal> {
        account.delivered(self.number, self.at, self.outcome);
        Ok(()).into()
    }
}

/// Delivers a webhook once more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Redeliver {
    /// The id of the delivery.
    pub id: Arc<str>,
}

impl<M: Machine> Command<M> for Redeliver {
    const NAME: &'static str = "redeliver";
    /// `false` if an attempt is under way or planned, and `None` if there is no such delivery.
    type Reply = Option<bool>;

    fn apply(self, account: &mut Account<M>, context: &Context) -> Decision<Self::Reply, M::Refusal> {
        Ok(account.redeliver(&self.id, context.now)).into()
    }
}
