//! Files are downloaded completely or not at all, within their time, and without the key.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use client_core::clock::VirtualClock;
use client_core::{ClientBuilder, Error, ErrorKind, Transport};
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::server::{Reply, Server};

const SHORT: Duration = Duration::from_millis(50);

/// Creates a transport to a base URL without a server, so that only downloads can succeed.
fn builder() -> ClientBuilder<Transport> {
    crate::builder("http://127.0.0.1:1/api").clock(Arc::new(VirtualClock::default()))
}

/// Downloads from a server that plays this script. Returns the result, the written bytes, and the number of requests.
async fn fetch(script: impl IntoIterator<Item = Reply>) -> (Result<u64, Error>, Vec<u8>, usize) {
    let server = Server::start(script).await;
    let mut file = Vec::new();
    let result = builder().build().unwrap().download(&server.url).to_writer(&mut file).await;
    (result.map(|file| file.length), file, server.requests().len())
}

#[tokio::test]
async fn a_file_is_written_whole_and_asked_for_without_the_key() {
    let server = Server::start([Reply::Json(200, "moving pictures")]).await;
    let (mut file, mut told) = (Vec::new(), Vec::new());
    // The file is below the base URL, where calls carry the key.
    let transport = crate::builder(&server.url).header("x-team", "films").build().unwrap();
    let url = format!("{}/film.mp4?signature=x%2Fy", server.url);
    let download = transport.download(&url).with_progress(|progress| told.push(progress));
    let length = download.to_writer(&mut file).await.unwrap().length;
    assert_eq!((length, file.as_slice()), (15, b"moving pictures".as_slice()));
    assert_eq!(told.last().map(|progress| (progress.received, progress.total)), Some((15, Some(15))));
    let host = server.url.trim_start_matches("http://");
    let request = format!(
        "GET /film.mp4?signature=x%2Fy HTTP/1.1\r\naccept-encoding: identity\r\naccept: */*\r\nuser-agent: test/1\r\nhost: {host}\r\n\r\n"
    );
    assert_eq!(server.requests(), [request]);
}

#[tokio::test]
async fn trouble_before_the_first_byte_is_repeated() {
    let (result, file, requests) =
        fetch([Reply::HangUp, Reply::Json(503, "no"), Reply::Json(200, "film")]).await;
    assert_eq!((result.unwrap(), file.as_slice(), requests), (4, b"film".as_slice(), 3));
}

#[tokio::test]
async fn a_file_that_is_too_short_is_an_error_and_not_fetched_again() {
    let (result, file, requests) = fetch([Reply::CutOff(200, "fil"), Reply::Json(200, "film")]).await;
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.status(), requests), (ErrorKind::Transport, Some(200), 1));
    assert_eq!(file, b"fil");
}

#[tokio::test]
async fn a_refusal_is_no_file() {
    for (status, requests_expected) in [(404, 1), (410, 1), (500, 4)] {
        let script = (0..4).map(|_| Reply::Json(status, r#"{"error": "gone"}"#));
        let (result, file, requests) = fetch(script).await;
        let error = result.unwrap_err();
        assert_eq!(
            (error.kind(), error.status(), requests),
            (ErrorKind::Api, Some(status), requests_expected)
        );
        assert_eq!((error.body(), file.len()), (Some(r#"{"error": "gone"}"#), 0));
    }
}

/// Answers a request with a redirect to this URL.
fn to(url: &str) -> Reply {
    Reply::With(302, format!("location: {url}").leak(), "")
}

#[tokio::test]
async fn redirects_are_followed_without_the_key_and_to_an_end() {
    let elsewhere = Server::start([Reply::Json(200, "film")]).await;
    let (result, file, _) = fetch([to(&format!("{}/film", elsewhere.url))]).await;
    assert_eq!((result.unwrap(), file.as_slice()), (4, b"film".as_slice()));
    let requests = elsewhere.requests();
    assert!(requests.len() == 1 && !requests[0].contains("authorization"), "{requests:?}");

    let (result, _, requests) = fetch((0..99).map(|_| to("/again"))).await;
    let error = result.unwrap_err();
    assert!(error.to_string().starts_with("GET result file: there are too many redirects"), "{error}");
    assert_eq!(requests, 44, "eleven in each of four tries");
    for target in ["file:///etc/passwd", "http://"] {
        let (result, _, _) = fetch([to(target)]).await;
        assert_eq!(result.unwrap_err().to_string(), "GET result file: 302 Found", "{target}");
    }
}

/// Returns the beginning of a file that breaks off, with a mark of its version.
fn broken(body: &'static str) -> Reply {
    Reply::CutOffWith(200, "etag: \"v1\"", body)
}

#[tokio::test]
async fn a_file_that_breaks_off_is_resumed_where_the_server_can() {
    let rest = Reply::With(206, "content-range: bytes 3-5/6", "ish");
    let server = Server::start([broken("Fin"), Reply::HangUp, rest]).await;
    let transport = builder().build().unwrap();
    let mut told = Vec::new();
    let download = transport.download(&server.url).with_progress(|progress| told.push(progress.received));
    assert_eq!(download.bytes().await.unwrap(), "Finish");
    assert_eq!(told, [3, 6]);
    let requests = server.requests();
    assert!(!requests[0].contains("range:"), "{requests:?}");
    for request in &requests[1..] {
        let asked = request.contains("range: bytes=3-\r\n") && request.contains("if-range: \"v1\"\r\n");
        assert!(asked && !request.contains("authorization"), "{request}");
    }
}

#[tokio::test]
async fn a_file_that_breaks_off_is_never_continued_with_another_one() {
    let others = [
        Reply::Json(200, "Another"),
        Reply::With(206, "content-range: bytes 2-5/6", "nish"),
        Reply::Json(206, "ish"),
        Reply::Json(416, ""),
    ];
    for other in others {
        let (result, file, requests) = fetch([broken("Fin"), other]).await;
        assert_eq!((result.unwrap_err().kind(), requests), (ErrorKind::Transport, 2));
        assert_eq!(file, b"Fin");
    }
}

#[tokio::test]
async fn a_file_that_breaks_off_again_and_again_is_given_up_on() {
    let rest = |at| Reply::CutOffWith(206, format!("content-range: bytes {at}-99/100").leak(), "x");
    let (result, file, requests) = fetch([broken("x"), rest(1), rest(2), rest(3), rest(4), rest(5)]).await;
    assert_eq!((result.unwrap_err().kind(), requests), (ErrorKind::Transport, 4));
    assert_eq!(file, b"xxxx");
}

#[tokio::test]
async fn an_unusable_url_is_refused_without_being_repeated_in_the_error() {
    for url in ["", "film.mp4", "file:///film?signature=x", "data:,signature"] {
        let error = builder().build().unwrap().download(url).bytes().await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Build, false));
        assert!(!format!("{error} {error:?}").contains("signature"), "{error:?}");
    }
}

#[tokio::test]
async fn the_signature_of_a_url_stays_out_of_errors() {
    let server = Server::start([Reply::Json(404, "")]).await;
    let dead = "http://127.0.0.1:1/film?signature=x".to_owned();
    for url in [format!("{}/film?signature=x", server.url), dead] {
        let error = builder().build().unwrap().download(&url).bytes().await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("signature"), "{error:?}");
    }
}

#[tokio::test]
async fn silence_before_the_beginning_is_a_timeout() {
    let server = Server::start([Reply::Silence]).await;
    let transport = builder().stall_timeout(SHORT);
    let transport = transport.retry(client_core::RetryPolicy::default().with_max_tries(1)).build().unwrap();
    let error = transport.download(&server.url).bytes().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.to_string(), "GET result file: nothing came for 50ms after 0 bytes");
}

/// Starts a server that begins files of 100 bytes, and sends no more of each until the client gives up.
async fn stalling() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let _ = connection.read(&mut [0; 4096]).await;
            let _ = connection.write_all(b"HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\nfil").await;
            let _ = connection.read(&mut [0]).await;
        }
    });
    url
}

