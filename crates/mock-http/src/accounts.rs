//! The accounts of a provider in one world, each under its own lock.
//!
//! The map's lock is held only to find or open an account, never during work on one. So accounts run in parallel and never see
//! each other.

mod pages;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use control_api::{AccountView, BillLine, JobView};
use jiff::Timestamp;
use journal::metrics::Totals;
use kernel::commands::{AccountChange, Finish, Redeliver, Retry};
use kernel::credits::Credits;
use kernel::job::{FinishError, JobState, Outcome, RestartError};
use kernel::keys;
use kernel::machine::{Account, Opening};
use kernel::random::Root;

use crate::account_slot::{AccountSlot, Caller};
use crate::control::{AccountPages, ChangeError, ProviderAccounts, SavedAccount, id_in};
use crate::environment::{Environment, OpeningCredits};
use crate::log::{Opened, Record};
use crate::provider::Provider;

use pages::Pages;

/// The accounts of one provider in one world.
pub struct Accounts<P: Provider> {
    environment: Arc<Environment>,
    opening: Credits,
    opened: RwLock<Slots<P>>,
    /// The totals of the accounts that were closed.
    closed: Mutex<Totals>,
}

struct Slots<P: Provider> {
    by_key: BTreeMap<Arc<str>, Arc<AccountSlot<P>>>,
    by_id: HashMap<Arc<str>, Arc<AccountSlot<P>>>,
}

impl<P: Provider> Default for Slots<P> {
    fn default() -> Self {
        Self { by_key: BTreeMap::new(), by_id: HashMap::new() }
    }
}

impl<P: Provider> Slots<P> {
    fn put(&mut self, slot: AccountSlot<P>) -> Arc<AccountSlot<P>> {
        let slot = Arc::new(slot);
        self.by_key.insert(slot.api_key.clone(), slot.clone());
        self.by_id.insert(slot.account_id.clone(), slot.clone());
        slot
    }
}

impl<P: Provider> Accounts<P> {
    /// Creates an empty set of accounts.
    pub(crate) fn new(environment: Arc<Environment>) -> Self {
        let opening = match environment.settings.credits {
            OpeningCredits::Everywhere(credits) => credits,
            OpeningCredits::Provider => P::OPENING_CREDITS,
        };
        Self { environment, opening, opened: RwLock::default(), closed: Mutex::default() }
    }

    /// Returns the account of a key, and opens it at first use. `None` if no account opens with that key.
    pub fn open(&self, api_key: &str) -> Option<Arc<AccountSlot<P>>> {
        self.find(api_key).or_else(|| self.open_with(api_key, self.opening))
    }

    /// Returns the account with this public id, if it was opened.
    pub fn by_id(&self, account_id: &str) -> Option<Arc<AccountSlot<P>>> {
        self.opened.read().unwrap_or_else(PoisonError::into_inner).by_id.get(account_id).cloned()
    }

    fn find(&self, api_key: &str) -> Option<Arc<AccountSlot<P>>> {
        self.opened.read().unwrap_or_else(PoisonError::into_inner).by_key.get(api_key).cloned()
    }

    /// Returns the account that is named by its key, or by `@` and its public id.
    fn named(&self, name: &str) -> Option<Arc<AccountSlot<P>>> {
        id_in(name).map_or_else(|| self.find(name), |account_id| self.by_id(account_id))
    }

    fn open_with(&self, api_key: &str, credits: Credits) -> Option<Arc<AccountSlot<P>>> {
        let status = keys::opening_status(api_key)?;
        let root = Root::new(self.environment.settings.seed, P::NAME, api_key);
        let opening = Opening { now: self.environment.clock.now(), credits, status };
        let account = Account::open(root.clone(), opening.clone());
        let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        // Another request may have opened it meanwhile; the first account stands.
        if let Some(slot) = opened.by_key.get(api_key) {
            return Some(slot.clone());
        }
        let position = self.environment.log.as_ref().map_or(0, |log| {
            let (provider, api_key) = (P::NAME.into(), api_key.into());
            log.push(&Record::Opened(Opened { provider, api_key, root, opening }))
        });
        Some(opened.put(AccountSlot::new(self.environment.clone(), api_key, account, position)))
    }

