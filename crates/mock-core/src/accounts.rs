//! The accounts of a provider in one world, each under its own lock.
//!
//! The map's lock is held only to find or open an account, never during work on one. An account's lock is held for one
//! short, synchronous step. So accounts run in parallel and never see each other.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use axum::http::request::Parts;
use jiff::Timestamp;

use crate::account::{Account, Effect, Status};
use crate::clause::ClauseRef;
use crate::control::{
    AccountChange, AccountView, BillLine, ChangeError, DeliveryView, Desk, FinishError, JobFilter, JobView,
    LedgerView, RestartError,
};
use crate::courier::Attempt;
use crate::credits::Credits;
use crate::http::Answer;
use crate::job::{Job, JobState, Outcome};
use crate::journal::hide;
use crate::keys;
use crate::limits::Window;
use crate::provider::Provider;
use crate::random::Root;
use crate::refusal::{Limited, Problem};
use crate::tally::Totals;
use crate::world::{OpeningCredits, Settings, World};

/// An account behind its lock, with the data that may be read without it.
pub struct Cell<P: Provider> {
    /// The key that opens the account.
    pub api_key: Arc<str>,
    /// The account's public id.
    pub account_id: Arc<str>,
    status: AtomicU8,
    /// The instant of the next due event, in microseconds. Accounts with nothing due are passed over when time moves.
    next_due: AtomicI64,
    requests: Mutex<Window>,
    account: Mutex<Account<P>>,
}

impl<P: Provider> Cell<P> {
    /// Returns the account's status.
    pub fn status(&self) -> Status {
        match self.status.load(Ordering::Relaxed) {
            1 => Status::Suspended,
            2 => Status::Inactive,
            _ => Status::Active,
        }
    }

    fn set_status(&self, status: Status) {
        self.status.store(status as u8, Ordering::Relaxed);
    }

    /// Settles all due events and takes one step, at one instant. The clock is read under the lock, so that an account's time
    /// never goes back.
    pub fn step<R>(
        self: &Arc<Self>,
        world: &Arc<World>,
        step: impl FnOnce(&mut Account<P>, Timestamp) -> R,
    ) -> R {
        // A step that panicked is answered with the provider's 500; the account keeps everything that the step had done before.
        let mut account = self.account.lock().unwrap_or_else(PoisonError::into_inner);
        let now = world.clock.now();
        account.settle(now);
        let result = step(&mut account, now);
        account.settle(now);
        let effects = account.take_effects();
        let next_due = account.next_due().map_or(i64::MAX, Timestamp::as_microsecond);
        self.next_due.store(next_due, Ordering::Relaxed);
        drop(account);
        for effect in effects {
            self.carry_out(world, effect);
        }
        result
    }

    fn carry_out(self: &Arc<Self>, world: &Arc<World>, effect: Effect) {
        let Effect::Deliver { number, url, body, at } = effect;
        let Some(policy) = P::WEBHOOKS else { return };
        let attempt = Attempt { url, body, at, answer_within: policy.answer_within };
        let cell = self.clone();
        world.courier.carry(world.clone(), attempt, move |world, outcome| {
            cell.step(world, |account, _| account.delivered(number, at, outcome));
        });
    }

    /// Admits a request, or returns the limit that refuses it, with the time until a request will be admitted again.
    pub fn admit(&self, world: &World) -> Result<(), Limited> {
        let Some(limit) = P::REQUEST_LIMIT else { return Ok(()) };
        if !world.settings.rate_limits.unwrap_or(limit.by_default) {
            return Ok(());
        }
        let mut window = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let now = world.clock.now();
        window.admit(limit, now).map_err(|again| {
            let wait = again.duration_since(now).unsigned_abs();
            Limited { clause: Some(limit.clause), wait }
        })
    }
}

/// The accounts of one provider in one world.
pub struct Accounts<P: Provider> {
    seed: u64,
    opening: Credits,
    opened: RwLock<Opened<P>>,
    /// The totals of the accounts that were closed.
    closed: Mutex<Totals>,
}

struct Opened<P: Provider> {
    by_key: BTreeMap<Arc<str>, Arc<Cell<P>>>,
    by_id: HashMap<Arc<str>, Arc<Cell<P>>>,
}

impl<P: Provider> Default for Opened<P> {
    fn default() -> Self {
        Self { by_key: BTreeMap::new(), by_id: HashMap::new() }
    }
}

impl<P: Provider> Accounts<P> {
    /// Creates an empty set of accounts.
    pub fn new(settings: &Settings) -> Self {
        let opening = match settings.credits {
            OpeningCredits::Everywhere(credits) => credits,
            OpeningCredits::Provider => P::OPENING_CREDITS,
        };
        Self { seed: settings.seed, opening, opened: RwLock::default(), closed: Mutex::default() }
    }

    /// Creates the accounts of a new world, for [`Mount::open_desk`](crate::mount::Mount::open_desk).
    pub fn desk(settings: &Settings) -> Box<dyn Desk> {
        Box::new(Self::new(settings))
    }

