//! A check of determinism: two accounts, of which one gets commands and the other gets the same commands from their written form.

use std::fmt;

use jiff::Timestamp;

use crate::command::{Command, Decision};
use crate::commands;
use crate::context::Context;
use crate::credits::Credits;
use crate::keys::Status;
use crate::machine::{Account, Effect, Machine, Opening};
use crate::random::Root;

/// Two accounts of the same key, driven alike.
pub struct Twins<M: Machine> {
    account: Account<M>,
    other: Account<M>,
}

impl<M: Machine> Twins<M> {
    /// Opens both accounts, with the same seed.
    pub fn open(seed: u64, now: Timestamp, credits: Credits) -> Self {
        let open = || {
            let root = Root::new(seed, M::NAME, "key");
            Account::open(root, Opening { now, credits, status: Status::Active })
        };
        Self { account: open(), other: open() }
    }

    /// Returns the account that gets the commands themselves.
    pub fn account(&self) -> &Account<M> {
        &self.account
    }

    /// Applies a command to one account, and to the other one from its written form. Returns the first decision.
    ///
    /// # Panics
    /// If the decisions or their effects differ, or if the machine doesn't list the command.
    pub fn apply<C: Command<M>>(&mut self, command: C, context: &Context) -> Decision<C::Reply, M::Refusal> {
        let written = serde_json::to_string(&command).expect("a command can be written");
        let known_as = serde_json::to_string(context).expect("a context can be written");
        let replayed = commands::find::<M>(C::NAME).expect("the machine lists the command");
        let read_back: Context = serde_json::from_str(&known_as).expect("a context can be read");

        self.account.settle(context.now);
        let decision = command.apply(&mut self.account, context);
        self.account.settle(context.now);
        let mut again = String::new();
        let show = &mut |decision: &dyn fmt::Debug| again = format!("{decision:?}");
        replayed.replay(&mut self.other, &written, &read_back, show).expect("a command can be read");
        assert_eq!(format!("{decision:?}"), again, "the reply to {written}");
        assert_eq!(self.account.take_effects(), self.other.take_effects(), "the effects of {written}");
        decision
    }

    /// Lets time pass for both accounts. Returns the effects.
    ///
    /// # Panics
    /// If the effects differ.
    pub fn settle(&mut self, now: Timestamp) -> Vec<Effect> {
        self.account.settle(now);
        self.other.settle(now);
        let effects = self.account.take_effects();
        assert_eq!(effects, self.other.take_effects(), "the effects until {now}");
        effects
    }

    /// Replaces the second account by what its written form says.
    ///
    /// # Panics
    /// If the accounts differ, or if they cannot be written and read.
    pub fn restart(&mut self) {
        self.compare();
        let written = serde_json::to_string(&self.other).expect("an account can be written");
        self.other = serde_json::from_str(&written).expect("an account can be read");
        self.compare();
    }

    /// Compares the accounts, with everything that is in them.
    ///
    /// # Panics
    /// If the accounts differ.
    pub fn compare(&self) {
        let state = |account| serde_json::to_value(account).expect("an account can be written");
        let (one, other) = (state(&self.account), state(&self.other));
        assert!(one == other, "the accounts differ:\n{one:#}\n{other:#}");
    }
}
