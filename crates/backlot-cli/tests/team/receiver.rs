//! A receiver of webhooks that notes the tasks that it was told of.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

/// A receiver that lasts as long as the test.
pub(crate) struct Receiver {
    pub(crate) url: String,
    told: Arc<Mutex<BTreeSet<String>>>,
}

impl Receiver {
    /// Starts a receiver on a free port.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let told: Arc<Mutex<BTreeSet<String>>> = Arc::default();
        let noting = told.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A sender that is killed meanwhile tells nothing.
                if let Some(task) = read(&stream) {
                    noting.lock().unwrap().insert(task);
                    let _ = (&stream)
                        .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                }
            }
        });
        Self { url, told }
    }

    /// Returns the tasks of which the receiver was not told.
    pub(crate) fn missing(&self, tasks: &[String]) -> Vec<String> {
        let told = self.told.lock().unwrap();
        tasks.iter().filter(|task| !told.contains(*task)).cloned().collect()
    }
}

fn read(stream: &TcpStream) -> Option<String> {
    stream.set_read_timeout(Some(crate::http::PATIENCE)).ok()?;
    let (mut reader, mut line, mut length) = (BufReader::new(stream), String::new(), 0);
    while reader.read_line(&mut line).ok()? > 2 {
        let lower = line.to_ascii_lowercase();
        length =
            lower.strip_prefix("content-length:").map_or(length, |value| value.trim().parse().unwrap_or(0));
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body: Value = serde_json::from_slice(&body).ok()?;
    Some(body.pointer("/data/taskId")?.as_str()?.to_owned())
}