#[tokio::test]
async fn a_file_that_stalls_is_given_up_on() {
    let url = stalling().await;
    let mut file = Vec::new();
    let transport = builder().stall_timeout(SHORT).build().unwrap();
    let error = transport.download(&url).to_writer(&mut file).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Timeout, Some(200)));
    assert_eq!(error.to_string(), "GET result file: nothing came for 50ms after 3 bytes");
    assert_eq!(file, b"fil");
}

#[tokio::test]
async fn a_file_that_takes_too_long_is_given_up_on() {
    let url = stalling().await;
    let transport = builder().download_timeout(SHORT).build().unwrap();
    let error = transport.download(&url).bytes().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.to_string(), "GET result file: it was not complete within 50ms");
}

/// A disk that is full, or fails to flush its last bytes.
struct Full {
    written: usize,
    room: usize,
}

impl AsyncWrite for Full {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.written + bytes.len() > self.room {
            return Poll::Ready(Err(io::Error::from(io::ErrorKind::StorageFull)));
        }
        self.written += bytes.len();
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Err(io::Error::from(io::ErrorKind::StorageFull)))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_writer_that_fails_is_told_of_whenever_it_does() {
    for room in [0, 100] {
        let server = Server::start([Reply::Json(200, "film")]).await;
        let mut disk = Full { written: 0, room };
        let error = builder().build().unwrap().download(&server.url).to_writer(&mut disk).await.unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Write, false));
        assert_eq!(format!("{error:#}"), "GET result file: it cannot be written: no storage space");
        assert_eq!(server.requests().len(), 1);
    }
}

/// Returns the names of the files in a folder.
fn names(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn a_path_holds_a_whole_file_or_what_it_held_before() {
    let folder = std::env::temp_dir().join(format!("download-{}", std::process::id()));
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("film.mp4");
    let held = || std::fs::read_to_string(&path).unwrap();
    let server = Server::start([Reply::With(200, "etag: W/\"7\"", "film"), Reply::CutOff(200, "fi")]).await;
    let transport = builder().build().unwrap();
    let mut told = 0;
    let download = transport.download(&server.url).with_progress(|progress| told = progress.received);
    let file = download.to_file(&path).await.unwrap();
    assert_eq!((file.length, file.etag.as_deref(), file.content_type), (4, Some("W/\"7\""), None));
    assert_eq!((told, held().as_str()), (4, "film"));
    let error = transport.download(&server.url).to_file(&path).await.unwrap_err();
    assert_eq!((error.kind(), held().as_str()), (ErrorKind::Transport, "film"));
    assert_eq!(names(&folder), ["film.mp4"]);

    // A future that is dropped leaves nothing either.
    let url = stalling().await;
    let dropped = tokio::time::timeout(SHORT, transport.download(&url).to_file(folder.join("dropped.mp4")));
    assert!(dropped.await.is_err());
    assert_eq!(names(&folder), ["film.mp4"]);
    std::fs::remove_dir_all(&folder).unwrap();

    let error = transport.download(&server.url).to_file("/nowhere/film.mp4").await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Write, false));
    assert!(format!("{error:#}").starts_with("GET result file: it cannot be written: "), "{error}");
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn downloads_can_be_spawned() {
    fn sendable<T: Send>(_: &T) {}
    let transport = builder().build().unwrap();
    sendable(&transport.download("http://127.0.0.1:1").to_file("film.mp4"));
}
