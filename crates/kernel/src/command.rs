//! Commands: the changes of an account, as data.
//!
//! A [`Command`] is applied to an account at a moment and gives a [`Decision`]: a reply or a refusal, with the evidence for it. It
//! may look at the account and at its [`Context`], and at nothing else. So the same commands in the same contexts give the same
//! account again, byte for byte, on this machine or another.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::context::Context;
use crate::evidence::Evidence;
use crate::machine::{Account, CommandType, Machine};

/// The result of a command: a reply or a refusal, and the clauses that decided it.
#[derive(Debug)]
pub struct Decision<T, R> {
    /// The reply, or the refusal.
    pub outcome: Result<T, R>,
    /// The clauses that decided it.
    pub evidence: Evidence,
}

impl<T, R> Decision<T, R> {
    /// Decides, and gathers the evidence on the way.
    pub fn by(decide: impl FnOnce(&mut Evidence) -> Result<T, R>) -> Self {
        let mut evidence = Evidence::default();
        let outcome = decide(&mut evidence);
        Self { outcome, evidence }
    }
}

/// A decision that needs no evidence of its own.
impl<T, R> From<Result<T, R>> for Decision<T, R> {
    fn from(outcome: Result<T, R>) -> Self {
        Self { outcome, evidence: Evidence::default() }
    }
}

/// A change of an account, as data.
pub trait Command<M: Machine>: Clone + fmt::Debug + Serialize + DeserializeOwned + Send {
    /// The command's name in a log. It is unique among the provider's commands, and never changes.
    const NAME: &'static str;

    /// The result of a command that is not refused.
    type Reply: fmt::Debug;

    /// Applies the command.
    fn apply(self, account: &mut Account<M>, context: &Context) -> Decision<Self::Reply, M::Refusal>;
}

impl<M: Machine> CommandType<M> {
    /// Returns the type of a command.
    pub const fn of<C: Command<M>>() -> Self {
        Self { name: C::NAME, replay: replay::<M, C> }
    }

    /// Applies a command that was written down as JSON, and shows the decision to whoever wants to compare it with another.
    ///
    /// # Errors
    /// If the text is no such command.
    pub fn replay(
        &self,
        account: &mut Account<M>,
        json: &str,
        context: &Context,
        show: &mut dyn FnMut(&dyn fmt::Debug),
    ) -> serde_json::Result<()> {
        (self.replay)(account, json, context, show)
    }
}

/// Returns `true` if a command of this name is in a list. It can be asked at compile time.
pub(crate) const fn contains<M: Machine>(listed: &[CommandType<M>], name: &str) -> bool {
    let mut place = 0;
    while place < listed.len() {
        if is_same(listed[place].name, name) {
            return true;
        }
        place += 1;
    }
    false
}

fn replay<M: Machine, C: Command<M>>(
    account: &mut Account<M>,
    json: &str,
    context: &Context,
    show: &mut dyn FnMut(&dyn fmt::Debug),
) -> serde_json::Result<()> {
    let command: C = serde_json::from_str(json)?;
    account.settle(context.now);
    let decision = command.apply(account, context);
    account.settle(context.now);
    show(&decision);
    Ok(())
}

/// Compares two texts at compile time.
const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut place = 0;
    while place < one.len() {
        if one[place] != other[place] {
            return false;
        }
        place += 1;
    }
    true
}
