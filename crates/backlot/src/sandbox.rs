//! A sandbox inside a test: its own thread and port, ready when it returns, stopped when it is dropped.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use mock_core::clock::{ClockError, Mode, Pace, Reading};
use mock_core::control::{
    AccountChange, AccountView, BillLine, DeliveryView, Desk, FinishError, JobFilter, JobView, LedgerView,
    RestartError,
};
use mock_core::faults::{BadFault, Fault, FaultView};
use mock_core::http::serve;
use mock_core::job::{Failure, Outcome};
use mock_core::journal::{ExchangeView, Filter};
use mock_core::world::{OpeningCredits, Settings, World};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::app::router;
use crate::control::settle;
use crate::expect::{Expectation, Tidy, transcript};
use crate::worlds::{Backlot, WorldError};

/// How a sandbox starts: frozen clock, seed 0, 1000 credits, a free port of 127.0.0.1.
pub struct Builder {
    settings: Settings,
    around: Box<dyn FnOnce(Router) -> Router>,
}

impl Builder {
    /// Where all randomness comes from.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// How the clock moves.
    #[must_use]
    pub fn clock(mut self, mode: Mode) -> Self {
        self.settings.clock.mode = mode;
        self
    }

    /// How fast jobs run.
    #[must_use]
    pub fn pace(mut self, pace: Pace) -> Self {
        self.settings.clock.pace = pace;
        self
    }

    /// What a new account gets.
    #[must_use]
    pub fn credits(mut self, credits: OpeningCredits) -> Self {
        self.settings.credits = credits;
        self
    }

    /// A document's table wins over its own printed example.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.settings.strict = true;
        self
    }

    /// Puts something around the whole service, such as a layer that looks at all traffic.
    #[must_use]
    pub fn around(mut self, around: impl FnOnce(Router) -> Router + 'static) -> Self {
        self.around = Box::new(around);
        self
    }

    /// Starts it. Fails only if the machine gives no port or no thread.
    pub fn start(self) -> io::Result<Sandbox> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let backlot = Backlot::new(self.settings, runtime.handle().clone())?;
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
        Ok(Sandbox { backlot, address, running: Some((stop, thread)) })
    }
}

/// A running sandbox.
pub struct Sandbox {
    backlot: Arc<Backlot>,
    address: SocketAddr,
    running: Option<(oneshot::Sender<()>, JoinHandle<io::Result<()>>)>,
}

impl Sandbox {
    /// How to start one.
    pub fn builder() -> Builder {
        let mut settings = Settings::default();
        settings.clock.mode = Mode::Frozen;
        Builder { settings, around: Box::new(|app| app) }
    }

    /// Where it listens, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The default world.
    pub fn world(&self) -> WorldHandle {
        WorldHandle { backlot: self.backlot.clone(), name: String::new(), root: self.url() }
    }

