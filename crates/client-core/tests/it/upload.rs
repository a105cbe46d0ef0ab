//! Files are sent completely, from their beginning in each try, and in limited memory.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use client_core::clock::VirtualClock;
use client_core::{Call, ClientBuilder, Error, ErrorKind, Form, Repeat, Transport, Upload};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf};
use tokio::net::TcpListener;

use crate::server::{Reply, Server};

fn builder(url: &str) -> ClientBuilder<Transport> {
    crate::builder(url).clock(Arc::new(VirtualClock::default()))
}

fn transport(url: &str) -> Transport {
    builder(url).build().unwrap()
}

fn upload(form: Form) -> Call {
    Call::upload("/photos", form, Repeat::WhenUntouched)
}

async fn send(url: &str, form: Form) -> Result<u8, Error> {
    transport(url).send(&upload(form)).await
}

fn photo(file: &Upload) -> Form {
    Form::default().file("file", file)
}

/// Returns the head of a request, and its body without the name of the boundary.
fn parts(request: &str) -> (&str, String) {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let (_, boundary) = head.split_once("content-type: multipart/form-data; boundary=").unwrap();
    (head, body.replace(boundary.lines().next().unwrap(), "BOUNDARY"))
}

fn has(head: &str, line: &str) -> bool {
    head.lines().any(|present| present == line)
}

/// A reader that can fail. It counts the bytes read from it, and keeps the size of the largest buffer offered to it.
struct Source {
    left: u64,
    fails: bool,
    read: Arc<AtomicU64>,
    largest: Arc<AtomicUsize>,
}

impl Source {
    fn of(left: u64) -> Self {
        Self { left, fails: false, read: Arc::default(), largest: Arc::default() }
    }
}

impl AsyncRead for Source {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.left == 0 && self.fails {
            return Poll::Ready(Err(io::Error::other("the disk is gone")));
        }
        self.largest.fetch_max(into.remaining(), Ordering::Relaxed);
        let count = self.left.min(into.remaining() as u64);
        into.put_slice(&vec![b'x'; usize::try_from(count).unwrap()]);
        self.left -= count;
        self.read.fetch_add(count, Ordering::Relaxed);
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_form_is_sent_as_described() {
    let server = Server::start([Reply::Json(200, "1")]).await;
    let form = photo(&Upload::bytes("face.jpg", "jpeg")).text("image_type", &"front");
    assert_eq!(send(&server.url, form).await.unwrap(), 1);
    let requests = server.requests();
    let (head, body) = parts(&requests[0]);
    assert!(
        head.starts_with("POST /photos HTTP/1.1\r\n") && has(head, "authorization: Bearer key-1"),
        "{head}"
    );
    let sent = requests[0].len() - head.len() - 4;
    assert!(has(head, &format!("content-length: {sent}")), "{head}");
    assert_eq!(
        body,
        "--BOUNDARY\r\nContent-Disposition: form-data; name=\"file\"; filename=\"face.jpg\"\r\n\
         Content-Type: image/jpeg\r\n\r\njpeg\r\n\
         --BOUNDARY\r\nContent-Disposition: form-data; name=\"image_type\"\r\n\r\nfront\r\n--BOUNDARY--\r\n"
    );
}

#[tokio::test]
async fn a_file_on_disk_is_read_under_its_own_name_or_another() {
    let path = std::env::temp_dir().join(format!("upload-{}.png", std::process::id()));
    tokio::fs::write(&path, "pixels").await.unwrap();
    let server = Server::start((0..2).map(|_| Reply::Json(200, "1"))).await;
    let file = Upload::path(&path);
    assert_eq!(send(&server.url, photo(&file)).await.unwrap(), 1);
    let renamed = file.clone().with_file_name("a.bin").with_content_type("image/webp");
    assert_eq!(send(&server.url, photo(&renamed)).await.unwrap(), 1);
    tokio::fs::remove_file(&path).await.unwrap();

    let requests = server.requests();
    let (own, other) = (parts(&requests[0]).1, parts(&requests[1]).1);
    let named = format!("filename=\"{}\"\r\nContent-Type: image/png\r\n\r\npixels\r\n", file.file_name());
    assert!(own.contains(&named), "{own}");
    assert!(other.contains("filename=\"a.bin\"\r\nContent-Type: image/webp\r\n\r\npixels\r\n"), "{other}");

    let error = send(&server.url, photo(&file)).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Read, false));
    assert!(error.to_string().starts_with(&format!("POST /photos: {} cannot be read", file.file_name())));
    let folder = send(&server.url, photo(&Upload::path(std::env::temp_dir()))).await.unwrap_err();
    assert_eq!((folder.kind(), folder.may_have_been_sent()), (ErrorKind::Read, false));
    let odd =
        send(&server.url, photo(&Upload::bytes("a", "b").with_content_type("no type"))).await.unwrap_err();
    assert_eq!((odd.kind(), odd.may_have_been_sent()), (ErrorKind::Build, false));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn each_try_sends_the_file_from_its_beginning() {
    let server = Server::start([Reply::With(429, "retry-after: 1", ""), Reply::Json(200, "1")]).await;
    let (opened, told) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
    let (count, tell) = (opened.clone(), told.clone());
    let open = move || {
        count.fetch_add(1, Ordering::Relaxed);
        async { Ok(Source::of(150_000)) }
    };
    let file = Upload::reader("face.jpg", Some(150_000), open)
        .with_progress(move |progress| tell.lock().unwrap().push((progress.sent, progress.total)));
    assert_eq!(send(&server.url, photo(&file)).await.unwrap(), 1);

    let requests = server.requests();
    assert_eq!((requests.len(), opened.load(Ordering::Relaxed)), (2, 2));
    assert_eq!(parts(&requests[0]).1, parts(&requests[1]).1);
    assert!(parts(&requests[1]).1.contains(&"x".repeat(150_000)));
    let steps = [65_536, 131_072, 150_000].map(|sent| (sent, Some(150_000)));
    assert_eq!(*told.lock().unwrap(), [steps, steps].concat());
}

