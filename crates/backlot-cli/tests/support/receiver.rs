//! A receiver of webhooks that notes the tasks that it was told of.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use serde_json::Value;

/// A receiver that lasts as long as the test.
pub(crate) struct Receiver {
    pub(crate) url: String,
    told: Arc<(Mutex<Vec<String>>, Condvar)>,
}

impl Receiver {
    /// Starts a receiver on a free port.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let told: Arc<(Mutex<Vec<String>>, Condvar)> = Arc::default();
        let noting = told.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A sender that is killed meanwhile tells nothing.
                if let Some(task) = read(&stream) {
                    noting.0.lock().unwrap().push(task);
                    noting.1.notify_all();
                    let _ = (&stream)
                        .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                }
            }
        });
        Self { url, told }
    }

    /// Waits until the receiver was told of all these tasks. Returns all that it was told of, in order.
    ///
    /// # Panics
    /// If some are missing when patience is at its end.
    pub(crate) fn wait_for(&self, tasks: &[String], patience: Duration) -> Vec<String> {
        let missing = |told: &[String]| {
            let told: BTreeSet<_> = told.iter().collect();
            tasks.iter().filter(|task| !told.contains(task)).cloned().collect::<Vec<_>>()
        };
        let (told, changed) = &*self.told;
        let told = told.lock().unwrap();
        let (told, waited) =
            changed.wait_timeout_while(told, patience, |told| !missing(told).is_empty()).unwrap();
        assert!(!waited.timed_out(), "of {} webhooks these never came: {:?}", tasks.len(), missing(&told));
        told.clone()
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
