//! A world: one complete, isolated sandbox with a clock, a seed and every provider's accounts.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

use crate::accounts::Accounts;
use crate::clock::{Clock, Mode, Pace, Start};
use crate::control::Desk;
use crate::courier::{Courier, UnderWay};
use crate::credits::Credits;
use crate::faults::Faults;
use crate::journal::Journal;
use crate::mount::{Known, Mount};
use crate::provider::Provider;

/// What a new account gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpeningCredits {
    /// So much, at every provider.
    Everywhere(Credits),
    /// What each provider gives by itself.
    Provider,
}

/// How a world is made.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where all randomness comes from.
    pub seed: u64,
    /// How the clock starts.
    pub clock: Start,
    /// What a new account gets.
    pub credits: OpeningCredits,
    /// Whether a document's table wins over its own printed example.
    pub strict: bool,
    /// Whether providers limit how often they are called; if nothing is said, those do that by default.
    pub rate_limits: Option<bool>,
    /// The beginning of every URL in an answer, instead of the authority that the request came to.
    pub public_url: Option<Arc<str>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 0,
            clock: Start { mode: Mode::Realtime, now: None, pace: Pace::PROVIDER },
            credits: OpeningCredits::Everywhere(Credits::whole(1000)),
            strict: false,
            rate_limits: None,
            public_url: None,
        }
    }
}

/// One world.
pub struct World {
    /// Its name; empty for the default world.
    pub name: String,
    /// How it was made.
    pub settings: Settings,
    /// Its time.
    pub clock: Clock,
    /// Who carries its webhooks.
    pub courier: Arc<Courier>,
    /// The attempts to deliver them that are under way.
    pub under_way: UnderWay,
    /// The misbehaviour that is asked for.
    pub faults: Faults,
    /// What it has seen.
    pub journal: Journal,
    /// Its providers, for the checks of what is asked about them.
    pub known: Vec<Known>,
    desks: Vec<Box<dyn Desk>>,
    over: AtomicBool,
    ending: Notify,
}

impl World {
    /// A new world with all of these providers.
    pub fn new(name: String, settings: Settings, mounts: &[Mount], courier: Arc<Courier>) -> Arc<Self> {
        let known = mounts.iter().map(|mount| Known { provider: mount.provider, base: mount.base }).collect();
        let desks = mounts.iter().map(|mount| (mount.open_desk)(&settings)).collect();
        let clock = Clock::new(settings.clock);
        let (faults, journal) = (Faults::new(settings.seed), Journal::default());
        let under_way = UnderWay::default();
        let (over, ending) = (AtomicBool::new(false), Notify::new());
        Arc::new(Self {
            name,
            settings,
            clock,
            courier,
            under_way,
            faults,
            journal,
            known,
            desks,
            over,
            ending,
        })
    }

    /// Ends it for those who wait in it: it was reset or forgotten, so that nobody can bring about what they wait for.
    pub fn end(&self) {
        self.over.store(true, Ordering::SeqCst);
        self.ending.notify_waiters();
    }

    /// Waits until it has ended.
    pub async fn ended(&self) {
        let ending = self.ending.notified();
        if !self.over.load(Ordering::SeqCst) {
            ending.await;
        }
    }

    /// One provider's accounts, by its type.
    ///
    /// # Panics
    /// If the provider isn't mounted: its own routes are, so they never meet that.
    pub fn accounts<P: Provider>(&self) -> &Accounts<P> {
        self.desks
            .iter()
            .find_map(|desk| (&**desk as &dyn Any).downcast_ref())
            .expect("a provider's routes are mounted together with its accounts")
    }

    /// Every provider's accounts.
    pub fn desks(&self) -> impl Iterator<Item = &dyn Desk> {
        self.desks.iter().map(|desk| &**desk)
    }

    /// One provider's accounts, by its name.
    pub fn desk(&self, provider: &str) -> Option<&dyn Desk> {
        self.desks().find(|desk| desk.provider() == provider)
    }

    /// Applies everything that is due, in every account.
    pub fn settle(self: &Arc<Self>) {
        for desk in self.desks() {
            desk.settle(self);
        }
    }

    /// What paths of this world start with: nothing for the default world.
    pub fn prefix(&self) -> String {
        if self.name.is_empty() { String::new() } else { format!("/w/{}", self.name) }
    }
}
