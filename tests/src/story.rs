//! A story: the journey of a real client through a real mock, told by its traffic.
//!
//! Client and sandbox share one virtual time. The pauses between looks at a job are therefore those that the client
//! really makes.

use std::sync::Arc;

use backlot::{Credits, DeliveryView, OpeningCredits, Sandbox, WorldHandle};
use client_core::retry::Jitter;
use client_core::{Client, ClientBuilder};
use reqwest::Method;

use crate::kept_log::{KeptLog, known};
use crate::lab::{Lab, World};
use crate::receiver::Received;
use crate::recorder::Recorder;
use crate::shared_clock::SharedClock;

/// The time of a story, which its client shares.
pub struct Timekeeping(Arc<SharedClock>);

impl Timekeeping {
    /// Gives a client the story's time, and pauses of the same length in each run.
    pub fn set<C: Client>(self, builder: ClientBuilder<C>) -> ClientBuilder<C> {
        builder.clock(self.0).jitter(Jitter::new(|pause| pause / 2))
    }
}

/// The public URL of the sandbox, so that transcripts contain no port.
const PUBLIC_URL: &str = "http://sandbox.test";

/// A story of a client.
pub struct Story<C> {
    /// The client.
    pub client: C,
    /// The world of the story.
    pub world: World,
    recorder: Recorder,
    _lab: Lab,
}

impl<C> Story<C> {
    /// Begins a story in which every account opens with `credits`. `client` creates the client, from the world and from
    /// the transport settings with which it shares the story's time.
    ///
    /// # Panics
    /// Panics if `credits` is no amount.
    pub fn begin(credits: &str, client: impl FnOnce(&WorldHandle, Timekeeping) -> C) -> Self {
        let story = Self::prepare(credits, client);
        story.starts_here();
        story
    }

    /// Prepares a story as [`begin`](Self::begin) does, but tells nothing until it [starts](Self::starts_here).
    ///
    /// # Panics
    /// Panics if `credits` is no amount.
    pub fn prepare(credits: &str, client: impl FnOnce(&WorldHandle, Timekeeping) -> C) -> Self {
        let credits: Credits = credits.parse().expect("a number of credits");
        let recorder = Recorder::default();
        let layer = recorder.clone();
        let lab = Lab::start_around(Sandbox::builder().seed(1).record(), move |app| layer.around(app));
        let world = lab.new_world(|settings| {
            settings.public_url = Some(PUBLIC_URL.into());
            settings.credits = OpeningCredits::Everywhere(credits);
        });
        let client = client(&world.handle, Timekeeping(SharedClock::of(&world.handle)));
        Self { client, world, recorder, _lab: lab }
    }

    /// Marks the first instant of the story.
    pub fn starts_here(&self) {
        self.recorder.follow(&self.world.handle);
    }

    /// Writes a line of narration.
    pub fn tell(&self, line: &str) {
        self.recorder.tell(line);
    }

    /// Replaces a text that differs from run to run.
    pub fn hide(&self, text: &str, instead: &'static str) {
        self.recorder.hide(text, instead);
    }

    /// Writes down the webhooks that came to a receiver, by the log of their one delivery.
    pub fn tell_delivery(&self, delivery: &DeliveryView, received: &[Received]) {
        self.recorder.tell_delivery(delivery, received);
    }

    /// Makes the next answer break off on its way. Its request still takes effect.
    pub fn lose_next_answer(&self) {
        self.recorder.lose_next_answer();
    }

    /// Returns the URL at which the file of a public URL can really be fetched.
    ///
    /// # Panics
    /// Panics if the URL is not the sandbox's.
    pub fn really(&self, url: &str) -> String {
        let path = url.strip_prefix(PUBLIC_URL).and_then(|path| path.strip_prefix("/w/w1"));
        format!("{}{}", self.world.handle.url(""), path.expect("the public URL"))
    }

    /// Fetches a file at a URL from an answer.
    ///
    /// # Panics
    /// Panics if the file is not there.
    pub async fn fetch(&self, url: &str) {
        let file = self.world.request(Method::GET, &self.really(url)).send().await;
        assert!(file.expect("an answer").status().is_success());
    }

    /// Checks that the log of the story gives the same world once more. With `BACKLOT_WRITE_LOGS=1`, it also becomes a log that all later
    /// versions have to read.
    ///
    /// # Panics
    /// Panics if the log gives another world.
    pub async fn check_log(&self, provider: &str, name: &str) {
        let log = self.world.handle.export().await.expect("a world with a log");
        let elsewhere = Sandbox::builder().start().expect("a free port");
        let again = elsewhere.import(&log).expect("a log of this version");
        assert_eq!(known(&again), known(&self.world.handle), "{name}");
        if std::env::var_os("BACKLOT_WRITE_LOGS").is_some() {
            let snapshot = again.export().await.expect("a world");
            KeptLog { provider, name }.write(&log, &snapshot);
        }
    }

    /// Returns the transcript, with an account's ledger at its end.
    ///
    /// # Panics
    /// Panics if there is no such account.
    pub fn end(self, provider: &str, key: &str) -> String {
        self.recorder.transcript(&self.world.handle.ledger(provider, key).expect("an account"))
    }

    /// Returns the transcript alone.
    pub fn end_without_ledger(self) -> String {
        self.recorder.told()
    }
}
