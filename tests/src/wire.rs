//! HTTP written by hand on a socket, for requests that no client library would send.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The time, on the machine's clock, after which a socket counts as hanging.
const HANGING: Duration = Duration::from_secs(20);

/// A connection that sends requests byte for byte.
pub struct Wire {
    socket: TcpStream,
    unread: Vec<u8>,
}

/// An answer as it arrived.
#[derive(Debug)]
pub struct WireAnswer {
    /// The status.
    pub status: u16,
    /// The headers, with names in lowercase.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

impl WireAnswer {
    /// Returns the body as JSON; null if it is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Returns `true` if the answer announces the end of the connection.
    pub fn closes(&self) -> bool {
        self.headers.get("connection").is_some_and(|connection| connection == "close")
    }
}

impl Wire {
    /// Connects to a sandbox.
    ///
    /// # Panics
    /// Panics if no server listens there.
    pub async fn to(url: &str) -> Self {
        let address = url.strip_prefix("http://").expect("a plain URL").split('/').next().expect("a part");
        Self { socket: TcpStream::connect(address).await.expect("a connection"), unread: Vec::new() }
    }

    /// Sends bytes as they are.
    ///
    /// # Panics
    /// Panics if the other end has closed the connection or reads no more.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let sent = tokio::time::timeout(HANGING, self.socket.write_all(bytes.as_ref())).await;
        sent.expect("somebody who reads").expect("an open connection");
    }

    /// Closes the sending side; reading goes on.
    ///
    /// # Panics
    /// Panics if the connection has broken.
    pub async fn half_close(&mut self) {
        self.socket.shutdown().await.expect("an open connection");
    }

    /// Reads the next answer.
    ///
    /// # Panics
    /// Panics if there is no answer, or only a part of one.
    pub async fn answer(&mut self) -> WireAnswer {
        let end = loop {
            if let Some(end) = self.unread.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break end;
            }
            self.read().await;
        };
        let head: Vec<u8> = self.unread.drain(..end + 4).collect();
        let head = String::from_utf8(head).expect("a head in ASCII");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
        let headers: BTreeMap<_, _> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let length = headers.get("content-length").map_or(0, |length| length.parse().expect("a length"));
        while self.unread.len() < length {
            self.read().await;
        }
        let body = self.unread.drain(..length).collect();
        WireAnswer { status: status.expect("a status"), headers, body }
    }

    /// Waits until an answer has begun to come, and leaves it unread.
    ///
    /// # Panics
    /// If none comes.
    pub async fn answer_is_there(&mut self) {
        let peeked = tokio::time::timeout(HANGING, self.socket.peek(&mut [0])).await;
        assert_eq!(peeked.expect("an answer in time").expect("an open connection"), 1);
    }

    /// Waits until the other end closes the connection in order, without sending more.
    ///
    /// # Panics
    /// Panics if it sends more, breaks the connection, or keeps it open.
    pub async fn ends(&mut self) {
        let read = tokio::time::timeout(HANGING, self.socket.read_buf(&mut self.unread)).await;
        assert_eq!(read.expect("an end in time").expect("an end in order"), 0);
    }

    async fn read(&mut self) {
        let read = tokio::time::timeout(HANGING, self.socket.read_buf(&mut self.unread)).await;
        let read = read.expect("an answer in time").expect("an open connection");
        assert!(read > 0, "the connection ended: {:?}", String::from_utf8_lossy(&self.unread));
    }
}
