//! A world inside a test, with the calls of the control API as methods.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use control_api::{
    AccountView, BillLine, Call, ControlClient as _, DeliveryView, JobFilter, JobView, LedgerView,
    ListWebhooks, Refusal,
};
use jiff::Timestamp;
use journal::{ExchangeView, Filter};
use kernel::commands::AccountChange;
use kernel::job::{FinishError, Outcome, RestartError};
use kernel::time::Mode;
use kernel::webhook;
use mock_http::clock::{ClockError, Reading};
use mock_http::control::{ChangeError, ProviderAccounts};
use mock_http::faults::{BadFault, Fault, FaultView};
use mock_http::module::ProviderModule;
use mock_http::world::World;
use tokio::runtime::Handle;

use crate::app::App;
use crate::control::{delivery_list, job_list, settle};
use crate::expect::{Expectation, TooFew, transcript};
use crate::saved_world::SavedWorld;
use crate::world_client::WorldClient;
use crate::world_error::WorldError;
use crate::worlds::Backlot;

/// A world of a running sandbox, with the calls of the control API as methods.
///
/// # Panics
/// Mistakes of a test panic at the caller's line: an unknown provider, a filter that nothing could ever match, a world that was
/// deleted.
#[derive(Clone)]
pub struct WorldHandle {
    app: App,
    backlot: Arc<Backlot>,
    runtime: Handle,
    name: String,
    root: String,
}

impl WorldHandle {
    /// Creates a handle to the world with this name, in a sandbox at this URL.
    pub(crate) fn new(app: App, backlot: Arc<Backlot>, runtime: Handle, name: String, root: String) -> Self {
        Self { app, backlot, runtime, name, root }
    }

    /// Makes a call of the control API. The other methods are shorthands for the usual ones.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use backlot::control_api::ListFaults;
    ///
    /// let sandbox = backlot::Sandbox::builder().start()?;
    /// let faults = sandbox.world().call(ListFaults {}).await?;
    /// assert!(faults.faults.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If the call is refused.
    pub fn call<C: Call>(&self, call: C) -> impl Future<Output = Result<C::Reply, Refusal>> + use<C> {
        let client = self.client();
        async move { client.call(call).await }
    }

    /// Returns a client of the world's control API.
    pub fn client(&self) -> WorldClient {
        WorldClient::new(self.app.clone(), &self.name, self.root.trim_start_matches("http://"))
    }

    /// Returns a provider's base URL in this world. With an empty name it is the world's own URL, below which `/_backlot` lies.
    #[track_caller]
    pub fn url(&self, provider: &str) -> String {
        let prefix = self.world().prefix();
        let base = if provider.is_empty() { "" } else { self.module(provider).base };
        format!("{}{prefix}{base}", self.root)
    }

    /// Returns everything that the clock shows.
    #[track_caller]
    pub fn clock(&self) -> Reading {
        self.world().clock.read()
    }

    /// Sets the mode of the clock, and applies all due events.
    #[track_caller]
    pub fn set_clock(&self, mode: Mode) -> Result<Reading, ClockError> {
        let world = self.world();
        let reading = world.clock.set(Some(mode), None, None)?;
        self.settle(&world);
        Ok(reading)
    }

    /// Moves time on and applies all due events, including webhooks with their retries. Inside a runtime it does not wait for
    /// webhooks, since a receiver in that runtime could not answer meanwhile. Use [`advance_async`](Self::advance_async) to wait
    /// for them.
    #[track_caller]
    pub fn advance(&self, by: Duration) -> Result<Reading, ClockError> {
        let world = self.world();
        let reading = world.clock.advance(by)?;
        self.settle(&world);
        Ok(reading)
    }

