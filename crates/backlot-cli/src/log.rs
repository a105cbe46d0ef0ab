//! The log: a line on stdout for every request, written by a thread of its own.
//!
//! The sandbox never waits for whoever reads the log: a reader that has stopped reading, such as a test that looked at the
//! first line alone, costs lines and nothing else.

use std::io::{IsTerminal as _, Write as _};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use backlot::Watcher;

use crate::arguments::Log;
use crate::line;

/// The number of lines that may wait to be written.
const WAITING: usize = 8192;
/// The time that the end waits for them.
const PATIENCE: Duration = Duration::from_millis(500);
/// The time for which lines are gathered before they are written: waking the thread for every line would cost more than all else.
const GATHER: Duration = Duration::from_millis(5);
/// The size of what is written at once, in bytes.
const CHUNK: usize = 64 * 1024;

enum Message {
    Line(String),
    /// Everything before it is written; this says so.
    Written(SyncSender<()>),
}

/// The printer of the lines.
pub(crate) struct Printer(SyncSender<Message>);

impl Printer {
    /// Starts the thread. Fails if the machine has none left.
    pub(crate) fn start() -> std::io::Result<Self> {
        let (sender, receiver) = sync_channel(WAITING);
        std::thread::Builder::new().name("log".to_owned()).spawn(move || write(&receiver))?;
        Ok(Self(sender))
    }

    /// Returns a watcher that has the lines of a sandbox printed.
    pub(crate) fn watcher(&self, log: Log) -> Watcher {
        let (lines, colour) = (self.0.clone(), std::io::stdout().is_terminal());
        Box::new(move |line| {
            let text = match log {
                Log::Json => line::for_programs(line),
                Log::Pretty => line::for_people(line, colour),
            };
            // With a reader that has stopped reading, lines are lost.
            let _ = lines.try_send(Message::Line(text));
        })
    }

    /// Waits until what was printed is written, but not for ever.
    pub(crate) fn finish(self) {
        let (done, written) = sync_channel(1);
        if self.0.try_send(Message::Written(done)).is_ok() {
            let _ = written.recv_timeout(PATIENCE);
        }
    }
}

fn write(messages: &Receiver<Message>) {
    let mut text = String::new();
    while let Ok(first) = messages.recv() {
        if matches!(first, Message::Line(_)) {
            gather();
        }
        let mut next = Some(first);
        let mut done = None;
        while let Some(message) = next.take() {
            match message {
                Message::Line(line) => text.push_str(&line),
                Message::Written(sender) => done = Some(sender),
            }
            if text.len() < CHUNK && done.is_none() {
                next = messages.try_recv().ok();
            }
        }
        let mut stdout = std::io::stdout().lock();
        // Whoever read it may have gone; the sandbox serves all the same.
        let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
        text.clear();
        if let Some(done) = done {
            let _ = done.send(());
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "nobody waits for the thread that writes the log")]
fn gather() {
    std::thread::sleep(GATHER);
}
