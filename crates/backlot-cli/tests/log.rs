//! Does the command print its address, and then a line for every request, to people and to programs?

#![expect(clippy::unwrap_used, reason = "in tests, also in their helpers, a panic is the finding")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

const KEY: &str = "a-key-that-nobody-may-read";

/// A running sandbox. It ends with the test.
struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Running {
    fn start(log: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_backlot"))
            .args(["--port", "0", "--clock", "frozen", "--log", log])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Self { child, stdout }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        line
    }

    /// Reads the address from the first line for programs.
    fn address(&mut self) -> String {
        let ready: Value = serde_json::from_str(&self.line()).unwrap();
        ready["url"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned()
    }

    /// Reads on until a line contains this text.
    fn line_with(&mut self, part: &str) -> String {
        loop {
            let line = self.line();
            assert!(!line.is_empty(), "it ended before {part}");
            if line.contains(part) {
                return line;
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The process may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a request and reads the answer to its end. Returns the status line.
fn ask(address: &str, method: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {KEY}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.lines().next().unwrap_or_default().to_owned()
}

fn ask_some(address: &str) {
    let fault = r#"{"effect":{"refuse":"unavailable"},"times":1}"#;
    assert!(ask(address, "POST", "/_backlot/faults", fault).contains("201"));
    for _ in 0..2 {
        ask(address, "GET", &format!("/cutx/api/credits/balance?key={KEY}"), "");
    }
    ask(address, "GET", &format!("/_backlot/accounts/cutx/{KEY}"), "");
    ask(address, "POST", "/_backlot/worlds", r#"{"name":"one"}"#);
    ask(address, "GET", "/w/one/apixo/api/v1/nothing", "");
}

#[test]
fn programs_get_a_line_of_json_a_request() {
    let mut running = Running::start("json");
    let ready: Value = serde_json::from_str(&running.line()).unwrap();
    let address = ready["url"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
    assert_eq!(ready, json!({ "event": "ready", "url": format!("http://{address}") }));
    ask_some(&address);
    let balance = "/cutx/api/credits/balance";
    let (unavailable, unknown) = (Some("Service unavailable; Try again later"), Some("Not found"));
    let expected = [
        ("POST", "/_backlot/faults", 201, None, "", None, None),
        ("GET", balance, 503, Some("cutx"), "", Some("fault-1"), unavailable),
        ("GET", balance, 200, Some("cutx"), "", None, None),
        ("GET", "/_backlot/accounts/cutx/***", 200, None, "", None, None),
        ("POST", "/_backlot/worlds", 201, None, "", None, None),
        ("GET", "/apixo/api/v1/nothing", 404, Some("apixo"), "one", None, unknown),
    ];
    for (method, path, status, provider, world, fault, reason) in expected {
        let text = running.line();
        assert!(!text.contains(KEY), "{text}");
        let mut line: Value = serde_json::from_str(&text).unwrap();
        assert!(line["duration_ms"].take().as_f64().is_some_and(|took| took > 0.0), "{text}");
        // An answer of a provider says what it stands on, aspect by aspect.
        let basis = line["basis"].take();
        assert_eq!(
            basis.as_str().is_some_and(|basis| basis.contains("=assumed")),
            provider.is_some(),
            "{text}"
        );
        let expected = json!({
            "event": "request", "at": "2026-01-01T00:00:00.000Z", "method": method, "path": path, "status": status,
            "provider": provider, "world": world, "duration_ms": null, "basis": null, "fault": fault, "reason": reason,
            "unread_fields": [],
        });
        assert_eq!(line, expected);
    }
}

#[test]
fn people_get_a_plain_line_where_no_terminal_is() {
    let mut running = Running::start("pretty");
    let first = running.line();
    let address = first.trim().strip_prefix("Backlot is listening on http://").unwrap().to_owned();
    ask_some(&address);
    let refused = running.line_with("fault=fault-1");
    assert!(refused.starts_with("00:00:00 503 GET    /cutx/api/credits/balance  "), "{refused:?}");
    let last = running.line_with("world=one");
    assert!(
        last.starts_with("00:00:00 404 GET    /apixo/api/v1/nothing  ") && !last.contains('\x1b'),
        "{last:?}"
    );
}

/// A provider accepts a mistyped field silently, and often only the log shows a refusal.
#[test]
fn the_log_says_why_a_call_was_refused_and_what_nobody_read() {
    let mut running = Running::start("json");
    let address = running.address();
    let (project, product) = ("00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002");
    let body = |more: Value| {
        let mut body = json!({ "projectId": project, "productId": product });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body.to_string()
    };
    let account = format!("/_backlot/accounts/nobody/{KEY}");
    let calls = [
        (
            "POST",
            "/cutx/api/generate/static-ad",
            body(json!({ "styel": "modern" })),
            200,
            "",
            json!(["styel"]),
        ),
        (
            "POST",
            "/cutx/api/generate/static-ad",
            body(json!({ "style": "grand" })),
            400,
            "style: ",
            json!([]),
        ),
        ("POST", "/_backlot/clock/advance", r#"{"seconds":"x"}"#.to_owned(), 400, "seconds", json!([])),
        ("PUT", account.as_str(), format!(r#"{{"status":"{KEY}"}}"#), 400, "status", json!([])),
    ];
    for (method, path, body, status, why, unread) in calls {
        ask(&address, method, path, &body);
        let text = running.line();
        assert!(!text.contains(KEY), "{text}");
        let line: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&line["status"], &line["unread_fields"]), (&json!(status), &unread), "{text}");
        assert_eq!(line["reason"].as_str().is_some_and(|said| said.contains(why)), !why.is_empty(), "{text}");
    }
}

/// A harness that reads only the first line must not stop the sandbox.
#[test]
fn a_reader_that_stops_reading_holds_nothing_up() {
    let mut running = Running::start("json");
    let address = running.address();
    // Many more lines than a pipe holds, over one connection.
    let mut stream = BufReader::new(TcpStream::connect(&address).unwrap());
    let request = format!("GET /_backlot/clock HTTP/1.1\r\nhost: {address}\r\n\r\n");
    for _ in 0..3000 {
        stream.get_mut().write_all(request.as_bytes()).unwrap();
        let mut length = 0;
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).unwrap();
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
    }
    assert!(running.child.try_wait().unwrap().is_none(), "it still runs");
}