    fn all(&self) -> Vec<Arc<AccountSlot<P>>> {
        self.opened.read().unwrap_or_else(PoisonError::into_inner).by_key.values().cloned().collect()
    }

    /// Returns the account that has a job with this id.
    fn owner(&self, job_id: &str) -> Option<Arc<AccountSlot<P>>> {
        self.all().into_iter().find(|slot| slot.look(|account, _| account.job(job_id).is_some()))
    }

    fn totals_of(account: &Account<P>) -> Totals {
        let jobs = account.counts().filter(|(_, count)| *count > 0);
        Totals {
            accounts: 1,
            jobs: jobs.map(|(state, count)| (state.name(), count as u64)).collect(),
            charged: account.ledger.charged(),
            refunded: account.ledger.refunded(),
            attempts: account.outbox.attempts.clone(),
        }
    }

    /// Returns a job as it is shown, if the account has it.
    fn show_job(slot: &Arc<AccountSlot<P>>, job_id: &str) -> Option<JobView> {
        slot.look(|account, _| account.job(job_id).map(|job| pages::view(slot, job)))
    }
}

/// The reply to a command that the control API gives: no provider refuses one.
fn reply<T>(decision: kernel::command::Decision<T, crate::answer::Answer>) -> Option<T> {
    decision.outcome.ok()
}