    /// Moves time on and applies all due events, including webhooks with their retries.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// let sandbox = backlot::Sandbox::builder().start()?;
    /// sandbox.world().advance_async(std::time::Duration::from_secs(25)).await?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[track_caller]
    pub fn advance_async(&self, by: Duration) -> impl Future<Output = Result<Reading, ClockError>> + use<> {
        let world = self.world();
        async move {
            let reading = world.clock.advance(by)?;
            settle(&world).await;
            Ok(reading)
        }
    }

    /// Lists every account of every provider.
    #[track_caller]
    pub fn accounts(&self) -> Vec<AccountView> {
        let world = self.world();
        world.accounts().flat_map(ProviderAccounts::list).collect()
    }

    /// Returns one account, if it was opened.
    #[track_caller]
    pub fn account(&self, provider: &str, api_key: &str) -> Option<AccountView> {
        self.at(provider, |accounts| accounts.show(api_key))
    }

    /// Changes an account, and opens it first if needed.
    #[track_caller]
    pub fn change_account(
        &self,
        provider: &str,
        api_key: &str,
        change: AccountChange,
    ) -> Result<AccountView, ChangeError> {
        self.at(provider, |accounts| accounts.change(api_key, change))
    }

    /// Returns an account's ledger, if it was opened.
    #[track_caller]
    pub fn ledger(&self, provider: &str, api_key: &str) -> Option<LedgerView> {
        self.at(provider, |accounts| Some(accounts.page(api_key)?.ledger(0, usize::MAX)))
    }

    /// Lists the jobs that match a filter.
    #[track_caller]
    pub fn jobs(&self, filter: &JobFilter) -> Vec<JobView> {
        let world = self.world();
        let mut page = sound(job_list(&world, filter));
        let mut jobs = std::mem::take(&mut page.jobs);
        // Without a limit of its own, the list is whole.
        while let Some(next) = page.next.take().filter(|_| filter.limit.is_none()) {
            page = sound(job_list(&world, &JobFilter { after: Some(next), ..filter.clone() }));
            jobs.append(&mut page.jobs);
        }
        jobs
    }

    /// Ends a job now, with an outcome.
    #[track_caller]
    pub fn finish(&self, provider: &str, job_id: &str, outcome: Outcome) -> Result<JobView, FinishError> {
        self.at(provider, move |accounts| accounts.finish(job_id, &outcome))
    }

    /// Runs an ended job again.
    #[track_caller]
    pub fn retry(&self, provider: &str, job_id: &str) -> Result<JobView, RestartError> {
        self.at(provider, |accounts| accounts.retry(job_id))
    }

    /// Lists every webhook delivery.
    #[track_caller]
    pub fn deliveries(&self) -> Vec<DeliveryView> {
        let world = self.world();
        let mut asked = ListWebhooks::default();
        let mut deliveries = Vec::new();
        loop {
            let (page, _) = sound(delivery_list(&world, &asked));
            deliveries.extend(page.deliveries);
            if page.next.is_none() {
                return deliveries;
            }
            asked.after = page.next;
        }
    }

    /// Waits until no attempt to deliver a webhook is under way, and none is due.
    #[track_caller]
    pub fn delivered(&self) -> impl Future<Output = ()> + use<> {
        let world = self.world();
        async move { settle(&world).await }
    }

    /// Lists the credits that every account has spent.
    #[track_caller]
    pub fn bill(&self) -> Vec<BillLine> {
        let world = self.world();
        world.accounts().flat_map(ProviderAccounts::bill).collect()
    }

    /// Registers a fault and returns its id. A fault that could never happen is refused.
    ///
    /// ```
    /// use backlot::{Effect, Fault, Refusal, Sandbox};
    ///
    /// let world = Sandbox::builder().start()?.world();
    /// let unavailable = Fault::new(Effect::Refuse(Refusal::Unavailable));
    /// world.fault(unavailable.provider("cutx").path("/generate/*").times(2))?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[track_caller]
    pub fn fault(&self, fault: Fault) -> Result<Arc<str>, BadFault> {
        let world = self.world();
        fault.check(&world.known)?;
        Ok(world.faults.add(fault)?.id)
    }

