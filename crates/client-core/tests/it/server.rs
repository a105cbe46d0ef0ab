//! A server that plays a script, with one reply for each request. It knows just enough HTTP for that.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The reaction of the server to one request.
pub(crate) enum Reply {
    /// A complete answer with this status and this JSON body.
    Json(u16, &'static str),
    /// An answer with one more header line.
    With(u16, &'static str, &'static str),
    /// The head and the beginning of an answer, then the end of the connection.
    CutOff(u16, &'static str),
    /// The same with one more header line.
    CutOffWith(u16, &'static str, &'static str),
    /// The end of the connection, without an answer.
    HangUp,
    /// No answer, until the client gives up.
    Silence,
}

/// A scripted server on the loopback, which keeps the requests that it received.
pub(crate) struct Server {
    /// The base URL of the server: `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Listens, and plays the script once. It hangs up on all later requests.
    pub(crate) async fn start(script: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let mut script = script.into_iter().collect::<Vec<_>>().into_iter();
        let seen = requests.clone();
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                play(connection, script.next().unwrap_or(Reply::HangUp), &seen).await;
            }
        });
        Self { url, requests }
    }

    /// Returns the requests so far, each as on the wire.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn play(mut connection: TcpStream, reply: Reply, seen: &Mutex<Vec<String>>) {
    let Some(request) = read(&mut connection).await else { return };
    seen.lock().unwrap().push(request);
    let (status, header, body, missing) = match reply {
        Reply::Json(status, body) => (status, "accept: application/json", body, 0),
        Reply::With(status, header, body) => (status, header, body, 0),
        Reply::CutOff(status, body) => (status, "accept: application/json", body, 10),
        Reply::CutOffWith(status, header, body) => (status, header, body, 10),
        Reply::HangUp => return,
        Reply::Silence => {
            // Ends when the client closes its side.
            let _ = connection.read(&mut [0]).await;
            return;
        }
    };
    let length = body.len() + missing;
    let answer = format!(
        "HTTP/1.1 {status} X\r\nconnection: close\r\n{header}\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    let _ = connection.write_all(answer.as_bytes()).await;
}

/// Reads one complete request: its head, and the body of the length that the head announces.
async fn read(connection: &mut TcpStream) -> Option<String> {
    let mut request = Vec::new();
    while !is_whole(&request) {
        match connection.read_buf(&mut request).await {
            Ok(1..) => {}
            _ => return None,
        }
    }
    Some(String::from_utf8_lossy(&request).into_owned())
}

fn is_whole(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return false };
    let (head, body) = (String::from_utf8_lossy(&request[..end]), &request[end + 4..]);
    if head.contains("\r\ntransfer-encoding: chunked") {
        return body.ends_with(b"0\r\n\r\n");
    }
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}
