//! The worlds of a sandbox, and the providers that each of them has.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;
use std::{fmt, io};

use journal::{ExchangeView, JournalEntry};
use kernel::random::draw_seed;
use kernel::time::Mode;
use mock_http::environment::Settings;
use mock_http::module::ProviderModule;
use mock_http::webhook_sender::WebhookSender;
use mock_http::world::World;
use mock_media::Studio;
use tokio::runtime::Handle;

use crate::access::Access;
use crate::counts::Counts;
use crate::line::Line;
use crate::nearest::Calls;
use crate::options::Options;

/// The status for a path that has no call with this method.
const WRONG_METHOD: u16 = 405;
/// The number of bytes of finished pictures and films that are kept.
const MEDIA_CACHE: usize = 64 * 1024 * 1024;
/// The longest delay of an event in real time.
const TICK: Duration = Duration::from_millis(50);

/// A sandbox: every provider, in every world. The default world has the empty name.
pub struct Backlot {
    settings: Settings,
    draws_seed: bool,
    access: Access,
    modules: Vec<ProviderModule>,
    sender: Arc<WebhookSender>,
    worlds: RwLock<BTreeMap<String, Arc<World>>>,
    named: AtomicU64,
    /// The counters of worlds that are gone.
    past: Mutex<Counts>,
    calls: OnceLock<Vec<Calls>>,
    watcher: OnceLock<Watcher>,
}

/// A function that is called with a line for every request.
pub type Watcher = Box<dyn Fn(&Line<'_>) + Send + Sync>;

/// The reasons for which a world is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorldError {
    /// A world of this name exists already.
    Exists,
    /// The name is not 1 to 64 letters, digits, hyphens and underscores.
    BadName,
}

impl fmt::Display for WorldError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Exists => "a world of this name is there already",
            Self::BadName => "a world's name is 1 to 64 letters, digits, hyphens and underscores",
        })
    }
}

impl std::error::Error for WorldError {}

impl Backlot {
    /// Creates a sandbox of every provider, with its default world.
    ///
    /// # Errors
    /// If one of the allowed hosts of webhooks is no host name and no address.
    pub fn new(options: impl Into<Options>, runtime: Handle) -> io::Result<Arc<Self>> {
        Self::of(modules(), options, runtime)
    }

    /// Creates a sandbox of these providers, with its default world.
    ///
    /// # Errors
    /// If one of the allowed hosts of webhooks is no host name and no address.
    pub fn of(
        modules: Vec<ProviderModule>,
        options: impl Into<Options>,
        runtime: Handle,
    ) -> io::Result<Arc<Self>> {
        let Options {
            world: settings,
            draw_seed: draws_seed,
            allowed_callbacks,
            allowed_hosts,
            allowed_origins,
        } = options.into();
        let access = Access::new(allowed_origins, allowed_hosts, settings.public_url.as_deref());
        let sender = Arc::new(WebhookSender::new(&allowed_callbacks, runtime).map_err(io::Error::other)?);
        let first = if draws_seed { redrawn(&settings) } else { settings.clone() };
        let default = World::new(String::new(), first, &modules, sender.clone());
        let worlds = RwLock::new(BTreeMap::from([(String::new(), default)]));
        let (named, past) = (AtomicU64::new(0), Mutex::default());
        let (calls, watcher) = (OnceLock::new(), OnceLock::new());
        Ok(Arc::new(Self {
            settings,
            draws_seed,
            access,
            modules,
            sender,
            worlds,
            named,
            past,
            calls,
            watcher,
        }))
    }

    /// Settles worlds in real time at regular intervals, for ever. Without it, due webhooks would wait for a request.
    pub async fn tick(self: Arc<Self>) {
        loop {
            rest().await;
            for world in self.worlds() {
                if world.clock.read().mode == Mode::Realtime {
                    world.settle();
                }
            }
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

    /// Creates a world. Without a name, it gets a generated one.
    pub fn create(&self, name: Option<String>, settings: Settings) -> Result<Arc<World>, WorldError> {
        if name.as_deref().is_some_and(|name| !is_name(name)) {
            return Err(WorldError::BadName);
        }
        let mut worlds = self.worlds.write().unwrap_or_else(PoisonError::into_inner);
        let name = match name {
            Some(name) if worlds.contains_key(&name) => return Err(WorldError::Exists),
            Some(name) => name,
            None => loop {
                let name = format!("w{}", self.named.fetch_add(1, Ordering::Relaxed) + 1);
                if !worlds.contains_key(&name) {
                    break name;
                }
            },
        };
        let world = World::new(name.clone(), settings, &self.modules, self.sender.clone());
        worlds.insert(name, world.clone());
        Ok(world)
    }

    pub(crate) fn access(&self) -> &Access {
        &self.access
    }

    /// Resets a world: its settings stay, everything else starts over. A default world that drew its seed draws another one, so
    /// that it does not give the same ids and URLs to other work.
    pub fn reset(&self, world: &World) -> Arc<World> {
        let redraws = self.draws_seed && world.name.is_empty();
        let settings = if redraws { redrawn(&world.settings) } else { world.settings.clone() };
        let fresh = World::new(world.name.clone(), settings, &self.modules, self.sender.clone());
        let mut worlds = self.worlds.write().unwrap_or_else(PoisonError::into_inner);
        let gone = worlds.insert(world.name.clone(), fresh.clone());
        drop(worlds);
        self.retire(gone);
        fresh
    }

    /// Forgets a world. Returns `true` if it existed. The default world cannot be forgotten.
    pub fn remove(&self, name: &str) -> bool {
        if name.is_empty() {
            return false;
        }
        let gone = self.worlds.write().unwrap_or_else(PoisonError::into_inner).remove(name);
        self.retire(gone)
    }

    /// Sets the function that sees a line for every request from now on. Only the first call has an effect.
    pub fn watch(&self, watcher: Watcher) {
        let _ = self.watcher.set(watcher);
    }

    pub(crate) fn watcher(&self) -> Option<&Watcher> {
        self.watcher.get()
    }

    /// Returns an exchange as it is shown, with the nearest call if no route matched or the method is wrong.
    pub(crate) fn view(&self, seen: &JournalEntry) -> ExchangeView {
        let mut view = seen.view();
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
        counts.exposition(worlds.len())
    }

    /// Ends a world that is gone and keeps its counters. Returns `false` if there was none.
    fn retire(&self, gone: Option<Arc<World>>) -> bool {
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

/// Returns every provider that the sandbox has by itself. A new provider is one more line here.
pub fn modules() -> Vec<ProviderModule> {
    let studio = Arc::new(Studio::new(MEDIA_CACHE));
    vec![
        animus_mock::module(studio.clone()),
        apixo_mock::module(studio.clone()),
        cutx_mock::module(studio.clone()),
        sumatman_mock::module(studio),
    ]
}

fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    (1..=64).contains(&name.len()) && name.bytes().all(plain)
}
