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
use crate::criteria::Known;
use crate::faults::Faults;
use crate::journal::Journal;
use crate::mount::Mount;
use crate::provider::Provider;

/// The credits of a new account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpeningCredits {
    /// The same amount at every provider.
    Everywhere(Credits),
    /// The amount that each provider gives by itself.
    Provider,
}

/// The settings of a world.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The seed of all randomness.
    pub seed: u64,
    /// The initial state of the clock.
    pub clock: Start,
    /// The credits of a new account.
    pub credits: OpeningCredits,
    /// `true` if a document's table wins over its own printed example.
    pub strict: bool,
    /// `true` if the providers' request limits apply, `false` if not. `None` leaves each provider its default.
    pub rate_limits: Option<bool>,
    /// The beginning of every URL in an answer. `None` stands for the authority that the request came to.
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

/// One world, with its clock, its faults, its journal and every provider's accounts.
pub struct World {
    /// The world's name. Empty for the default world.
    pub name: String,
    /// The settings with which the world was made.
    pub settings: Settings,
    /// The clock of the world.
    pub clock: Clock,
    /// The courier that carries the world's webhooks.
    pub courier: Arc<Courier>,
    /// The attempts to deliver webhooks that are under way.
    pub under_way: UnderWay,
    /// The faults that are registered.
    pub faults: Faults,
    /// The exchanges that the world has seen.
    pub journal: Journal,
    /// The world's providers, against which filters and faults are checked.
    pub known: Vec<Known>,
    desks: Vec<Box<dyn Desk>>,
    over: AtomicBool,
    ending: Notify,
}

impl World {
    /// Creates a world with all of these providers.
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

    /// Ends the world for everyone who waits in it. It was reset or forgotten, so that the awaited event can never happen.
    pub fn end(&self) {
        self.over.store(true, Ordering::SeqCst);
        self.ending.notify_waiters();
    }

    /// Waits until the world has ended.
    pub async fn ended(&self) {
        let ending = self.ending.notified();
        if !self.over.load(Ordering::SeqCst) {
            ending.await;
        }
    }

    /// Returns one provider's accounts, by its type.
    ///
    /// # Panics
    /// If the provider isn't mounted. Its own routes are mounted together with its accounts, so they never panic.
    pub fn accounts<P: Provider>(&self) -> &Accounts<P> {
        self.desks
            .iter()
            .find_map(|desk| (&**desk as &dyn Any).downcast_ref())
            .expect("a provider's routes are mounted together with its accounts")
    }

    /// Returns every provider's accounts.
    pub fn desks(&self) -> impl Iterator<Item = &dyn Desk> {
        self.desks.iter().map(|desk| &**desk)
    }

    /// Returns one provider's accounts, by its name.
    pub fn desk(&self, provider: &str) -> Option<&dyn Desk> {
        self.desks().find(|desk| desk.provider() == provider)
    }

    /// Applies all due events, in every account.
    pub fn settle(self: &Arc<Self>) {
        for desk in self.desks() {
            desk.settle(self);
        }
    }

    /// Returns the beginning of this world's paths. Empty for the default world.
    pub fn prefix(&self) -> String {
        if self.name.is_empty() { String::new() } else { format!("/w/{}", self.name) }
    }
}
