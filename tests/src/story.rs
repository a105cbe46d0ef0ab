//! A journey of a real client through a real mock, told by its own traffic.
//!
//! Client and sandbox share one virtual time, so that the pauses between looks at a job are those that the client really
//! makes.

use backlot::{Credits, DeliveryView, OpeningCredits, Sandbox, WorldHandle};
use client_core::TransportBuilder;
use client_core::retry::Jitter;
use reqwest::Method;

use crate::lab::{Lab, World};
use crate::receiver::Received;
use crate::recorder::Recorder;
use crate::shared_clock::SharedClock;

/// The settings by which a client shares a story's time.
pub type Timekeeping = Box<dyn FnOnce(TransportBuilder) -> TransportBuilder>;

/// Where the sandbox says that it is, so that no port stands in a transcript.
const PUBLIC_URL: &str = "http://sandbox.test";

/// A story that is being told, of a client.
pub struct Story<C> {
    /// Who acts.
    pub client: C,
    /// Where it happens.
    pub world: World,
    recorder: Recorder,
    _lab: Lab,
}

impl<C> Story<C> {
    /// Begins one in which every account opens with so much. The client is made with the settings of its transport by which
    /// it shares the story's time.
    ///
    /// # Panics
    /// If that is no amount.
    pub fn begin(credits: &str, client: impl FnOnce(&WorldHandle, Timekeeping) -> C) -> Self {
        let story = Self::prepare(credits, client);
        story.starts_here();
        story
    }

    /// The same, with nothing told until it [starts](Self::starts_here).
    ///
    /// # Panics
    /// If that is no amount.
    pub fn prepare(credits: &str, client: impl FnOnce(&WorldHandle, Timekeeping) -> C) -> Self {
        let credits: Credits = credits.parse().expect("a number of credits");
        let recorder = Recorder::default();
        let layer = recorder.clone();
        let lab = Lab::start_around(Sandbox::builder().seed(1), move |app| layer.around(app));
        let world = lab.new_world(|settings| {
            settings.public_url = Some(PUBLIC_URL.into());
            settings.credits = OpeningCredits::Everywhere(credits);
        });
        let clock = SharedClock::of(&world.handle);
        let always_half = Jitter::new(|pause| pause / 2);
        let timekeeping = Box::new(|transport: TransportBuilder| transport.clock(clock).jitter(always_half));
        let client = client(&world.handle, timekeeping);
        Self { client, world, recorder, _lab: lab }
    }

    /// Its first instant.
    pub fn starts_here(&self) {
        self.recorder.follow(&self.world.handle);
    }

    /// A line of the story itself.
    pub fn tell(&self, line: &str) {
        self.recorder.tell(line);
    }

    /// Puts something else in the place of what differs from run to run.
    pub fn hide(&self, text: &str, instead: &'static str) {
        self.recorder.hide(text, instead);
    }

    /// What came to a receiver, by the log of its one delivery.
    pub fn tell_delivery(&self, delivery: &DeliveryView, received: &[Received]) {
        self.recorder.tell_delivery(delivery, received);
    }

    /// Lets the next answer break off on its way, after its request took effect.
    pub fn lose_next_answer(&self) {
        self.recorder.lose_next_answer();
    }

    /// Where something is really to be fetched that an answer points to.
    ///
    /// # Panics
    /// If the URL is not the sandbox's.
    pub fn really(&self, url: &str) -> String {
        let path = url.strip_prefix(PUBLIC_URL).and_then(|path| path.strip_prefix("/w/w1"));
        format!("{}{}", self.world.handle.url(""), path.expect("the public URL"))
    }

    /// Fetches a file that an answer points to.
    ///
    /// # Panics
    /// If it is not there.
    pub async fn fetch(&self, url: &str) {
        let file = self.world.request(Method::GET, &self.really(url)).send().await;
        assert!(file.expect("an answer").status().is_success());
    }

    /// The transcript with an account's ledger at its end.
    ///
    /// # Panics
    /// If there is no such account.
    pub fn end(self, provider: &str, key: &str) -> String {
        self.recorder.transcript(&self.world.handle.ledger(provider, key).expect("an account"))
    }

    /// The transcript alone.
    pub fn end_without_ledger(self) -> String {
        self.recorder.told()
    }
}
