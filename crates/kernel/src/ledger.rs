//! The ledger: every movement of an account's credits, each with its reference and the balance after it.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::credits::Credits;

/// The kinds of movements of credits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// Credits that were given, at opening or by a purchase.
    Grant,
    /// Credits that were taken for a job.
    Charge,
    /// Credits that were given back for a job.
    Refund,
    /// A balance that was set from outside, over the control API.
    Adjustment,
}

/// One movement of credits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The instant of the movement, in virtual time.
    pub at: Timestamp,
    /// The kind of the movement.
    pub kind: EntryKind,
    /// The amount. A charge is negative.
    pub amount: Credits,
    /// The balance after the movement.
    pub balance_after: Credits,
    /// The id of the job that the movement belongs to, if any.
    pub reference: Option<Arc<str>>,
    /// A short note, such as the kind of work or the reason for a refund.
    pub note: Cow<'static, str>,
}

/// An error for a balance that is too small for a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsufficientCredits {
    /// The amount of the charge.
    pub required: Credits,
    /// The balance at the time of the charge.
    pub balance: Credits,
}

/// The movements of an account, oldest first. The balance is their sum and never negative.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Ledger {
    entries: Vec<Entry>,
    charged: Credits,
    refunded: Credits,
}

impl Ledger {
    /// Opens a ledger whose first entry is the opening grant.
    pub fn open(at: Timestamp, credits: Credits) -> Self {
        let mut ledger = Self::default();
        ledger.enter(at, EntryKind::Grant, credits, None, "opening balance");
        ledger
    }

    /// Returns the current balance.
    pub fn balance(&self) -> Credits {
        self.entries.last().map_or(Credits::ZERO, |entry| entry.balance_after)
    }

    /// Returns all movements, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the sum of all charges, a positive amount.
    pub fn charged(&self) -> Credits {
        self.charged
    }

    /// Returns the sum of all refunds, a positive amount.
    pub fn refunded(&self) -> Credits {
        self.refunded
    }

    /// Refuses an amount that is larger than the balance. Nothing is charged.
    pub fn afford(&self, required: Credits) -> Result<(), InsufficientCredits> {
        let balance = self.balance();
        if balance < required { Err(InsufficientCredits { required, balance }) } else { Ok(()) }
    }

    /// Takes `amount` for a job. If the balance is too small, takes nothing.
    pub fn charge(
        &mut self,
        at: Timestamp,
        amount: Credits,
        job: &Arc<str>,
        what_for: &'static str,
    ) -> Result<(), InsufficientCredits> {
        self.afford(amount)?;
        self.charged += amount;
        self.enter(at, EntryKind::Charge, -amount, Some(job), what_for);
        Ok(())
    }

    /// Gives `amount` back for a job.
    pub fn refund(&mut self, at: Timestamp, amount: Credits, job: &Arc<str>, reason: &'static str) {
        self.refunded += amount;
        self.enter(at, EntryKind::Refund, amount, Some(job), reason);
    }

    /// Sets the balance from outside. Nothing is entered if the balance stays the same.
    pub fn adjust(&mut self, at: Timestamp, balance: Credits) {
        let amount = balance - self.balance();
        if amount != Credits::ZERO {
            self.enter(at, EntryKind::Adjustment, amount, None, "set over the control API");
        }
    }

    fn enter(
        &mut self,
        at: Timestamp,
        kind: EntryKind,
        amount: Credits,
        job: Option<&Arc<str>>,
        note: &'static str,
    ) {
        let balance_after = self.balance() + amount;
        self.entries.push(Entry {
            at,
            kind,
            amount,
            balance_after,
            reference: job.cloned(),
            note: note.into(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charge_that_does_not_fit_leaves_no_trace() {
        let job: Arc<str> = "job".into();
        let mut ledger = Ledger::open(Timestamp::UNIX_EPOCH, Credits::whole(5));
        assert!(ledger.charge(Timestamp::UNIX_EPOCH, Credits::whole(3), &job, "work").is_ok());
        let refused = ledger.charge(Timestamp::UNIX_EPOCH, Credits::whole(3), &job, "work").unwrap_err();
        assert_eq!((refused.required, refused.balance), (Credits::whole(3), Credits::whole(2)));
        assert_eq!(ledger.entries().len(), 2);
        assert_eq!(ledger.balance(), Credits::whole(2));
    }

    #[test]
    fn the_balance_is_the_sum_of_the_entries() {
        let job: Arc<str> = "job".into();
        let mut ledger = Ledger::open(Timestamp::UNIX_EPOCH, Credits::whole(5));
        ledger.charge(Timestamp::UNIX_EPOCH, Credits::whole(3), &job, "work").unwrap();
        ledger.refund(Timestamp::UNIX_EPOCH, Credits::whole(3), &job, "failed");
        ledger.adjust(Timestamp::UNIX_EPOCH, Credits::whole(40));
        ledger.adjust(Timestamp::UNIX_EPOCH, Credits::whole(40));
        assert_eq!(ledger.entries().iter().map(|entry| entry.amount).sum::<Credits>(), ledger.balance());
        assert_eq!(ledger.entries().len(), 4);
        assert_eq!((ledger.charged(), ledger.refunded()), (Credits::whole(3), Credits::whole(3)));
    }
}
