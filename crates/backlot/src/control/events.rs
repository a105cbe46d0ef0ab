//! Events: what changes in a world, as server-sent events.
//!
//! A stream is a cursor over the journal and over the counts of changes. It reads what is new when it is woken, and nothing is queued
//! for a slow reader. It ends with its world and with the server.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use control_api::{Changed, ExchangeRow, Gap, Hello, StreamEvents, Subject};
use futures_util::stream;
use journal::Filter;
use mock_http::changes::Revisions;
use mock_http::clock::{Reading, pause};
use serde::Serialize;

use super::error::Refused;
use super::exchange::row;
use super::handle::{Control, Handle};
use super::input::Input;

/// The shortest time between two readings, on the machine's clock.
const BETWEEN: Duration = Duration::from_millis(100);
/// The time after which a silent stream says that it is still there, on the machine's clock.
const SILENCE: Duration = Duration::from_secs(15);
/// The most exchanges that are told in one reading.
const MOST_TOLD: usize = 1000;

impl Handle for StreamEvents {
    /// Returns the first event alone, since the stream has no end.
    async fn handle(self, control: &Control) -> Result<String, Refused> {
        let world = &control.context.world;
        let seq = world.journal.numbers().end - 1;
        Ok(format!("event: hello\ndata: {}\n\n", serde_json::json!(hello(control, seq))))
    }

    fn read(input: Input) -> Result<Self, Refused> {
        // A browser that connects again tells what it had last.
        let last = input.headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
        let call: Self = input.call()?;
        Ok(Self { after: last.or(call.after), ..call })
    }

    async fn respond(self, control: Control) -> Result<Response, Refused> {
        let follower = Follower::new(&self, control);
        let events = stream::unfold(follower, |mut follower| async move {
            follower.next().await.map(|event| (Ok::<_, Infallible>(event), follower))
        });
        Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(SILENCE)).into_response())
    }
}

fn hello(control: &Control, seq: u64) -> Hello {
    let world = &control.context.world;
    let revision = revisions(control).iter().sum::<u64>() + seq;
    Hello { world: world.name.clone(), revision, clock: world.clock.read(), seq }
}

fn revisions(control: &Control) -> Revisions {
    let (mut own, sandbox) = (control.context.world.changes.read(), control.backlot.changes.read());
    own[Subject::Worlds as usize] += sandbox[Subject::Worlds as usize];
    own
}

/// A stream that is being read.
struct Follower {
    control: Control,
    tells_exchanges: bool,
    /// The number of the latest exchange that was told, or looked at.
    seq: u64,
    revisions: Revisions,
    clock: Reading,
    /// The events that were read and not sent yet.
    read: VecDeque<Event>,
    has_ended: bool,
}

impl Follower {
    fn new(asked: &StreamEvents, control: Control) -> Self {
        let world = &control.context.world;
        let latest = world.journal.numbers().end - 1;
        let tells_exchanges = asked.journal.unwrap_or(false);
        let first = Event::default().event("hello").json_data(hello(&control, latest));
        Self {
            tells_exchanges,
            seq: asked.after.unwrap_or(latest).min(latest),
            revisions: revisions(&control),
            clock: world.clock.read(),
            read: first.into_iter().collect(),
            has_ended: false,
            control,
        }
    }

    /// Returns the next event. `None` at the end of the stream.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.read.pop_front() {
                return Some(event);
            }
            if self.has_ended {
                return None;
            }
            self.follow().await;
        }
    }

    /// Waits until something is new, and reads it.
    async fn follow(&mut self) {
        let (backlot, world) = (self.control.backlot.clone(), self.control.context.world.clone());
        let mut moved = world.clock.moved();
        let (came, changed) = (world.journal.came(), world.changes.came());
        let elsewhere = backlot.changes.came();
        let (mut came, mut changed, mut elsewhere) =
            (std::pin::pin!(came), std::pin::pin!(changed), std::pin::pin!(elsewhere));
        came.as_mut().enable();
        changed.as_mut().enable();
        elsewhere.as_mut().enable();
        // What came between the last reading and now wakes nobody.
        if self.reads_something() {
            return;
        }
        tokio::select! {
            () = came => {}
            () = changed => {}
            () = elsewhere => {}
            _ = moved.changed() => {}
            () = world.ended() => {
                self.tell("gone", &serde_json::json!({ "world": world.name }));
                self.has_ended = true;
                return;
            }
            () = backlot.streams_ended() => {
                self.has_ended = true;
                return;
            }
        }
        pause(BETWEEN).await;
        self.reads_something();
    }

    /// Reads what is new. Returns `true` if there is something.
    fn reads_something(&mut self) -> bool {
        let (before, clock) = (self.revisions, self.control.context.world.clock.read());
        self.revisions = revisions(&self.control);
        let is_new = |subject: &Subject| self.revisions[*subject as usize] != before[*subject as usize];
        let mut what: Vec<_> = Subject::ALL.into_iter().filter(is_new).collect();
        if self.is_moved(clock) {
            what.push(Subject::Clock);
        }
        self.clock = clock;
        if self.read_exchanges() && !what.contains(&Subject::Journal) {
            what.push(Subject::Journal);
        }
        if what.is_empty() {
            return false;
        }
        let revision = self.revisions.iter().sum::<u64>() + self.seq;
        self.tell("changed", &Changed { what, revision, now: clock.now });
        true
    }

    /// Returns `true` if the clock was set or moved since the last reading, and did not only go on.
    fn is_moved(&self, clock: Reading) -> bool {
        let Reading { mode, now, pace } = self.clock;
        let goes_on = mode == kernel::time::Mode::Realtime;
        clock.mode != mode || clock.pace != pace || (clock.now != now && !goes_on)
    }

    /// Reads the exchanges that are new. Returns `true` if there are some.
    fn read_exchanges(&mut self) -> bool {
        let journal = &self.control.context.world.journal;
        let kept = journal.numbers();
        let latest = kept.end - 1;
        if latest <= self.seq {
            return false;
        }
        if self.tells_exchanges {
            let first = self.seq + 1;
            let found =
                journal.find(&Filter { limit: Some(MOST_TOLD), ..Filter::all().later_than(self.seq) });
            let from = found.exchanges.first().map_or(latest + 1, |seen| seen.seq);
            if from > first {
                self.tell("gap", &Gap { from: first, to: from - 1 });
            }
            let rows: Vec<ExchangeRow> =
                found.exchanges.iter().map(|seen| row(&self.control, seen)).collect();
            for row in rows {
                self.seq = row.seq;
                let event = Event::default().event("exchange").id(row.seq.to_string());
                self.read.extend(event.json_data(&row).ok());
            }
            self.seq = self.seq.max(from.saturating_sub(1));
        } else {
            self.seq = latest;
        }
        true
    }

    fn tell(&mut self, name: &str, data: &impl Serialize) {
        self.read.extend(Event::default().event(name).json_data(data).ok());
    }
}