    /// Returns the account of a key, and opens it at first use. `None` if no account opens with that key.
    pub fn open(&self, world: &Arc<World>, api_key: &str) -> Option<Arc<Cell<P>>> {
        self.find(api_key).or_else(|| self.open_with(world, api_key, self.opening))
    }

    /// Returns the account with this public id, if it was opened.
    pub fn by_id(&self, account_id: &str) -> Option<Arc<Cell<P>>> {
        self.opened.read().unwrap_or_else(PoisonError::into_inner).by_id.get(account_id).cloned()
    }

    fn find(&self, api_key: &str) -> Option<Arc<Cell<P>>> {
        self.opened.read().unwrap_or_else(PoisonError::into_inner).by_key.get(api_key).cloned()
    }

    fn open_with(&self, world: &Arc<World>, api_key: &str, credits: Credits) -> Option<Arc<Cell<P>>> {
        let status = keys::opening_status(api_key)?;
        let account = Account::open(world.clock.now(), Root::new(self.seed, P::NAME, api_key), credits);
        let cell = Arc::new(Cell {
            api_key: api_key.into(),
            account_id: account.id.clone(),
            status: AtomicU8::new(status as u8),
            next_due: AtomicI64::new(i64::MAX),
            requests: Mutex::default(),
            account: Mutex::new(account),
        });
        let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        // Another request may have opened it meanwhile; the first account stands.
        let cell = opened.by_key.entry(cell.api_key.clone()).or_insert(cell).clone();
        opened.by_id.insert(cell.account_id.clone(), cell.clone());
        Some(cell)
    }

    fn all(&self) -> Vec<Arc<Cell<P>>> {
        self.opened.read().unwrap_or_else(PoisonError::into_inner).by_key.values().cloned().collect()
    }

    fn view(cell: &Cell<P>, account: &Account<P>) -> AccountView {
        AccountView {
            provider: P::NAME,
            api_key: cell.api_key.clone().into(),
            account_id: cell.account_id.clone(),
            user_id: P::user_id(account),
            status: cell.status(),
            credits: account.ledger.balance(),
        }
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

    fn job_view(cell: &Cell<P>, job: &Job<P>) -> JobView {
        JobView {
            provider: P::NAME,
            api_key: cell.api_key.clone().into(),
            job_id: job.id.clone(),
            kind: job.kind,
            state: job.state.name(),
            created_at: job.created_at,
            next_change_at: job.next_change_at(),
        }
    }

    /// Takes a step on the account that has the job with this id.
    fn at_job<R>(
        &self,
        world: &Arc<World>,
        job_id: &str,
        mut step: impl FnMut(&Arc<Cell<P>>, &mut Account<P>, Timestamp) -> R,
    ) -> Option<R> {
        self.all().iter().find_map(|cell| {
            cell.step(world, |account, now| account.job(job_id).is_some().then(|| step(cell, account, now)))
        })
    }
}

impl<P: Provider> Desk for Accounts<P> {
    fn provider(&self) -> &'static str {
        P::NAME
    }

