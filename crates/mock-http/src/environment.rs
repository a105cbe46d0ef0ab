//! The environment of a world's accounts: settings, clock and webhook sender.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use control_api::SourceLine;
use jiff::Timestamp;
use kernel::credits::Credits;
use kernel::time::{Mode, Pace};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::changes::Changes;
use crate::clock::{Clock, Reading, Start};
use crate::history::History;
use crate::in_flight::InFlight;
use crate::log::{ClockMoved, Log, Record};
use crate::receiver_answers::ReceiverAnswers;
use crate::webhook_sender::WebhookSender;

/// The credits of a new account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpeningCredits {
    /// The same amount at every provider.
    Everywhere(Credits),
    /// The amount that each provider gives by itself.
    Provider,
}

/// The settings of a world.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
    /// The purpose of the world.
    #[serde(default)]
    pub about: WorldNote,
}

/// A note on the purpose of a world. It changes nothing in the world.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct WorldNote {
    /// A text, such as the name of a test.
    pub label: Option<String>,
    /// The line of code that the world was made for.
    pub source: Option<SourceLine>,
    /// The instant at which the world was made, on the machine's clock. `None` for a world that is there from the start.
    pub created_at: Option<Timestamp>,
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
            about: WorldNote::default(),
        }
    }
}

/// The parts of a world that its accounts share.
pub struct Environment {
    /// The world's name. Empty for the default world.
    pub name: String,
    /// The settings with which the world was made.
    pub settings: Settings,
    /// The instant at which the world was made, on the machine's clock.
    pub created_at: Timestamp,
    /// The clock of the world.
    pub clock: Clock,
    /// The sender of the world's webhooks.
    pub sender: Arc<WebhookSender>,
    /// The attempts to deliver webhooks that are under way.
    pub in_flight: InFlight,
    /// The counts of changes.
    pub changes: Changes,
    /// The latest changes of jobs.
    pub history: History,
    /// The beginnings of the latest answers of webhooks' receivers.
    pub receiver_answers: ReceiverAnswers,
    /// The number of events that have fallen due.
    pub applied: AtomicU64,
    /// The log of everything that happens, if the world has one.
    pub log: Option<Arc<dyn Log>>,
    over: AtomicBool,
    ending: Notify,
}

impl Environment {
    /// Creates the environment of a world, and starts its clock.
    pub fn new(
        name: String,
        settings: Settings,
        start: Start,
        sender: Arc<WebhookSender>,
        log: Option<Arc<dyn Log>>,
    ) -> Arc<Self> {
        Arc::new(Self {
            name,
            created_at: settings.about.created_at.unwrap_or_else(Clock::machine_time),
            clock: Clock::new(start),
            settings,
            sender,
            in_flight: InFlight::default(),
            changes: Changes::default(),
            history: History::default(),
            receiver_answers: ReceiverAnswers::default(),
            applied: AtomicU64::new(0),
            log,
            over: AtomicBool::new(false),
            ending: Notify::new(),
        })
    }

    /// Begins to write the clock's moves into the log.
    pub fn log_the_clock(&self) {
        let Some(log) = self.log.clone() else { return };
        self.clock.observe(move |Reading { mode, now, pace }, machine| {
            log.push(&Record::Clock(ClockMoved { mode, now, pace, machine }));
        });
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

    /// Returns the beginning of this world's paths. Empty for the default world.
    pub fn prefix(&self) -> String {
        if self.name.is_empty() { String::new() } else { format!("/w/{}", self.name) }
    }
}
