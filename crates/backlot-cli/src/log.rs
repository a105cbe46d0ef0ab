//! The log: a line on stdout for every request, written by a thread of its own.
//!
//! The sandbox never waits for the reader of the log. If the reader stops reading, such as a test that looked only at the first
//! line, then lines are lost, and nothing else.

use std::io::{IsTerminal as _, Write as _};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use backlot::Watcher;

use crate::arguments::Log;
use crate::line;

/// The largest number of lines that wait to be written.
const WAITING: usize = 8192;
/// The time that the process waits for these lines at its end.
const PATIENCE: Duration = Duration::from_millis(500);
/// The time for which lines are gathered before they are written. Waking the thread for every line would cost more than all else.
const GATHER: Duration = Duration::from_millis(5);
/// The number of bytes after which gathered lines are written.
const CHUNK: usize = 64 * 1024;

enum Message {
    Line(String),
    /// A request to confirm that everything before it is written.
    Written(SyncSender<()>),
}

/// The printer of the lines.
pub(crate) struct Printer(SyncSender<Message>);

impl Printer {
    /// Starts the thread. Fails if the machine has no free thread.
    pub(crate) fn start() -> std::io::Result<Self> {
        let (sender, receiver) = sync_channel(WAITING);
        std::thread::Builder::new().name("log".to_owned()).spawn(move || write(&receiver))?;
        Ok(Self(sender))
    }

    /// Returns a watcher that prints the lines of a sandbox.
    pub(crate) fn watcher(&self, log: Log) -> Watcher {
        let (lines, colour) = (self.0.clone(), std::io::stdout().is_terminal());
        Box::new(move |line| {
            let text = match log {
                Log::Json => line::for_programs(line),
                Log::Pretty => line::for_people(line, colour),
            };
            // If the reader has stopped reading, lines are lost.
            let _ = lines.try_send(Message::Line(text));
        })
    }

    /// Waits until all lines are written, at most for [`PATIENCE`].
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
        // The reader may have gone; the sandbox still serves.
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
