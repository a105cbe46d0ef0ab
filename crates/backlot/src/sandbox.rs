//! A sandbox inside a test, on its own thread and port. It is ready after its start, and stops when it is dropped.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use std::{fmt, io};

use axum::Router;
use mock_core::clock::{ClockError, Mode, Pace, Reading};
use mock_core::control::{
    AccountChange, AccountView, BillLine, ChangeError, DeliveryView, Desk, FinishError, JobFilter, JobView,
    LedgerView, RestartError, desk,
};
use mock_core::faults::{BadFault, Fault, FaultView};
use mock_core::http::serve;
use mock_core::job::Outcome;
use mock_core::journal::{ExchangeView, Filter};
use mock_core::world::{OpeningCredits, Settings, World};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::app::router;
use crate::control::settle;
use crate::expect::{Expectation, Tidy, TooFew, transcript};
use crate::options::Options;
use crate::worlds::{Backlot, WorldError};

/// A sandbox before its start. By default it has a frozen clock, seed 0, 1000 credits and a free port of 127.0.0.1.
pub struct Builder {
    options: Options,
    around: Box<dyn FnOnce(Router) -> Router>,
}

impl Builder {
    /// Sets the seed of all randomness.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.options.world.seed = seed;
        self
    }

    /// Sets the way in which the clock moves.
    #[must_use]
    pub fn clock(mut self, mode: Mode) -> Self {
        self.options.world.clock.mode = mode;
        self
    }

    /// Sets the pace of jobs.
    #[must_use]
    pub fn pace(mut self, pace: Pace) -> Self {
        self.options.world.clock.pace = pace;
        self
    }

    /// Sets the opening balance of accounts.
    #[must_use]
    pub fn credits(mut self, credits: OpeningCredits) -> Self {
        self.options.world.credits = credits;
        self
    }

    /// Lets a document's table win over its own printed example.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.options.world.strict = true;
        self
    }

    /// Allows webhooks to call a host other than this machine.
    #[must_use]
    pub fn allow_callbacks(mut self, host: &str) -> Self {
        self.options.allowed_callbacks.push(host.to_owned());
        self
    }

    /// Puts a layer around the whole service, such as one that looks at all traffic.
    #[must_use]
    pub fn around(mut self, around: impl FnOnce(Router) -> Router + 'static) -> Self {
        self.around = Box::new(around);
        self
    }

    /// Starts the sandbox.
    ///
    /// # Errors
    /// If the machine has no free port or thread, or if one of the allowed hosts of webhooks is no host.
    pub fn start(self) -> io::Result<Sandbox> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let backlot = Backlot::new(self.options, handle.clone())?;
        let (app, ticking) = ((self.around)(router(&backlot)), backlot.clone());
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::Builder::new().name("backlot".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::spawn(ticking.tick());
                let listener = TcpListener::from_std(listener)?;
                serve(listener, app, async {
                    let _ = stopped.await;
                })
                .await
            })
        })?;
        Ok(Sandbox { backlot, runtime: handle, address, running: Some((stop, thread)) })
    }
}

/// A running sandbox.
pub struct Sandbox {
    backlot: Arc<Backlot>,
    runtime: Handle,
    address: SocketAddr,
    running: Option<(oneshot::Sender<()>, JoinHandle<io::Result<()>>)>,
}

impl Sandbox {
    /// Begins the settings of a new sandbox.
    pub fn builder() -> Builder {
        let mut options = Options::default();
        options.world.clock.mode = Mode::Frozen;
        Builder { options, around: Box::new(|app| app) }
    }

    /// Returns the URL of the sandbox, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the default world.
    pub fn world(&self) -> WorldHandle {
        self.handle(String::new())
    }

    /// Creates a world with a generated name. Its settings are those of the default world, after `change`.
    pub fn new_world(&self, change: impl FnOnce(&mut Settings)) -> Result<WorldHandle, WorldError> {
        let mut settings = self.backlot.settings().clone();
        change(&mut settings);
        let world = self.backlot.create(None, settings)?;
        Ok(self.handle(world.name.clone()))
    }

    fn handle(&self, name: String) -> WorldHandle {
        let (backlot, runtime) = (self.backlot.clone(), self.runtime.clone());
        WorldHandle { backlot, runtime, name, root: self.url() }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            // A server that ended early has nothing left to stop.
            let _ = thread.join();
        }
    }
}

