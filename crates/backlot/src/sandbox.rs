//! A sandbox inside a test, on its own thread and port. It is ready after its start, and stops when it is dropped.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use axum::Router;
use kernel::time::{Mode, Pace};
use mock_http::environment::{OpeningCredits, Settings};
use mock_http::module::ProviderModule;
use mock_http::server::serve;
use store::shared::Shared;
use store::{Directory, Store};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::app::App;
use crate::cluster;
use crate::cluster::node::Membership;
use crate::modules::modules;
use crate::options::Options;
use crate::saved_world::SavedWorld;
use crate::world_error::WorldError;
use crate::world_handle::WorldHandle;
use crate::worlds::Backlot;

/// A sandbox before its start. By default it has a frozen clock, seed 0, 1000 credits and a free port of 127.0.0.1.
pub struct Builder {
    options: Options,
    data: Option<PathBuf>,
    shared: Option<Arc<dyn Shared>>,
    modules: Vec<ProviderModule>,
    threads: usize,
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

    /// Keeps the default world and durable worlds in a directory, and continues those that are there.
    #[must_use]
    pub fn data(mut self, directory: impl Into<PathBuf>) -> Self {
        self.data = Some(directory.into());
        self
    }

    /// Keeps the default world and durable worlds in a store, and continues those that are there.
    #[must_use]
    pub fn store(mut self, store: Arc<dyn Store>) -> Self {
        self.options.store = Some(store);
        self
    }

    /// Keeps the default world and durable worlds in a store that other sandboxes share. Each of them answers for every world.
    #[must_use]
    pub fn share(mut self, store: Arc<dyn Shared>) -> Self {
        self.shared = Some(store);
        self
    }

    /// Sets the most bytes of earlier snapshots and records that are kept of each world with a log, so that it can go back. By
    /// default it is 256 MiB.
    #[must_use]
    pub fn history(mut self, bytes: u64) -> Self {
        self.options.history = bytes;
        self
    }

    /// Lets every world keep a log in memory, so that it can go back and be exported with its history.
    #[must_use]
    pub fn record(mut self) -> Self {
        self.options.record = true;
        self
    }

    /// Adds a provider beside those that the sandbox has.
    #[must_use]
    pub fn provider(mut self, module: ProviderModule) -> Self {
        self.modules.push(module);
        self
    }

    /// Serves on this number of threads instead of one, so that calls on one account really meet.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
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
    /// If the machine has no free port or thread, if the directory cannot be opened, or if one of the allowed hosts of webhooks is no host.
    pub fn start(mut self) -> io::Result<Sandbox> {
        if let Some(directory) = &self.data {
            self.options.store = Some(Arc::new(Directory::open(directory).map_err(io::Error::other)?));
        }
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let mut runtime = match self.threads {
            0 | 1 => tokio::runtime::Builder::new_current_thread(),
            threads => {
                let mut many = tokio::runtime::Builder::new_multi_thread();
                many.worker_threads(threads);
                many
            }
        };
        let runtime = runtime.enable_all().build()?;
        let handle = runtime.handle().clone();
        let mut options = self.options;
        options.membership = self.shared.map(|store| Membership { store, url: format!("http://{address}") });
        let backlot = Backlot::of(self.modules, options, handle.clone())?;
        if backlot.cluster().is_some() {
            // The caller may be inside a runtime of its own, where nothing may wait for another one.
            let joining =
                std::thread::scope(|scope| scope.spawn(|| runtime.block_on(cluster::join(&backlot))).join());
            joining.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        }
        let app = App::new(&backlot);
        let around = (self.around)(Router::new().fallback_service(app.clone()));
        let (ticking, streaming) = (backlot.clone(), backlot.clone());
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::Builder::new().name("backlot".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::spawn(cluster::beat(ticking.clone()));
                tokio::spawn(ticking.tick());
                let listener = TcpListener::from_std(listener)?;
                serve(listener, around, async {
                    let _ = stopped.await;
                    streaming.end_streams();
                })
                .await
            })
        })?;
        Ok(Sandbox { app, backlot, runtime: handle, address, running: Some((stop, thread)) })
    }
}

/// A running sandbox.
pub struct Sandbox {
    app: App,
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
        Builder {
            options,
            data: None,
            shared: None,
            modules: modules(),
            threads: 1,
            around: Box::new(|app| app),
        }
    }

    /// Returns the URL of the sandbox, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the default world.
    pub fn world(&self) -> WorldHandle {
        self.handle(String::new())
    }

    /// Brings an exported world back, under a generated name.
    ///
    /// # Errors
    /// If the bytes are no exported world, or one that this version would continue differently.
    pub fn import(&self, exported: &[u8]) -> Result<WorldHandle, WorldError> {
        let saved = SavedWorld::read(exported)?;
        Ok(self.handle(self.backlot.create_from(None, &saved, false)?.name.clone()))
    }

    /// Creates a world with a generated name. Its settings are those of the default world, after `change`.
    pub fn new_world(&self, change: impl FnOnce(&mut Settings)) -> Result<WorldHandle, WorldError> {
        let mut settings = self.backlot.settings().clone();
        change(&mut settings);
        let world = self.backlot.create(None, settings)?;
        Ok(self.handle(world.name.clone()))
    }

    fn handle(&self, name: String) -> WorldHandle {
        WorldHandle::new(self.app.clone(), self.backlot.clone(), self.runtime.clone(), name, self.url())
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            // A server that ended early has nothing left to stop.
            let _ = thread.join();
            self.backlot.close();
        }
    }
}