    /// Lists the registered faults, each with the number of times that it has happened.
    #[track_caller]
    pub fn faults(&self) -> Vec<FaultView> {
        self.world().faults.list()
    }

    /// Forgets all faults.
    #[track_caller]
    pub fn clear_faults(&self) {
        self.world().faults.clear();
    }

    /// Lists the exchanges that match, earliest first. Keys are masked.
    #[track_caller]
    pub fn exchanges(&self, filter: &Filter) -> Vec<ExchangeView> {
        let world = self.checked(filter);
        views(&self.backlot, &world, filter)
    }

    /// Waits until `count` exchanges match, at most for `at_most` on the machine's clock, and returns the matching ones.
    ///
    /// # Errors
    /// If the time runs out first.
    #[track_caller]
    pub fn exchanges_when(
        &self,
        filter: &Filter,
        count: usize,
        at_most: Duration,
    ) -> impl Future<Output = Result<Vec<ExchangeView>, TooFew>> + use<> {
        let (world, backlot, filter) = (self.checked(filter), self.backlot.clone(), filter.clone());
        async move {
            match world.journal.wait(&filter, count, at_most).await {
                Some(found) => Ok(found.exchanges.iter().map(|seen| backlot.view(&world, seen)).collect()),
                None => {
                    let found = views(&backlot, &world, &filter);
                    Err(TooFew { wanted: count, filter, found })
                }
            }
        }
    }

    /// Begins an assertion on the number of exchanges that match a filter. A failure prints the latest exchanges.
    ///
    /// ```
    /// use backlot::{Filter, Sandbox};
    ///
    /// let sandbox = Sandbox::builder().start()?;
    /// sandbox.world().expect(Filter::all().provider("cutx").method("POST")).none();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[track_caller]
    pub fn expect(&self, filter: Filter) -> Expectation<'_> {
        let found = self.exchanges(&filter);
        Expectation::new(filter, found, || self.transcript())
    }

    /// Starts a check that the world is left tidy. When the check is dropped, no job may be unfinished, every webhook must have
    /// been accepted, and every call must be one that its provider has. In a test that fails already, it checks nothing.
    pub fn tidy(&self) -> Tidy {
        Tidy(self.clone())
    }

    /// Returns a readable text of the latest exchanges.
    #[track_caller]
    pub fn transcript(&self) -> String {
        transcript(&self.exchanges(&Filter::all()))
    }

    /// Makes a new world that begins as this one is now.
    ///
    /// ```
    /// let sandbox = backlot::Sandbox::builder().start()?;
    /// let (world, fork) = (sandbox.world(), sandbox.world().fork());
    /// fork.advance(std::time::Duration::from_secs(60))?;
    /// assert!(world.clock().now < fork.clock().now);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[track_caller]
    #[must_use]
    pub fn fork(&self) -> Self {
        let forked = self.backlot.create_from(None, &SavedWorld::of(&self.world()), false);
        Self { name: sound(forked).name.clone(), ..self.clone() }
    }

    /// Goes back to an instant that the world has been at. It keeps a log only if the sandbox was started to
    /// [record](crate::Builder::record), or keeps the world in a directory.
    ///
    /// # Errors
    /// If the world keeps no log, has not been at that instant yet, or is no longer known that far back.
    #[track_caller]
    pub fn rewind(&self, at: Timestamp) -> impl Future<Output = Result<(), WorldError>> + use<> {
        let (world, backlot) = (self.world(), self.backlot.clone());
        async move {
            let saved = backlot.save_at(&world, at).await?;
            backlot.replace(&world, &saved).map(|_| ())
        }
    }

    /// Returns the world with its history as a file has it, with masked keys.
    ///
    /// # Errors
    /// If the log of the world cannot be read.
    #[track_caller]
    pub fn export(&self) -> impl Future<Output = Result<Vec<u8>, WorldError>> + use<> {
        let (world, backlot) = (self.world(), self.backlot.clone());
        async move { Ok(backlot.save(&world).await?.masked().to_bytes()) }
    }

    /// Resets the world: its settings stay, everything else starts over.
    #[track_caller]
    pub fn reset(&self) {
        sound(self.backlot.reset(&self.world()));
    }

    #[track_caller]
    fn world(&self) -> Arc<World> {
        match self.backlot.world(&self.name) {
            Some(world) => world,
            None => panic!("there is no world {:?} any more: it was deleted", self.name),
        }
    }

    #[track_caller]
    fn at<R>(&self, provider: &str, call: impl FnOnce(&dyn ProviderAccounts) -> R) -> R {
        let world = self.world();
        call(sound(world.accounts_at(provider)))
    }

    #[track_caller]
    fn module(&self, provider: &str) -> &ProviderModule {
        sound(self.world().accounts_at(provider).map(|_| ()));
        let mut modules = self.backlot.modules().iter();
        modules.find(|module| module.provider == provider).expect("every provider with accounts has a module")
    }

    /// Returns the world, if its exchanges could match the filter.
    #[track_caller]
    fn checked(&self, filter: &Filter) -> Arc<World> {
        let world = self.world();
        sound(filter.check(&world.known));
        world
    }

    /// Applies all due events. Waits for webhooks, unless a receiver in the caller's runtime may have to answer them.
    fn settle(&self, world: &Arc<World>) {
        world.settle();
        if Handle::try_current().is_err() {
            self.runtime.block_on(settle(world));
        }
    }
}