impl<P: Provider> ProviderAccounts for Accounts<P> {
    fn provider(&self) -> &'static str {
        P::NAME
    }

    fn states(&self) -> Vec<(&'static str, bool)> {
        P::JobState::ALL.iter().map(|state| (state.name(), state.is_terminal())).collect()
    }

    fn settle(&self) {
        let now = self.environment.clock.now().as_microsecond();
        let opened = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        let due: Vec<_> = opened.by_key.values().filter(|slot| slot.is_due(now)).cloned().collect();
        drop(opened);
        for slot in due {
            slot.look(|_, _| ());
        }
    }

    fn counts(&self) -> (usize, usize) {
        let slots = self.all();
        (slots.len(), slots.iter().map(|slot| slot.look(|account, _| account.count())).sum())
    }

    fn list(&self) -> Vec<AccountView> {
        self.pages().iter().map(|account| account.view()).collect()
    }

    fn show(&self, api_key: &str) -> Option<AccountView> {
        self.page(api_key).map(|account| account.view())
    }

    fn change(&self, api_key: &str, change: AccountChange) -> Result<AccountView, ChangeError> {
        if change.credits.is_some_and(|credits| credits < Credits::ZERO) {
            return Err(ChangeError::NegativeCredits);
        }
        let opened =
            self.named(api_key).or_else(|| self.open_with(api_key, change.credits.unwrap_or(self.opening)));
        let slot = opened.ok_or(ChangeError::NoAccount)?;
        slot.apply(change, Caller::default());
        Ok(Pages(slot).view())
    }

    fn close(&self, api_key: &str) -> bool {
        let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        let named = id_in(api_key).and_then(|id| opened.by_id.get(id)).map(|slot| slot.api_key.clone());
        let Some(slot) = opened.by_key.remove(named.as_deref().unwrap_or(api_key)) else { return false };
        opened.by_id.remove(&slot.account_id);
        if let Some(log) = &self.environment.log {
            let (provider, account_id) = (P::NAME.into(), slot.account_id.clone());
            log.push(&Record::Closed { provider, account_id });
        }
        drop(opened);
        let past = slot.look(|account, _| Self::totals_of(account));
        self.closed.lock().unwrap_or_else(PoisonError::into_inner).add_closed(&past);
        true
    }

    fn clear(&self) {
        *self.opened.write().unwrap_or_else(PoisonError::into_inner) = Slots::default();
    }

    fn pages(&self) -> Vec<Box<dyn AccountPages>> {
        self.all().into_iter().map(|slot| Box::new(Pages(slot)) as Box<dyn AccountPages>).collect()
    }

    fn page(&self, api_key: &str) -> Option<Box<dyn AccountPages>> {
        self.named(api_key).map(|slot| Box::new(Pages(slot)) as Box<dyn AccountPages>)
    }

    fn next_due(&self) -> Option<Timestamp> {
        let first = self.all().into_iter().min_by_key(|slot| slot.next_due())?;
        first.look(|account, _| account.next_due())
    }

    fn finish(&self, job_id: &str, outcome: &Outcome) -> Result<JobView, FinishError> {
        let slot = self.owner(job_id).ok_or(FinishError::UnknownJob)?;
        let command = Finish { job_id: job_id.into(), outcome: outcome.clone() };
        reply(slot.apply(command, Caller::default())).unwrap_or(Err(FinishError::UnknownJob))?;
        Self::show_job(&slot, job_id).ok_or(FinishError::UnknownJob)
    }

    fn retry(&self, job_id: &str) -> Result<JobView, RestartError> {
        let slot = self.owner(job_id).ok_or(RestartError::UnknownJob)?;
        let retried = reply(slot.apply(Retry { job_id: job_id.into() }, Caller::default()));
        retried.unwrap_or(Err(RestartError::UnknownJob))?;
        Self::show_job(&slot, job_id).ok_or(RestartError::UnknownJob)
    }

    fn redeliver(&self, id: &str) -> Option<bool> {
        let has = |slot: &Arc<AccountSlot<P>>| {
            slot.look(|account, _| account.outbox.iter().any(|delivery| *delivery.id == *id))
        };
        let slot = self.all().into_iter().find(has)?;
        reply(slot.apply(Redeliver { id: id.into() }, Caller::default()))?
    }

    fn film_length(&self, account_id: &str, file: &str) -> Option<Duration> {
        self.by_id(account_id)?.look(|account, _| P::film_length(account, file))
    }

    fn totals(&self) -> Totals {
        let mut totals = self.closed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for slot in self.all() {
            totals.add(&slot.look(|account, _| Self::totals_of(account)));
        }
        totals
    }

    fn replay(&self, record: &Record) -> Result<(), String> {
        let slot_of = |account_id: &str| {
            self.by_id(account_id).ok_or_else(|| format!("there is no account {account_id}"))
        };
        match record {
            Record::Opened(Opened { api_key, root, opening, .. }) => {
                let account = Account::open(root.clone(), opening.clone());
                let slot = AccountSlot::new(self.environment.clone(), api_key, account, 0);
                self.opened.write().unwrap_or_else(PoisonError::into_inner).put(slot);
                Ok(())
            }
            Record::Applied(applied) => slot_of(&applied.account_id)?.replay(applied),
            Record::Closed { account_id, .. } => {
                let slot = slot_of(account_id)?;
                let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
                opened.by_key.remove(&slot.api_key);
                opened.by_id.remove(account_id);
                Ok(())
            }
            Record::Clock(_) | Record::Faults(_) => Ok(()),
        }
    }

    fn resume(&self) {
        for slot in self.all() {
            slot.resume();
        }
    }

    fn save(&self) -> Vec<SavedAccount> {
        self.all().iter().map(|slot| slot.save()).collect()
    }

    fn restore(&self, saved: &SavedAccount) -> Result<(), String> {
        let account: Account<P> = serde_json::from_str(saved.state.get())
            .map_err(|error| format!("an account of {} cannot be read: {error}", P::NAME))?;
        let slot = AccountSlot::new(self.environment.clone(), &saved.api_key, account, 0);
        self.opened.write().unwrap_or_else(PoisonError::into_inner).put(slot);
        Ok(())
    }

    fn bill(&self) -> Vec<BillLine> {
        let line = |slot: &Arc<AccountSlot<P>>| {
            slot.look(|account, _| {
                let (charges, refunds) = (account.ledger.charged(), account.ledger.refunded());
                BillLine {
                    provider: P::NAME,
                    api_key: slot.api_key.clone().into(),
                    charges,
                    refunds,
                    net: charges - refunds,
                    jobs: account
                        .counts()
                        .filter(|(_, count)| *count > 0)
                        .map(|(state, count)| (state.name().to_owned(), count.into()))
                        .collect(),
                }
            })
        };
        self.all().iter().map(line).collect()
    }
}