    /// A new world under a name of its own, with settings changed from the default world's.
    pub fn new_world(&self, change: impl FnOnce(&mut Settings)) -> Result<WorldHandle, WorldError> {
        let mut settings = self.backlot.settings().clone();
        change(&mut settings);
        let world = self.backlot.create(None, settings)?;
        Ok(WorldHandle { backlot: self.backlot.clone(), name: world.name.clone(), root: self.url() })
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

/// A world of a running sandbox: the calls of the control API as methods.
#[derive(Clone)]
pub struct WorldHandle {
    backlot: Arc<Backlot>,
    name: String,
    root: String,
}

impl WorldHandle {
    /// A provider's base URL in this world. Unknown providers have the world's own URL.
    pub fn url(&self, provider: &str) -> String {
        let base = self.backlot.mounts().iter().find(|mount| mount.provider == provider);
        format!("{}{}{}", self.root, self.world().prefix(), base.map_or("", |mount| mount.base))
    }

    /// What the clock shows.
    pub fn clock(&self) -> Reading {
        self.world().clock.read()
    }

    /// Changes how the clock moves.
    pub fn set_clock(&self, mode: Mode) -> Result<Reading, ClockError> {
        self.world().clock.set(Some(mode), None, None)
    }

    /// Moves time and settles everything due.
    pub fn advance(&self, by: Duration) -> Result<Reading, ClockError> {
        let world = self.world();
        let reading = world.clock.advance(by)?;
        world.settle();
        Ok(reading)
    }

    /// Every account of every provider.
    pub fn accounts(&self) -> Vec<AccountView> {
        let world = self.world();
        world.desks().flat_map(|desk| desk.list(&world)).collect()
    }

    /// One account, if it was opened.
    pub fn account(&self, provider: &str, api_key: &str) -> Option<AccountView> {
        self.at(provider, |desk, world| desk.show(world, api_key))?
    }

    /// Opens or changes an account. `None` if there is no such provider, or if no account opens with that key.
    pub fn change_account(
        &self,
        provider: &str,
        api_key: &str,
        change: AccountChange,
    ) -> Option<AccountView> {
        self.at(provider, |desk, world| desk.change(world, api_key, change))?
    }

    /// An account's ledger, if it was opened.
    pub fn ledger(&self, provider: &str, api_key: &str) -> Option<LedgerView> {
        self.at(provider, |desk, world| desk.ledger(world, api_key))?
    }

    /// The jobs that match.
    pub fn jobs(&self, filter: &JobFilter) -> Vec<JobView> {
        let world = self.world();
        let wanted = |desk: &&dyn Desk| filter.provider.as_deref().is_none_or(|name| name == desk.provider());
        world.desks().filter(wanted).flat_map(|desk| desk.jobs(&world, filter)).collect()
    }

    /// Ends a job now.
    pub fn finish(
        &self,
        provider: &str,
        job_id: &str,
        outcome: Outcome,
        failure: Failure,
    ) -> Result<JobView, FinishError> {
        let finish = |desk: &dyn Desk, world: &Arc<World>| desk.finish(world, job_id, outcome, failure);
        self.at(provider, finish).unwrap_or(Err(FinishError::UnknownJob))
    }

    /// Runs an ended job again.
    pub fn retry(&self, provider: &str, job_id: &str) -> Result<JobView, RestartError> {
        let retry = |desk: &dyn Desk, world: &Arc<World>| desk.retry(world, job_id);
        self.at(provider, retry).unwrap_or(Err(RestartError::UnknownJob))
    }

    /// Every webhook delivery.
    pub fn deliveries(&self) -> Vec<DeliveryView> {
        let world = self.world();
        world.desks().flat_map(|desk| desk.deliveries(&world)).collect()
    }

    /// Waits until no attempt to deliver a webhook is under way, and none is due.
    pub async fn delivered(&self) {
        settle(&self.world()).await;
    }

    /// What every account has spent.
    pub fn bill(&self) -> Vec<BillLine> {
        let world = self.world();
        world.desks().flat_map(|desk| desk.bill(&world)).collect()
    }

    /// Registers misbehaviour: its id. Refused is what names a provider that is not there, a glob that is none, and the like.
    ///
    /// ```
    /// use backlot::{Effect, Fault, Refusal, Sandbox};
    ///
    /// let world = Sandbox::builder().start()?.world();
    /// let unavailable = Fault::new(Effect::Refuse(Refusal::Unavailable));
    /// world.fault(unavailable.provider("cutx").path("/generate/*").times(2))?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fault(&self, fault: Fault) -> Result<Arc<str>, BadFault> {
        let world = self.world();
        fault.check(&world.known)?;
        Ok(world.faults.add(fault).id)
    }

    /// The registered faults, with how often each has happened.
    pub fn faults(&self) -> Vec<FaultView> {
        self.world().faults.list()
    }

    /// Forgets all faults.
    pub fn clear_faults(&self) {
        self.world().faults.clear();
    }

    /// The exchanges that match, earliest first. Keys are masked.
    pub fn exchanges(&self, filter: &Filter) -> Vec<ExchangeView> {
        let found = self.world().journal.find(filter);
        found.exchanges.iter().map(|seen| self.backlot.view(seen)).collect()
    }

    /// Waits until so many exchanges match, at most so long on the machine's clock: those that match then.
    pub async fn exchanges_when(
        &self,
        filter: &Filter,
        count: usize,
        at_most: Duration,
    ) -> Vec<ExchangeView> {
        self.world().journal.wait(filter, count, at_most).await;
        self.exchanges(filter)
    }

    /// Asserts how many exchanges match; what fails prints what the world has seen.
    ///
    /// ```
    /// use backlot::{Filter, Sandbox};
    ///
    /// let sandbox = Sandbox::builder().start()?;
    /// sandbox.world().expect(Filter::all().provider("cutx").method("POST")).none();
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn expect(&self, filter: Filter) -> Expectation<'_> {
        Expectation::new(self, filter)
    }

    /// A check that the world is left tidy: when it is dropped, no job is unfinished, every webhook was accepted, and every
    /// call was one that its provider has. It says nothing in a test that fails already.
    pub fn tidy(&self) -> Tidy {
        Tidy(self.clone())
    }

    /// What the world has seen, to be read.
    pub fn transcript(&self) -> String {
        transcript(&self.exchanges(&Filter::all()))
    }

    /// Makes the world as new.
    pub fn reset(&self) {
        self.backlot.reset(&self.world());
    }

    fn at<R>(&self, provider: &str, call: impl FnOnce(&dyn Desk, &Arc<World>) -> R) -> Option<R> {
        let world = self.world();
        world.desk(provider).map(|desk| call(desk, &world))
    }

    /// A world is removed over HTTP only; what is left then is the default world.
    fn world(&self) -> Arc<World> {
        self.backlot.world(&self.name).or_else(|| self.backlot.world("")).expect("the default world stays")
    }
}