/// A check that a world is tidy, made when this value is dropped. It comes from [`WorldHandle::tidy`].
#[must_use = "it checks when it is dropped: keep it until the end of the test"]
pub struct Tidy(WorldHandle);

impl Tidy {
    /// Returns the leftovers: unfinished jobs, webhooks that no receiver accepted, and calls that no route matched.
    pub fn leftovers(&self) -> Vec<String> {
        let unfinished =
            self.0.jobs(&JobFilter::default()).into_iter().filter(|job| job.next_change_at.is_some());
        let stranded =
            unfinished.map(|job| format!("{} job {} is still {}", job.provider, job.job_id, job.state));
        let deliveries = self.0.deliveries().into_iter();
        let undelivered = deliveries.filter(|delivery| delivery.state != webhook::State::Delivered);
        let undelivered = undelivered.map(|delivery| {
            let state = delivery.state.name();
            format!("{} webhook of job {} to {} is {state}", delivery.provider, delivery.job_id, delivery.url)
        });
        let exchanges = self.0.exchanges(&Filter::all()).into_iter();
        let unmatched = exchanges.filter(|exchange| exchange.nearest.is_some()).map(|exchange| {
            let nearest =
                exchange.nearest.as_ref().map(|nearest| nearest["call"].clone()).unwrap_or_default();
            let request = &exchange.request;
            format!(
                "{} has no call {} {}; nearest is {nearest}",
                exchange.provider, request.method, request.path
            )
        });
        stranded.chain(undelivered).chain(unmatched).collect()
    }
}

impl Drop for Tidy {
    fn drop(&mut self) {
        // A test that fails already prints its reason; a second failure would only hide it.
        if std::thread::panicking() {
            return;
        }
        let left = self.leftovers();
        assert!(left.is_empty(), "the world is not tidy:\n  {}\n{}", left.join("\n  "), self.0.transcript());
    }
}

/// Panics at the line of a test that has made a mistake.
#[track_caller]
fn sound<T>(checked: Result<T, impl fmt::Display>) -> T {
    match checked {
        Ok(sound) => sound,
        Err(problem) => panic!("{problem}"),
    }
}

fn views(backlot: &Backlot, world: &World, filter: &Filter) -> Vec<ExchangeView> {
    world.journal.find(filter).exchanges.iter().map(|seen| backlot.view(world, seen)).collect()
}