/// A world of a running sandbox, with the calls of the control API as methods.
///
/// # Panics
/// Mistakes of a test panic at the caller's line: an unknown provider, a filter that nothing could ever match, a world that was
/// deleted.
#[derive(Clone)]
pub struct WorldHandle {
    backlot: Arc<Backlot>,
    runtime: Handle,
    name: String,
    root: String,
}

impl WorldHandle {
    /// Returns a provider's base URL in this world. With an empty name it is the world's own URL, below which `/_backlot` lies.
    #[track_caller]
    pub fn url(&self, provider: &str) -> String {
        let prefix = self.world().prefix();
        let base_of = |desk: &dyn Desk, _: &Arc<World>| {
            let mount = self.backlot.mounts().iter().find(|mount| mount.provider == desk.provider());
            mount.map_or("", |mount| mount.base)
        };
        let base = if provider.is_empty() { "" } else { self.at(provider, base_of) };
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
        world.desks().flat_map(|desk| desk.list(&world)).collect()
    }

    /// Returns one account, if it was opened.
    #[track_caller]
    pub fn account(&self, provider: &str, api_key: &str) -> Option<AccountView> {
        self.at(provider, |desk, world| desk.show(world, api_key))
    }

    /// Changes an account, and opens it first if needed.
    #[track_caller]
    pub fn change_account(
        &self,
        provider: &str,
        api_key: &str,
        change: AccountChange,
    ) -> Result<AccountView, ChangeError> {
        self.at(provider, |desk, world| desk.change(world, api_key, change))
    }

    /// Returns an account's ledger, if it was opened.
    #[track_caller]
    pub fn ledger(&self, provider: &str, api_key: &str) -> Option<LedgerView> {
        self.at(provider, |desk, world| desk.ledger(world, api_key))
    }

    /// Lists the jobs that match a filter.
    #[track_caller]
    pub fn jobs(&self, filter: &JobFilter) -> Vec<JobView> {
        let world = self.world();
        sound(filter.check(&world));
        let wanted = |desk: &&dyn Desk| filter.provider.as_deref().is_none_or(|name| name == desk.provider());
        world.desks().filter(wanted).flat_map(|desk| desk.jobs(&world, filter)).collect()
    }

    /// Ends a job now, with an outcome.
    #[track_caller]
    pub fn finish(&self, provider: &str, job_id: &str, outcome: Outcome) -> Result<JobView, FinishError> {
        self.at(provider, move |desk, world| desk.finish(world, job_id, &outcome))
    }

    /// Runs an ended job again.
    #[track_caller]
    pub fn retry(&self, provider: &str, job_id: &str) -> Result<JobView, RestartError> {
        self.at(provider, |desk, world| desk.retry(world, job_id))
    }

    /// Lists every webhook delivery.
    #[track_caller]
    pub fn deliveries(&self) -> Vec<DeliveryView> {
        let world = self.world();
        world.desks().flat_map(|desk| desk.deliveries(&world)).collect()
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
        world.desks().flat_map(|desk| desk.bill(&world)).collect()
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
                Some(found) => Ok(found.exchanges.iter().map(|seen| backlot.view(seen)).collect()),
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
        self.checked(&filter);
        Expectation::new(self, filter)
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

    /// Resets the world: its settings stay, everything else starts over.
    #[track_caller]
    pub fn reset(&self) {
        self.backlot.reset(&self.world());
    }

    #[track_caller]
    fn world(&self) -> Arc<World> {
        match self.backlot.world(&self.name) {
            Some(world) => world,
            None => panic!("there is no world {:?} any more: it was deleted", self.name),
        }
    }

    #[track_caller]
    fn at<R>(&self, provider: &str, call: impl FnOnce(&dyn Desk, &Arc<World>) -> R) -> R {
        let world = self.world();
        call(sound(desk(&world, provider)), &world)
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

/// Panics at the line of a test that has made a mistake.
#[track_caller]
fn sound<T>(checked: Result<T, impl fmt::Display>) -> T {
    match checked {
        Ok(sound) => sound,
        Err(problem) => panic!("{problem}"),
    }
}

fn views(backlot: &Backlot, world: &World, filter: &Filter) -> Vec<ExchangeView> {
    world.journal.find(filter).exchanges.iter().map(|seen| backlot.view(seen)).collect()
}