    fn states(&self) -> Vec<&'static str> {
        P::State::ALL.iter().map(|state| state.name()).collect()
    }

    fn settle(&self, world: &Arc<World>) {
        let now = world.clock.now().as_microsecond();
        let opened = self.opened.read().unwrap_or_else(PoisonError::into_inner);
        let due: Vec<_> = opened
            .by_key
            .values()
            .filter(|cell| cell.next_due.load(Ordering::Relaxed) <= now)
            .cloned()
            .collect();
        drop(opened);
        for cell in due {
            cell.step(world, |_, _| ());
        }
    }

    fn list(&self, world: &Arc<World>) -> Vec<AccountView> {
        self.all().iter().map(|cell| cell.step(world, |account, _| Self::view(cell, account))).collect()
    }

    fn show(&self, world: &Arc<World>, api_key: &str) -> Option<AccountView> {
        let cell = self.find(api_key)?;
        Some(cell.step(world, |account, _| Self::view(&cell, account)))
    }

    fn change(
        &self,
        world: &Arc<World>,
        api_key: &str,
        change: AccountChange,
    ) -> Result<AccountView, ChangeError> {
        if change.credits.is_some_and(|credits| credits < Credits::ZERO) {
            return Err(ChangeError::NegativeCredits);
        }
        let opened = self
            .find(api_key)
            .or_else(|| self.open_with(world, api_key, change.credits.unwrap_or(self.opening)));
        let cell = opened.ok_or(ChangeError::NoAccount)?;
        if let Some(status) = change.status {
            cell.set_status(status);
        }
        Ok(cell.step(world, |account, now| {
            if let Some(credits) = change.credits {
                account.ledger.adjust(now, credits);
            }
            Self::view(&cell, account)
        }))
    }

    fn close(&self, api_key: &str) -> bool {
        let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        let Some(cell) = opened.by_key.remove(api_key) else { return false };
        opened.by_id.remove(&cell.account_id);
        drop(opened);
        let past = Self::totals_of(&cell.account.lock().unwrap_or_else(PoisonError::into_inner));
        self.closed.lock().unwrap_or_else(PoisonError::into_inner).absorb_past(&past);
        true
    }

    fn clear(&self) {
        *self.opened.write().unwrap_or_else(PoisonError::into_inner) = Opened::default();
    }

    fn ledger(&self, world: &Arc<World>, api_key: &str) -> Option<LedgerView> {
        Some(self.find(api_key)?.step(world, |account, _| LedgerView {
            balance: account.ledger.balance(),
            entries: account.ledger.entries().to_vec(),
        }))
    }

    fn jobs(&self, world: &Arc<World>, filter: &JobFilter) -> Vec<JobView> {
        let cells = match &filter.api_key {
            Some(api_key) => self.find(api_key).into_iter().collect(),
            None => self.all(),
        };
        let state = filter.state.as_deref();
        let mut views = Vec::new();
        for cell in cells {
            cell.step(world, |account, _| {
                let wanted = account.jobs().filter(|job| state.is_none_or(|state| job.state.name() == state));
                views.extend(wanted.map(|job| Self::job_view(&cell, job)));
            });
        }
        views
    }

    fn finish(&self, world: &Arc<World>, job_id: &str, outcome: &Outcome) -> Result<JobView, FinishError> {
        let finished = self.at_job(world, job_id, |cell, account, now| {
            let job = account.job(job_id).ok_or(FinishError::UnknownJob)?;
            let to = P::outcome(job, outcome).ok_or(FinishError::NoSuchOutcome)?;
            let failure = match outcome {
                Outcome::Fail(failure) => Some(failure.clone()),
                _ => None,
            };
            match account.finish(job_id, to, failure, now) {
                None => Err(FinishError::UnknownJob),
                Some(Err(refused)) => Err(FinishError::NotAllowed { state: refused.from }),
                Some(Ok(())) => {
                    account.job(job_id).map(|job| Self::job_view(cell, job)).ok_or(FinishError::UnknownJob)
                }
            }
        });
        finished.unwrap_or(Err(FinishError::UnknownJob))
    }

    fn retry(&self, world: &Arc<World>, job_id: &str) -> Result<JobView, RestartError> {
        let retried = self.at_job(world, job_id, |cell, account, now| {
            let ordinal = account.job(job_id).ok_or(RestartError::UnknownJob)?.ordinal;
            P::retry(account, ordinal, now, world.clock.pace()).map_err(RestartError::Refused)?;
            account.job(job_id).map(|job| Self::job_view(cell, job)).ok_or(RestartError::UnknownJob)
        });
        retried.unwrap_or(Err(RestartError::UnknownJob))
    }

    fn deliveries(&self, world: &Arc<World>) -> Vec<DeliveryView> {
        let mut views = Vec::new();
        for cell in self.all() {
            cell.step(world, |account, _| {
                views.extend(account.outbox.iter().map(|delivery| DeliveryView {
                    id: delivery.id.clone(),
                    provider: P::NAME,
                    job_id: delivery.job_id.clone(),
                    url: hide(&delivery.url, Some(&cell.api_key)).into(),
                    state: delivery.state,
                    reason: delivery.reason.clone(),
                    attempts: delivery.attempts.clone(),
                }));
            });
        }
        views
    }

    fn webhook_clauses(&self) -> &'static [ClauseRef] {
        P::WEBHOOKS.map_or(&[], |policy| policy.clauses)
    }

    fn redeliver(&self, world: &Arc<World>, id: &str) -> Option<bool> {
        self.all().iter().find_map(|cell| cell.step(world, |account, now| account.redeliver(id, now)))
    }

    fn film_length(&self, world: &Arc<World>, account_id: &str, file: &str) -> Option<Duration> {
        self.by_id(account_id)?.step(world, |account, _| P::film_length(account, file))
    }

    fn totals(&self, world: &Arc<World>) -> Totals {
        let mut totals = self.closed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for cell in self.all() {
            totals.absorb(&cell.step(world, |account, _| Self::totals_of(account)));
        }
        totals
    }

    fn credential(&self, parts: &Parts) -> Option<String> {
        P::credential(parts).map(|credential| credential.api_key)
    }

    fn credential_in(&self, body: &[u8]) -> Option<String> {
        P::credential_in(&serde_json::from_slice(body).ok()?)
    }

    fn refuse(&self, problem: Problem) -> Answer {
        P::refuse(problem)
    }

    fn bill(&self, world: &Arc<World>) -> Vec<BillLine> {
        let line = |cell: &Arc<Cell<P>>| {
            cell.step(world, |account, _| {
                let (charges, refunds) = (account.ledger.charged(), account.ledger.refunded());
                BillLine {
                    provider: P::NAME,
                    api_key: cell.api_key.clone().into(),
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
