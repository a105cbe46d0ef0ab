//! One call over a connection of its own.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// The longest time that a caller waits for an answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The end of a call.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The call was answered.
    Whole(u16, Value),
    /// The connection was refused: nothing has happened.
    Unreached,
    /// The connection ended without a whole answer: nobody knows what has happened.
    Broken,
}

/// A call that was sent and is not answered yet.
pub(crate) struct Sent(TcpStream);

/// Sends a call, such as `GET /_backlot/health`.
pub(crate) fn send(address: &str, key: &str, call: &str, body: &Value) -> Option<Sent> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let request = format!(
        "{call} HTTP/1.0\r\nhost: backlot.test:4080\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    // A connection that breaks here is found broken when the answer is read.
    let _ = stream.write_all(request.as_bytes());
    Some(Sent(stream))
}

impl Sent {
    /// Waits for the answer.
    pub(crate) fn answer(mut self) -> Answer {
        let mut text = Vec::new();
        if self.0.read_to_end(&mut text).is_err() {
            return Answer::Broken;
        }
        whole(&String::from_utf8_lossy(&text))
            .map_or(Answer::Broken, |(status, body)| Answer::Whole(status, body))
    }
}

fn whole(text: &str) -> Option<(u16, Value)> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    if length.is_some_and(|length: usize| length != body.len()) {
        return None;
    }
    Some((status, serde_json::from_str(body).unwrap_or(Value::String(body.to_owned()))))
}

/// Sends a call and waits for its answer.
pub(crate) fn ask(address: &str, key: &str, call: &str, body: &Value) -> Answer {
    send(address, key, call, body).map_or(Answer::Unreached, Sent::answer)
}

/// Sends a call that must succeed.
#[track_caller]
pub(crate) fn told(address: &str, key: &str, call: &str, body: &Value) -> Value {
    match ask(address, key, call, body) {
        Answer::Whole(200..=299, answer) => answer,
        other => panic!("{call} at {address}: {other:?}"),
    }
}
