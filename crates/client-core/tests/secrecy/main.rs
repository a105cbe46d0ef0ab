//! The key is only in the header: not in errors, not in debug output, not in traces.
//!
//! This test is a process of its own. Tracing decides once for the whole process if an event is wanted. Other tests without
//! a subscriber would make that decision for this one.

#![expect(clippy::unwrap_used, reason = "a test stops where what it stands on breaks")]

#[path = "../it/server.rs"]
#[expect(dead_code, reason = "the scripted server is shared; silence is not needed here")]
mod server;

use std::error::Error as _;
use std::io;
use std::sync::{Arc, Mutex};

use client_core::clock::VirtualClock;
use client_core::{Call, ClientBuilder, Error, Form, Polling, Refusal, Repeat, Service, Transport, Upload};
use serde_json::json;

use server::{Reply, Server};

const KEY: &str = "sesame-42";

/// Returns the replies of a server that quotes the key in every possible place.
fn script() -> [Reply; 6] {
    [
        Reply::Json(401, r#"{"code": "bad sesame-42", "message": "no such key: sesame-42"}"#),
        Reply::Json(400, "sesame-42 is not JSON"),
        Reply::Json(200, r#""sesame-42""#),
        Reply::CutOff(200, r#""sesame-42""#),
        Reply::HangUp,
        Reply::With(307, "location: http://127.0.0.1:1/?key=sesame-42", "sesame-42"),
    ]
}

/// Returns all texts of an error.
fn say(error: &Error) -> String {
    let mut said =
        format!("{error} {error:?} {error:#?} {:?} {:?} {:?}", error.code(), error.message(), error.body());
    let mut cause = error.source();
    while let Some(deeper) = cause {
        said = format!("{said} {deeper} {deeper:?}");
        cause = deeper.source();
    }
    said
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_key_is_in_the_header_and_nowhere_else() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone());
    let _guard = tracing::subscriber::set_default(subscriber.finish());

    let server = Server::start(script()).await;
    let service = Service {
        user_agent: "test/1",
        variables: ("TEST_KEY", "TEST_URL"),
        polling: Polling::default(),
        pace: None,
        read_refusal: |body| Refusal {
            code: body["code"].as_str().map(str::to_owned),
            message: body["message"].as_str().map(str::to_owned),
        },
        read_status: |_| None,
    };
    let builder: ClientBuilder<Transport> = ClientBuilder::new(&server.url, service).token(KEY);
    let builder = builder.clock(Arc::new(VirtualClock::default())).header("x-gateway", "murmured");
    let mut said = format!("{builder:?}");
    let transport = builder.build().unwrap();
    said = format!("{said} {transport:?} {transport:#?}");
    for _ in script() {
        let call = Call::post("/buy", &json!({"prompt": "whispered"}), Repeat::WhenUntouched).unwrap();
        let call = call.query("token", &"mumbled");
        said += &say(&transport.send::<u8>(&call).await.unwrap_err());
    }
    let form =
        Form::default().file("file", &Upload::bytes("mumbled.jpg", "whispered")).text("note", &"whispered");
    let upload = Call::upload("/photos", form, Repeat::WhenUntouched);
    said += &say(&transport.send::<u8>(&upload).await.unwrap_err());
    assert_eq!(server.requests().len(), script().len() + 1);
    assert!(
        server.requests().iter().all(|request| request.contains(&format!("authorization: Bearer {KEY}\r\n")))
    );

    let traced = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for text in [&said, &traced] {
        for hidden in [KEY, "whispered", "mumbled", "murmured"] {
            assert!(!text.contains(hidden), "{hidden} in: {text}");
        }
    }
    assert!(said.contains("no such key: [secret]"), "{said}");
    let first = "client_core::transport::trace: try failed number=1 status=401 kind=Api";
    assert!(traced.contains(first), "{traced}");
    let span =
        r#"call{otel.name="POST /buy" otel.kind="client" http.request.method="POST" url.template="/buy""#;
    assert!(traced.contains(span), "{traced}");
    let tries = traced.lines().filter(|line| line.contains("try failed")).count();
    assert_eq!(tries, script().len() + 1, "one event for each try: {traced}");
}
