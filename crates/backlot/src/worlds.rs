//! The worlds of a sandbox, and the providers that each of them has.

mod shared;

use std::collections::BTreeMap;
use std::io;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use control_api::Subject;
use jiff::Timestamp;
use journal::{ExchangeView, JournalEntry};
use kernel::random::draw_seed;
use kernel::time::Mode;
use mock_http::changes::Changes;
use mock_http::clock::Start;
use mock_http::environment::Settings;
use mock_http::log::{Log, Standing};
use mock_http::module::ProviderModule;
use mock_http::webhook_sender::WebhookSender;
use mock_http::world::World;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::access::Access;
use crate::archive::Archive;
use crate::cluster::node::Cluster;
use crate::counts::Counts;
use crate::kept::{Beginning, Kept};
use crate::line::Line;
use crate::modules::modules;
use crate::named_jobs::jobs_in;
use crate::nearest::Calls;
use crate::options::Options;
use crate::saved_world::{self, SavedWorld};
use crate::tape::Tape;
use crate::world_error::WorldError;

/// The status for a path that has no call with this method.
const WRONG_METHOD: u16 = 405;
/// The longest delay of an event in real time.
const TICK: Duration = Duration::from_millis(50);

/// A sandbox: every provider, in every world. The default world has the empty name.
pub struct Backlot {
    settings: Settings,
    draws_seed: bool,
    access: Access,
    has_console: bool,
    modules: Vec<ProviderModule>,
    sender: Arc<WebhookSender>,
    archive: Archive,
    /// This process among those that share its store, if it shares one.
    cluster: Option<Arc<Cluster>>,
    worlds: RwLock<BTreeMap<String, Arc<World>>>,
    /// Held while a world is made or replaced, so that no two logs begin under one name.
    making: Mutex<()>,
    named: AtomicU64,
    /// The counters of worlds that are gone.
    past: Mutex<Counts>,
    /// The counts of changes of the sandbox itself.
    pub(crate) changes: Changes,
    /// `true` once streams of events have to end.
    streams_end: watch::Sender<bool>,
    calls: OnceLock<Vec<Calls>>,
    watcher: OnceLock<Watcher>,
    /// An empty world for calls that are about no world, where the default world may be elsewhere.
    lobby: OnceLock<Arc<World>>,
}