#[tokio::test]
async fn an_upload_in_doubt_is_not_sent_again() {
    for reply in [Reply::HangUp, Reply::CutOff(200, "{"), Reply::Json(503, "")] {
        let server = Server::start([reply, Reply::Json(200, "1")]).await;
        let error = send(&server.url, photo(&Upload::bytes("face.jpg", "jpeg"))).await.unwrap_err();
        assert_eq!((error.may_have_been_sent(), server.requests().len()), (true, 1));
        assert!(error.to_string().ends_with("; the request may have taken effect"), "{error}");
    }
}

#[tokio::test]
async fn a_connection_that_drops_in_the_middle_leaves_doubt() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        connection.read_exact(&mut [0; 1000]).await.unwrap();
    });
    let file = Upload::reader("film.mp4", None, || async { Ok(Source::of(u64::MAX)) });
    let error = send(&url, photo(&file)).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Transport, true));
}

#[tokio::test]
async fn a_refusal_in_the_middle_is_heard_and_leaves_no_doubt() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        connection.read_exact(&mut [0; 1000]).await.unwrap();
        connection.write_all(b"HTTP/1.1 401 X\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        // The server reads no more, and keeps the connection open until the client has gone.
        std::future::pending::<()>().await;
    });
    let file = Upload::reader("film.mp4", None, || async { Ok(Source::of(u64::MAX)) });
    let error = send(&url, photo(&file)).await.unwrap_err();
    assert_eq!((error.status(), error.may_have_been_sent()), (Some(401), false));
}

#[tokio::test]
async fn a_name_cannot_add_headers() {
    let server = Server::start([Reply::Json(200, "1")]).await;
    let file = Upload::bytes("a\r\n\r\n\"b\".jpg", "jpeg");
    assert_eq!(send(&server.url, photo(&file)).await.unwrap(), 1);
    let body = parts(&server.requests()[0]).1;
    assert!(body.contains(r#"filename="a____\"b\".jpg""#), "{body}");
}

#[tokio::test]
async fn what_comes_is_as_long_as_announced() {
    let server = Server::start((0..2).map(|_| Reply::Json(200, "1"))).await;
    let reader = |length| Upload::reader("face.jpg", length, || async { Ok(Source::of(10)) });
    assert_eq!(send(&server.url, photo(&reader(Some(4)))).await.unwrap(), 1);
    assert!(parts(&server.requests()[0]).1.contains("\r\n\r\nxxxx\r\n--"));

    let error = send(&server.url, photo(&reader(Some(11)))).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Read, true));
    assert!(
        format!("{error:#}").contains(
            "face.jpg cannot be read; the request may have taken effect: it ended after 10 of 11 bytes"
        ),
        "{error}"
    );
}

