//! Who watches a client travel, and what it was promised.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::time::Duration;

use backlot::{Effect, Filter, JobFilter, JobView, WorldHandle};
use client_core::retry::Jitter;
use client_core::{Client, ClientBuilder, Error, ErrorKind};
use contract_tests::shared_clock::SharedClock;
use futures_util::future::LocalBoxFuture;

use super::Country;
use super::books::Books;
use super::judge::{Case, Means, policy};
use super::plan::Plan;

/// What a client waits for one answer at most where some come too late.
const TRY_TIMEOUT: Duration = Duration::from_millis(250);

/// A job that the client was told of, and how it is waited for.
pub(super) struct Promise {
    id: String,
    wait: LocalBoxFuture<'static, Result<(), Box<dyn AsRef<Error>>>>,
    /// Whether the client asked for its removal.
    perhaps_gone: bool,
}

/// The promise of a job that is waited for like this, later.
pub(super) fn promise<E: AsRef<Error> + 'static>(
    id: &str,
    wait: impl Future<Output = Result<(), E>> + 'static,
) -> Promise {
    let wait = async { wait.await.map_err(|error| Box::new(error) as Box<dyn AsRef<Error>>) };
    Promise { id: id.to_owned(), wait: Box::pin(wait), perhaps_gone: false }
}

/// Watches one client in one world, and judges each of its calls.
pub(super) struct Witness {
    pub(super) world: WorldHandle,
    provider: &'static str,
    turn: Duration,
    plan: String,
    has_delays: bool,
    /// By the faults' ids.
    effects: HashMap<String, Effect>,
    /// The number of the last exchange that was judged.
    judged: Cell<u64>,
    promises: RefCell<Vec<Promise>>,
    /// How many charges the client knows of, and how many it was told may have been made.
    owned_up: Cell<usize>,
}

impl Witness {
    pub(super) fn new(world: WorldHandle, country: &Country, plan: &Plan) -> Self {
        let register = |fault: &backlot::Fault| {
            let id = world.fault(fault.clone()).expect("a sound fault");
            (id.to_string(), fault.effect.clone())
        };
        Self {
            provider: country.provider,
            turn: country.turn,
            plan: format!("{plan:?}"),
            has_delays: plan.has_delays(),
            effects: plan.faults.iter().map(register).collect(),
            judged: Cell::default(),
            promises: RefCell::default(),
            owned_up: Cell::default(),
            world,
        }
    }

    /// The settings of a client that travels here.
    pub(super) fn equip<C: Client>(&self, builder: ClientBuilder<C>) -> ClientBuilder<C> {
        let always_half = Jitter::new(|pause| pause / 2);
        let builder = builder.clock(SharedClock::of(&self.world)).jitter(always_half).retry(policy());
        if self.has_delays { builder.try_timeout(TRY_TIMEOUT) } else { builder }
    }

    /// A call that only looks.
    pub(super) async fn looks<T, E: AsRef<Error>>(
        &self,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.call(Means::Looks, call, |_| Vec::new()).await
    }

    /// A call that puts something into a certain state, however often it is made.
    pub(super) async fn settles<T, E: AsRef<Error>>(
        &self,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.call(Means::Settles, call, |_| Vec::new()).await
    }

    /// A call that changes something, and makes no job.
    pub(super) async fn changes<T, E: AsRef<Error>>(
        &self,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.call(Means::Changes, call, |_| Vec::new()).await
    }

    /// A call that buys so many jobs, and may be told of fewer.
    pub(super) async fn buys<T, E: AsRef<Error>>(
        &self,
        jobs: usize,
        call: impl Future<Output = Result<T, E>>,
        told: impl FnOnce(&T) -> Vec<Promise>,
    ) -> Result<T, E> {
        self.call(Means::Buys { jobs }, call, told).await
    }

    /// A call that buys a job, or finds the one that it has bought.
    pub(super) async fn buys_with_key<T, E: AsRef<Error>>(
        &self,
        call: impl Future<Output = Result<T, E>>,
        told: impl FnOnce(&T) -> Vec<Promise>,
    ) -> Result<T, E> {
        self.call(Means::BuysWithKey, call, told).await
    }

    /// A wait for a job that the client was told of.
    pub(super) async fn waits<T, E: AsRef<Error>>(
        &self,
        id: &str,
        patience: Duration,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let waited = self.call(Means::Waits { patience }, call, |_| Vec::new()).await;
        match &waited {
            Ok(_) => self.check(!self.came_to_nothing(id), || format!("{id} has no result")),
            Err(error) if error.as_ref().kind() == ErrorKind::JobFailed => {
                self.check(self.came_to_nothing(id), || {
                    format!("{id} did not fail, and yet: {}", error.as_ref())
                });
            }
            Err(_) => {}
        }
        waited
    }