/// A function that is called with a line for every request.
pub type Watcher = Box<dyn Fn(&Line<'_>) + Send + Sync>;

impl Backlot {
    /// Creates a sandbox of every provider, with its default world.
    ///
    /// # Errors
    /// If one of the allowed hosts of webhooks is no host name and no address.
    pub fn new(options: impl Into<Options>, runtime: Handle) -> io::Result<Arc<Self>> {
        Self::of(modules(), options, runtime)
    }

    /// Creates a sandbox of these providers, with its default world and all worlds that its store has kept.
    ///
    /// # Errors
    /// If one of the allowed hosts of webhooks is no host name and no address, or if the store cannot be read, or has worlds that
    /// this version would continue differently.
    pub fn of(
        modules: Vec<ProviderModule>,
        options: impl Into<Options>,
        runtime: Handle,
    ) -> io::Result<Arc<Self>> {
        let options = options.into();
        let cluster = options.membership.as_ref().map(|membership| Arc::new(Cluster::new(membership)));
        let archive = Archive::new(&options, cluster.as_ref().map(|cluster| cluster.lease()));
        let Options {
            world: settings,
            draw_seed: draws_seed,
            allowed_callbacks,
            allowed_hosts,
            allowed_origins,
            trust_forwarded,
            no_console,
            ..
        } = options;
        let public_url = settings.public_url.as_deref();
        let access = Access::new(allowed_origins, allowed_hosts, public_url, trust_forwarded);
        let sender = Arc::new(WebhookSender::new(&allowed_callbacks, runtime).map_err(io::Error::other)?);
        let backlot = Self {
            settings,
            draws_seed,
            access,
            has_console: !no_console,
            modules,
            sender,
            archive,
            cluster,
            worlds: RwLock::default(),
            making: Mutex::default(),
            named: AtomicU64::new(0),
            past: Mutex::default(),
            changes: Changes::default(),
            streams_end: watch::Sender::new(false),
            calls: OnceLock::new(),
            watcher: OnceLock::new(),
            lobby: OnceLock::new(),
        };
        // In company, worlds are taken once the others were asked.
        if backlot.cluster.is_none() {
            backlot.continue_all().map_err(io::Error::other)?;
        }
        Ok(Arc::new(backlot))
    }

    /// Continues the worlds that the store has kept, and makes the default world if it is not among them.
    fn continue_all(&self) -> Result<(), String> {
        let mut worlds = BTreeMap::new();
        for kept in self.archive.kept()? {
            let (log, Kept { name, saved, .. }) = (self.archive.resume(&kept), kept);
            let world = self.restored(&name, &saved, saved.gone_on(None), log).map_err(|problem| {
                format!(
                    "the world {name:?} cannot be continued: {problem}. Start the version that has kept it, or another --data directory"
                )
            })?;
            saved_world::go_on(&world);
            worlds.insert(name, world);
        }
        let has_default = worlds.contains_key("");
        *self.worlds.write().unwrap_or_else(PoisonError::into_inner) = worlds;
        if has_default { Ok(()) } else { self.begin_default().map(|_| ()) }
    }

    /// Begins the default world.
    pub(crate) fn begin_default(&self) -> Result<Arc<World>, String> {
        let first = if self.draws_seed { redrawn(&self.settings) } else { self.settings.clone() };
        let world = self.begun("", &SavedWorld::new(&first), self.archive.has_a_store())?;
        self.put(&world);
        Ok(world)
    }

    /// Returns a world that begins with a saved state, and its log with it. If the state cannot be restored, an earlier log of that
    /// name stays.
    fn begun(&self, name: &str, saved: &SavedWorld, is_durable: bool) -> Result<Arc<World>, String> {
        let log = self.archive.first(name, is_durable);
        let world = self.restored(name, saved, saved.stopped(), log.clone())?;
        self.archive.begin(name, is_durable, log.as_deref(), saved);
        saved_world::go_on(&world);
        Ok(world)
    }

    fn restored(
        &self,
        name: &str,
        saved: &SavedWorld,
        start: Start,
        log: Option<Arc<Tape>>,
    ) -> Result<Arc<World>, String> {
        let settings = saved.settings().clone();
        let log = log.map(|log| log as Arc<dyn Log>);
        let world = World::new(name.to_owned(), settings, start, &self.modules, self.sender.clone(), log);
        saved.restore(&world)?;
        Ok(world)
    }

    /// Settles worlds in real time at regular intervals, for ever. Without it, due webhooks would wait for a request.
    pub async fn tick(self: Arc<Self>) {
        let mut shortening: Option<JoinHandle<()>> = None;
        loop {
            rest().await;
            // One at a time: a snapshot needs the memory of a second world.
            if shortening.as_ref().is_none_or(JoinHandle::is_finished) {
                shortening = self.archive.overdue().map(|world| {
                    let backlot = self.clone();
                    tokio::task::spawn_blocking(move || backlot.shorten(&world))
                });
            }
            for world in self.worlds() {
                if world.clock.read().mode == Mode::Realtime {
                    world.settle();
                }
            }
        }
    }

    /// Adds a snapshot to the log of a world. The state comes from the log itself, so that the world's callers wait for nothing.
    fn shorten(&self, world: &str) {
        let shortened = self.archive.shorten(world, |kept| {
            let replayed = self.restored(world, &kept.saved, kept.saved.stopped(), None)?;
            Ok(kept.saved.settled(&replayed))
        });
        if let Err(error) = shortened {
            tracing::warn!(world, error, "the log of a world cannot be shortened");
        }
    }

    /// Adds a snapshot to the log of every durable world, so that the next start has nothing to replay. What happens from now on is
    /// refused in durable worlds.
    pub fn close(&self) {
        self.archive.close(&self.worlds());
        if let Some(cluster) = &self.cluster
            && let Err(error) = cluster.leave()
        {
            tracing::warn!(%error, "the worlds of this process cannot be given to others before its lease runs out");
        }
    }

    /// Returns the default settings of new worlds.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns every provider.
    pub fn modules(&self) -> &[ProviderModule] {
        &self.modules
    }

    /// Returns the world with this name.
    pub fn world(&self, name: &str) -> Option<Arc<World>> {
        self.worlds.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// Returns every world, by name.
    pub fn worlds(&self) -> Vec<Arc<World>> {
        self.worlds.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Creates a world that lasts as long as the process. Without a name, it gets a generated one.
    #[expect(clippy::needless_pass_by_value, reason = "the world owns its settings from here on")]
    pub fn create(&self, name: Option<String>, settings: Settings) -> Result<Arc<World>, WorldError> {
        self.create_from(name, &SavedWorld::new(&settings), false)
    }

    /// Creates a world from a saved one. Without a name, it gets a generated one.
    pub(crate) fn create_from(
        &self,
        name: Option<String>,
        saved: &SavedWorld,
        is_durable: bool,
    ) -> Result<Arc<World>, WorldError> {
        if name.as_deref().is_some_and(|name| !is_name(name)) {
            return Err(WorldError::BadName);
        }
        if is_durable && !self.archive.has_a_store() {
            return Err(WorldError::NoStore);
        }
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let name = name.unwrap_or_else(|| self.free_name(is_durable));
        if self.world(&name).is_some() {
            return Err(WorldError::Exists);
        }
        if let Some(cluster) = &self.cluster {
            cluster.enter(&name, is_durable)?;
        }
        let world = self.begun(&name, saved, is_durable).map_err(|problem| {
            self.archive.remove(&name);
            WorldError::Unreadable(problem)
        })?;
        self.worlds.write().unwrap_or_else(PoisonError::into_inner).insert(name, world.clone());
        self.changes.note(Subject::Worlds);
        Ok(world)
    }

    /// Brings an exported world back, in place of the default world.
    ///
    /// # Errors
    /// If the bytes are no exported world, or one that this version would continue differently.
    pub fn bring_back(&self, exported: &[u8]) -> Result<Arc<World>, WorldError> {
        let elsewhere = || WorldError::NoAnswer("the default world belongs to another process".to_owned());
        let default = self.world("").ok_or_else(elsewhere)?;
        self.replace(&default, &SavedWorld::read(exported)?)
    }

    fn free_name(&self, is_durable: bool) -> String {
        loop {
            let number = self.named.fetch_add(1, Ordering::Relaxed) + 1;
            let name = self.cluster.as_ref().map(|cluster| cluster.free_name(number, is_durable));
            let name = name.unwrap_or_else(|| format!("w{number}"));
            if self.world(&name).is_none() {
                return name;
            }
        }
    }

    /// Does long work on a thread of its own, so that no caller waits for it but this one.
    pub(crate) async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, WorldError> + Send + 'static,
    ) -> Result<T, WorldError> {
        match self.sender.runtime().spawn_blocking(work).await {
            Ok(done) => done,
            Err(error) => {
                error.try_into_panic().map_or(Err(WorldError::Stopping), |panic| resume_unwind(panic))
            }
        }
    }

    /// Returns a world with its whole history, or as it is now if it keeps no log.
    pub(crate) async fn save(self: &Arc<Self>, world: &Arc<World>) -> Result<SavedWorld, WorldError> {
        self.saved(world, Beginning::Earliest).await
    }

    async fn saved(
        self: &Arc<Self>,
        world: &Arc<World>,
        beginning: Beginning,
    ) -> Result<SavedWorld, WorldError> {
        if let Some(log) = &world.log {
            log.kept(log.last()).await.map_err(|lost| WorldError::Unreadable(lost.to_string()))?;
        }
        let (backlot, world) = (self.clone(), world.clone());
        self.apart(move || backlot.archive.save(&world, beginning).map_err(WorldError::Unreadable)).await
    }

    /// Returns a world as it was at an instant.
    pub(crate) async fn save_at(
        self: &Arc<Self>,
        world: &Arc<World>,
        instant: Timestamp,
    ) -> Result<SavedWorld, WorldError> {
        if world.log.is_none() {
            return Err(WorldError::NoLog);
        }
        if instant > world.clock.now() {
            return Err(WorldError::NotYet);
        }
        let saved = self.saved(world, Beginning::Before(instant)).await?;
        if saved.since() > instant {
            return Err(WorldError::Forgotten(saved.since()));
        }
        Ok(saved.until(instant))
    }

    /// Returns `true` if a world survives the process.
    pub fn is_durable(&self, world: &World) -> bool {
        self.archive.is_durable(&world.name)
    }

    /// Puts a saved world in place of a world of the same name.
    pub(crate) fn replace(&self, world: &World, saved: &SavedWorld) -> Result<Arc<World>, WorldError> {
        let (fresh, gone) = self.swap(world, saved)?;
        self.retire(gone);
        Ok(fresh)
    }

    /// Puts a saved world in place of a world of the same name, which is returned as well and is not [retired](Self::retire) yet: a
    /// call from within it could not be answered any more.
    pub(crate) fn swap(
        &self,
        world: &World,
        saved: &SavedWorld,
    ) -> Result<(Arc<World>, Option<Arc<World>>), WorldError> {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let is_durable = self.archive.is_durable(&world.name);
        // A world that went over must not begin again here, as one that is not durable.
        if self.cluster.is_some() && world.log.as_ref().is_some_and(|log| log.standing() == Standing::Lost) {
            return Err(WorldError::NoAnswer("the world belongs to another process now".to_owned()));
        }
        let fresh = self.begun(&world.name, saved, is_durable);
        let fresh = fresh.map_err(WorldError::Unreadable)?;
        let mut worlds = self.worlds.write().unwrap_or_else(PoisonError::into_inner);
        let gone = worlds.insert(world.name.clone(), fresh.clone());
        drop(worlds);
        self.changes.note(Subject::Worlds);
        Ok((fresh, gone))
    }

    pub(crate) fn access(&self) -> &Access {
        &self.access
    }

    /// Returns `true` if the worlds have a console.
    pub(crate) fn has_console(&self) -> bool {
        self.has_console
    }

    /// Resets a world: its settings stay, everything else starts over. A default world that drew its seed draws another one, so
    /// that it does not give the same ids and URLs to other work.
    ///
    /// # Errors
    /// If the world belongs to another process now.
    pub fn reset(&self, world: &World) -> Result<Arc<World>, WorldError> {
        let redraws = self.draws_seed && world.name.is_empty();
        let settings = if redraws { redrawn(&world.settings) } else { world.settings.clone() };
        self.replace(world, &SavedWorld::new(&settings))
    }

    /// Forgets a world. Returns `true` if it existed. The default world cannot be forgotten.
    pub fn remove(&self, name: &str) -> bool {
        if name.is_empty() {
            return false;
        }
        let gone = self.worlds.write().unwrap_or_else(PoisonError::into_inner).remove(name);
        self.archive.remove(name);
        self.changes.note(Subject::Worlds);
        self.retire(gone)
    }

    /// Ends all streams of events. Without it they would hold up the end of the server.
    pub fn end_streams(&self) {
        self.streams_end.send_replace(true);
    }

    /// Waits until streams of events have to end.
    pub(crate) async fn streams_ended(&self) {
        // The sender lives as long as the sandbox.
        let _ = self.streams_end.subscribe().wait_for(|end| *end).await;
    }

    /// Sets the function that sees a line for every request from now on. Only the first call has an effect.
    pub fn watch(&self, watcher: Watcher) {
        let _ = self.watcher.set(watcher);
    }

    pub(crate) fn watcher(&self) -> Option<&Watcher> {
        self.watcher.get()
    }

    /// Returns an exchange of a world as it is shown, with the jobs that it names, and the nearest call if no route matched or the
    /// method is wrong.
    pub(crate) fn view(&self, world: &World, seen: &JournalEntry) -> ExchangeView {
        let mut view = seen.view();
        view.jobs = jobs_in(world, seen);
        if view.route.is_none() || seen.about().status() == Some(WRONG_METHOD) {
            let calls = self.calls.get_or_init(|| self.modules.iter().map(Calls::of).collect());
            let calls = calls.iter().find(|calls| calls.provider() == view.provider);
            view.nearest = calls.and_then(|calls| calls.nearest(&view.request.method, &view.request.path));
        }
        view
    }

    /// Returns the counters of one world, or of all worlds together with those that are gone.
    pub(crate) fn metrics(&self, one: Option<&Arc<World>>) -> String {
        if let Some(world) = one {
            return Counts::of(world).exposition(1);
        }
        let (worlds, mut counts) = (self.worlds(), Counts::default());
        counts.add(&self.past.lock().unwrap_or_else(PoisonError::into_inner));
        for world in &worlds {
            counts.add(&Counts::of(world));
        }
        let of_the_node =
            self.cluster.as_ref().map(|cluster| cluster.counts.exposition(cluster.nodes().len()));
        counts.exposition(worlds.len()) + &of_the_node.unwrap_or_default()
    }

    /// Ends a world that is gone and keeps its counters. Returns `false` if there was none.
    pub(crate) fn retire(&self, gone: Option<Arc<World>>) -> bool {
        let Some(gone) = gone else { return false };
        gone.end();
        self.past.lock().unwrap_or_else(PoisonError::into_inner).retire(&gone);
        true
    }
}

fn redrawn(settings: &Settings) -> Settings {
    Settings { seed: draw_seed(), ..settings.clone() }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the ticker decides nothing; it only makes sure that somebody looks"
)]
async fn rest() {
    tokio::time::sleep(TICK).await;
}

fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    (1..=64).contains(&name.len()) && name.bytes().all(plain)
}
