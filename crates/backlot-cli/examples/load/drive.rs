//! The load: connections that are kept alive. Each sends its next request after the answer to the last one.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::Failure;

/// A request that is sent over and over.
pub(crate) struct Request(pub(crate) Arc<[u8]>);

impl Request {
    /// Creates a request with a key, and with a JSON body if it has one.
    pub(crate) fn new(method: &str, path: &str, body: &str) -> Self {
        let content = if body.is_empty() {
            String::new()
        } else {
            format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len())
        };
        let text = format!(
            "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer the-load\r\n{content}\r\n{body}"
        );
        Self(text.into_bytes().into())
    }
}

/// The end of a load.
#[derive(Clone, Copy)]
pub(crate) enum Until {
    /// The load ends after this time.
    Passed(Duration),
    /// The load ends after this many requests, and in any case after ten minutes.
    Sent(u64),
}

/// The result of a load.
#[derive(Clone, Debug, Default)]
pub(crate) struct Load {
    /// The number of answered requests.
    pub(crate) answered: u64,
    /// The duration of the load, in seconds.
    pub(crate) seconds: f64,
    /// Every latency in microseconds, ascending.
    pub(crate) latencies: Vec<u32>,
}

impl Load {
    /// Returns the latency in microseconds below which this many of a thousand are.
    pub(crate) fn quantile(&self, of_thousand: usize) -> f64 {
        let place = (self.latencies.len() * of_thousand / 1000).min(self.latencies.len().saturating_sub(1));
        self.latencies.get(place).copied().unwrap_or_default().into()
    }
}

/// Sends one request over this many connections at once. Every answer must have status 200.
pub(crate) async fn drive(
    address: &str,
    connections: usize,
    request: &Request,
    until: Until,
) -> Result<Load, Failure> {
    let sent = Arc::new(AtomicU64::new(0));
    let begin = now();
    let mut tasks = JoinSet::new();
    for _ in 0..connections {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let connection = Connection { stream, buffer: Vec::with_capacity(8192) };
        tasks.spawn(connection.run(request.0.clone(), until, sent.clone(), begin));
    }
    let mut load = Load::default();
    while let Some(done) = tasks.join_next().await {
        load.latencies.extend(done??);
    }
    load.seconds = (now() - begin).as_secs_f64();
    load.answered = load.latencies.len() as u64;
    load.latencies.sort_unstable();
    Ok(load)
}

/// Sends one request and returns the body of its answer.
pub(crate) async fn ask(address: &str, request: &Request) -> Result<String, Failure> {
    let stream = TcpStream::connect(address).await?;
    let mut connection = Connection { stream, buffer: Vec::new() };
    let (head, whole) = connection.exchange(&request.0).await?;
    Ok(String::from_utf8_lossy(&connection.buffer[head..whole]).into_owned())
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn run(
        mut self,
        request: Arc<[u8]>,
        until: Until,
        sent: Arc<AtomicU64>,
        begin: Instant,
    ) -> Result<Vec<u32>, Failure> {
        let (longest, most) = match until {
            Until::Passed(longest) => (longest, u64::MAX),
            Until::Sent(most) => (Duration::from_secs(600), most),
        };
        let mut latencies = Vec::new();
        let mut last = now();
        while last - begin < longest && sent.fetch_add(1, Ordering::Relaxed) < most {
            self.exchange(&request).await?;
            let done = now();
            latencies.push(u32::try_from((done - last).as_micros()).unwrap_or(u32::MAX));
            last = done;
        }
        Ok(latencies)
    }

    /// Returns the ends of the answer's head and of the whole answer in the buffer.
    async fn exchange(&mut self, request: &[u8]) -> Result<(usize, usize), Failure> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
            let Some(head) = find(&self.buffer, b"\r\n\r\n").map(|end| end + 4) else { continue };
            if !self.buffer.starts_with(b"HTTP/1.1 200") && !self.buffer.starts_with(b"HTTP/1.1 201") {
                return Err(String::from_utf8_lossy(&self.buffer).into_owned().into());
            }
            let whole = head + content_length(&self.buffer[..head]).ok_or("an answer without a length")?;
            if self.buffer.len() >= whole {
                return Ok((head, whole));
            }
        }
    }
}

fn content_length(head: &[u8]) -> Option<usize> {
    let name = b"content-length: ";
    let rest = &head[find(head, name)? + name.len()..];
    std::str::from_utf8(&rest[..find(rest, b"\r\n")?]).ok()?.parse().ok()
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[expect(clippy::disallowed_methods, reason = "a load is measured on the machine's clock")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