#[tokio::test]
async fn a_length_that_nobody_knows_is_not_announced() {
    let server = Server::start([Reply::Json(200, "1")]).await;
    let file = Upload::reader("face.jpg", None, || async { Ok(Source::of(10)) });
    assert_eq!(send(&server.url, photo(&file)).await.unwrap(), 1);
    let requests = server.requests();
    let (head, body) = parts(&requests[0]);
    assert!(has(head, "transfer-encoding: chunked") && !head.contains("content-length"), "{head}");
    assert!(body.contains("xxxxxxxxxx"), "{body}");
}

#[tokio::test]
async fn a_file_that_fails_halfway_is_told_of_as_that() {
    let server = Server::start([Reply::Json(200, "1")]).await;
    let open = || async { Ok(Source { fails: true, ..Source::of(10) }) };
    let error = send(&server.url, photo(&Upload::reader("face.jpg", None, open))).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.is_retryable(), error.may_have_been_sent()),
        (ErrorKind::Read, false, true)
    );
    assert!(
        format!("{error:#}")
            .contains("face.jpg cannot be read; the request may have taken effect: the disk is gone"),
        "{error}"
    );
}

#[tokio::test]
async fn no_more_is_read_than_the_connection_takes() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (read, largest) = (Arc::<AtomicU64>::default(), Arc::<AtomicUsize>::default());
    let (counted, sized) = (read.clone(), largest.clone());
    let open = move || {
        let source = Source { read: counted.clone(), largest: sized.clone(), ..Source::of(u64::MAX) };
        async move { Ok(source) }
    };
    // The other end reads nothing, so the sending of an endless file stalls, and then the try times out.
    let transport = builder(&url).try_timeout(Duration::from_millis(100)).build().unwrap();
    let form = photo(&Upload::reader("film.mp4", None, open));
    let error = transport.send::<u8>(&upload(form)).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Timeout, true));
    assert_eq!(
        error.to_string(),
        "POST /photos: no complete answer within 100ms; the request may have taken effect"
    );
    let (read, largest) = (read.load(Ordering::Relaxed), largest.load(Ordering::Relaxed));
    assert!((1..64 << 20).contains(&read) && largest <= 64 << 10, "{read} {largest}");
}

#[tokio::test]
async fn other_ways_of_changing_something_are_sent_as_described() {
    let server = Server::start([Reply::Json(200, "1"), Reply::HangUp, Reply::Json(200, "1")]).await;
    let empty = Call::post_empty("/jobs/{id}/cancel", Repeat::WhenUntouched).segment("id", &7);
    assert_eq!(transport(&server.url).send::<u8>(&empty).await.unwrap(), 1);
    let put = Call::put("/jobs/{id}", &json!({"name": "x"}), Repeat::Always).unwrap().segment("id", &7);
    assert_eq!(transport(&server.url).send::<u8>(&put).await.unwrap(), 1);
    let requests = server.requests();
    assert!(requests[0].starts_with("POST /jobs/7/cancel HTTP/1.1\r\n"), "{}", requests[0]);
    assert!(!requests[0].contains("content-type") && requests[0].ends_with("\r\n\r\n"), "{}", requests[0]);
    assert!(requests[1].starts_with("PUT /jobs/7 HTTP/1.1\r\n"), "{}", requests[1]);
    assert!(requests[1].ends_with("\r\n\r\n{\"name\":\"x\"}"), "{}", requests[1]);
    assert_eq!(requests.len(), 3);
}

#[test]
fn uploads_can_be_spawned_and_keep_to_themselves_what_they_hold() {
    fn sendable<T: Send>(_: &T) {}
    let file = Upload::bytes("face.jpg", "secret pixels");
    sendable(&send("http://127.0.0.1:1", photo(&file)));
    assert_eq!(format!("{file:?}"), r#"Upload { file_name: "face.jpg", .. }"#);
}
