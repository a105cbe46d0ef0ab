//! The log: a line on stdout for every request, written by a thread of its own.
//!
//! The sandbox never waits for whoever reads the log: a reader that has stopped reading, such as a test that looked at the
//! first line alone, costs lines and nothing else.

use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use backlot::{Line, Watcher};
use serde_json::json;

use crate::arguments::Log;

/// How many lines may wait to be written.
const WAITING: usize = 8192;
/// How long the end waits for them.
const PATIENCE: Duration = Duration::from_millis(500);
/// How long lines are gathered before they are written: waking the thread for every line would cost more than all else.
const GATHER: Duration = Duration::from_millis(5);
/// How much is written at once.
const CHUNK: usize = 64 * 1024;

enum Message {
    Line(String),
    /// Everything before it is written; this says so.
    Written(SyncSender<()>),
}

/// Who prints the lines.
pub(crate) struct Printer(SyncSender<Message>);

impl Printer {
    /// Starts the thread. Fails if the machine has none left.
    pub(crate) fn start() -> std::io::Result<Self> {
        let (sender, receiver) = sync_channel(WAITING);
        std::thread::Builder::new().name("log".to_owned()).spawn(move || write(&receiver))?;
        Ok(Self(sender))
    }

    /// What sees the lines of a sandbox and has them printed.
    pub(crate) fn watcher(&self, log: Log) -> Watcher {
        let (lines, colour) = (self.0.clone(), std::io::stdout().is_terminal());
        Box::new(move |line| {
            let text = match log {
                Log::Json => json_line(line),
                Log::Pretty => pretty_line(line, colour),
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

/// A line for programs.
fn json_line(line: &Line<'_>) -> String {
    let mut text = json!({
        "event": "request",
        "at": format!("{:.3}", line.at),
        "method": line.method,
        "path": line.path,
        "status": line.status,
        "provider": line.provider,
        "world": line.world,
        "duration_ms": line.took.as_secs_f64() * 1000.0,
        "basis": line.basis,
        "fault": line.fault,
    })
    .to_string();
    text.push('\n');
    text
}

/// A line for people.
fn pretty_line(line: &Line<'_>, colour: bool) -> String {
    let status = line.status.map_or("---".to_owned(), |status| status.to_string());
    let painted = match line.status {
        _ if !colour => status,
        Some(200..=399) => format!("\x1b[32m{status}\x1b[0m"),
        Some(400..=499) => format!("\x1b[33m{status}\x1b[0m"),
        _ => format!("\x1b[31m{status}\x1b[0m"),
    };
    let milliseconds = line.took.as_secs_f64() * 1000.0;
    let mut text = format!("{painted} {:<6} {}  {milliseconds:.1} ms", line.method, line.path);
    let world = (!line.world.is_empty()).then_some(line.world);
    for (name, value) in
        [("provider", line.provider), ("world", world), ("basis", line.basis), ("fault", line.fault)]
    {
        if let Some(value) = value {
            let _ = write!(text, "  {name}={value}");
        }
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Line<'static> {
        Line {
            at: "2026-01-01T00:00:00.5Z".parse().unwrap(),
            method: "POST",
            path: "/cutx/api/generate/copy",
            status: Some(503),
            provider: Some("cutx"),
            world: "w1",
            took: Duration::from_micros(1500),
            basis: Some("assumed"),
            fault: Some("fault-1"),
        }
    }

    #[test]
    fn people_get_a_line_with_colour_only_if_they_see_it() {
        let plain = "503 POST   /cutx/api/generate/copy  1.5 ms  provider=cutx  world=w1  basis=assumed  fault=fault-1\n";
        assert_eq!(pretty_line(&line(), false), plain);
        assert_eq!(pretty_line(&line(), true), plain.replacen("503", "\x1b[31m503\x1b[0m", 1));
    }

    #[test]
    fn programs_get_an_object_a_line() {
        let text = json_line(&line());
        let expected = json!({
            "event": "request", "at": "2026-01-01T00:00:00.500Z", "method": "POST", "path": "/cutx/api/generate/copy",
            "status": 503, "provider": "cutx", "world": "w1", "duration_ms": 1.5, "basis": "assumed", "fault": "fault-1",
        });
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), expected);
        assert!(text.ends_with("}\n"));
    }
}