    /// A wait that tells of each change, and of no failure.
    pub(super) async fn follows<T, E: AsRef<Error>>(
        &self,
        patience: Duration,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.call(Means::Waits { patience }, call, |_| Vec::new()).await
    }

    /// A call that removes jobs, if it succeeds: they need not be found any more.
    pub(super) async fn removes<T, E: AsRef<Error>>(
        &self,
        ids: &[&str],
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let removed = self.changes(call).await;
        if may_count(&removed) {
            let mut promises = self.promises.borrow_mut();
            let named = promises.iter_mut().filter(|promise| ids.contains(&&*promise.id));
            named.for_each(|promise| promise.perhaps_gone = true);
        }
        removed
    }

    async fn call<T, E: AsRef<Error>>(
        &self,
        means: Means,
        call: impl Future<Output = Result<T, E>>,
        told: impl FnOnce(&T) -> Vec<Promise>,
    ) -> Result<T, E> {
        let before = Books::of(&self.world, self.provider);
        let said = call.await;
        self.journal_is_complete().await;
        let after = Books::of(&self.world, self.provider);
        let told = said.as_ref().map(told).unwrap_or_default();
        let said_error = said.as_ref().err().map(AsRef::as_ref);
        let ids: Vec<_> = told.iter().map(|promise| &*promise.id).collect();
        let mut exchanges = self.world.exchanges(&Filter::all().later_than(self.judged.get()));
        self.judged.set(exchanges.last().map_or(self.judged.get(), |last| last.seq));
        // Of an answer that nobody waited for it is only seen later that nobody did.
        exchanges.sort_by_key(|exchange| exchange.at);
        let case = Case {
            means,
            before: &before,
            after: &after,
            exchanges: &exchanges,
            effects: &self.effects,
            turn: self.turn,
        };
        if let Err(finding) = case.judge(said_error.map_or(Ok(&*ids), Err)) {
            self.check(false, || format!("{finding}\n  the client's error: {said_error:?}"));
        }
        if may_count(&said) {
            self.owned_up.set(self.owned_up.get() + means.most_charges());
        }
        self.promises.borrow_mut().extend(told);
        said
    }

    /// Once the faults are gone, every job that the client was told of is found, and reaches its end; and there is no charge that
    /// the client did not know of or was not warned of.
    pub(super) async fn every_promise_is_kept(&self) {
        self.world.clear_faults();
        for Promise { id, wait, perhaps_gone } in self.promises.take() {
            let Err(error) = wait.await else { continue };
            let error: &Error = (*error).as_ref();
            let failed = error.kind() == ErrorKind::JobFailed && self.came_to_nothing(&id);
            let gone = perhaps_gone && error.status() == Some(404);
            self.check(failed || gone, || format!("{id} was promised, and is lost: {error:?}"));
        }
        let (charges, known) = (Books::of(&self.world, self.provider).charges, self.owned_up.get());
        self.check(charges <= known, || format!("{charges} charges, of which the client could know {known}"));
    }

    /// What fails shows the plan, and what the world has seen.
    #[track_caller]
    pub(super) fn check(&self, holds: bool, finding: impl FnOnce() -> String) {
        assert!(holds, "{}\n{}\n{}", finding(), self.plan, self.world.transcript());
    }

    /// Whether a job has ended.
    pub(super) fn has_ended(&self, id: &str) -> bool {
        self.job(id).is_some_and(|job| job.next_change_at.is_none())
    }

    /// Whether a job ended without a result.
    fn came_to_nothing(&self, id: &str) -> bool {
        self.job(id).is_some_and(|job| ["failed", "cancelled"].contains(&job.state))
    }

    fn job(&self, id: &str) -> Option<JobView> {
        self.world.jobs(&JobFilter::default()).into_iter().find(|job| *job.job_id == *id)
    }

    /// Waits until the requests whose answers nobody waited for are written down too.
    async fn journal_is_complete(&self) {
        if !self.has_delays {
            return;
        }
        let struck: u64 = self.world.faults().iter().map(|fault| fault.fired).sum();
        let exchanges = self.world.exchanges(&Filter::all());
        let written = exchanges.iter().filter(|exchange| exchange.fault.is_some()).count();
        let missing = usize::try_from(struck).expect("a few").saturating_sub(written);
        let wanted = exchanges.len() + missing;
        // What is still missing then is judged like any other exchange.
        let _ = self.world.exchanges_when(&Filter::all(), wanted, super::WATCHDOG).await;
    }
}

/// Whether a call did something, or may have done it.
fn may_count<T, E: AsRef<Error>>(said: &Result<T, E>) -> bool {
    said.as_ref().err().is_none_or(|error| error.as_ref().may_have_been_sent())
}
