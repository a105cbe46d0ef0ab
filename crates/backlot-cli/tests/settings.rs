//! Is every setting read from its variable, left alone if that is empty, and refused with advice if it makes no sense?

#![expect(clippy::unwrap_used, reason = "in tests, also in their helpers, a panic is the finding")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// A flag's variable, its good values, its bad values, and a part of the advice against these.
type Row = (&'static str, &'static [&'static str], &'static [&'static str], &'static str);

const DATA: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/settings-data");

/// Returns the row of a switch.
const fn switch(name: &'static str) -> Row {
    (name, &["1", "0", "true", "FALSE", "Yes", "no", "on", "off"], &["2", "maybe"], "true, yes or on")
}

const FLAGS: [Row; 21] = [
    (
        "HOST",
        &["127.0.0.1", "localhost"],
        &["example.com", "http://127.0.0.1", "127.0.0.1:80"],
        "`localhost`",
    ),
    ("PORT", &["0"], &["65536", "http", "-1"], "0 to 65535"),
    ("SEED", &["7"], &["-1", "1.5", "x"], "whole number"),
    ("PACE", &["60", "0.5"], &["0", "fast"], "0.001 to 1000000"),
    ("CLOCK", &["frozen", "skipping"], &["late"], "realtime, frozen, skipping"),
    ("CREDITS", &["250", "provider"], &["-1", "lots"], "`provider`"),
    switch("STRICT"),
    switch("NO_RATE_LIMITS"),
    switch("NO_CONSOLE"),
    ("PUBLIC_URL", &["https://sandbox.test/here/"], &["nope", "ftp://h", "http://h/?q", "http://a:b@h"], ""),
    ("DATA", &[DATA], &[], ""),
    ("STORE", &[], &[], ""),
    (
        "ADVERTISE",
        &["http://10.0.0.7:4080"],
        &["10.0.0.7", "https://a.test", "http://a.test/b"],
        "such as http",
    ),
    ("HISTORY", &["0", "64K", "1G"], &["-1", "much", "1T"], "number of bytes"),
    switch("RECORD"),
    ("ALLOW_CALLBACKS", &["hooks.test,10.0.0.7"], &["http://x/y", "x:80", "*.test"], "alone"),
    ("ALLOW_HOST", &["backlot.example,box.example"], &["http://x/y", "x:80", "*.test"], "alone"),
    (
        "ALLOW_ORIGIN",
        &["https://a.example,http://b.example:3000"],
        &["a.example", "https://a.example/x"],
        "an origin",
    ),
    switch("TRUST_FORWARDED"),
    switch("STOP_WITH_STDIN"),
    ("LOG", &["pretty"], &["loud"], "pretty, json"),
];

/// Returns the command on a free port, with no variable but this one.
fn command(name: &str, value: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_backlot"));
    let variables = std::env::vars_os().map(|(name, _)| name);
    variables.filter(|name| name.to_string_lossy().starts_with("BACKLOT")).for_each(|name| {
        command.env_remove(name);
    });
    command.env("BACKLOT_PORT", "0").env("BACKLOT_LOG", "json").env(format!("BACKLOT_{name}"), value);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Starts the command, passes its first line to `look`, and ends it.
fn started<T>(command: Command, look: impl FnOnce(&str) -> T) -> T {
    let (mut child, first) = spawned(command);
    let seen = if first.is_empty() { None } else { Some(look(&first)) };
    child.kill().unwrap();
    let said = String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap();
    seen.unwrap_or_else(|| panic!("it did not start: {said}"))
}

/// Starts a command that must end before it prints anything. Returns its status and its error output.
fn refused(command: Command) -> (Option<i32>, String) {
    let (mut child, first) = spawned(command);
    if !first.is_empty() {
        child.kill().unwrap();
    }
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

/// Returns the running command, and the first line on its stdout.
fn spawned(mut command: Command) -> (Child, String) {
    let mut child = command.spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    (child, first)
}

/// Returns the body of a GET of the control API.
fn get(first_line: &str, path: &str) -> Value {
    let ready: Value = serde_json::from_str(first_line).unwrap();
    let address = ready["url"].as_str().unwrap().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[test]
fn good_values_and_empty_ones_start() {
    for (name, good, _, _) in FLAGS {
        // An empty port means the default port, which may be taken.
        let empty = if name == "PORT" { None } else { Some("") };
        for value in good.iter().copied().chain(empty) {
            started(command(name, value), |first| {
                assert!(first.contains("http://"), "{name}={value}: {first}");
            });
        }
    }
}

#[test]
fn bad_values_are_refused_with_advice() {
    for (name, _, bad, advice) in FLAGS {
        for value in bad {
            let (status, said) = refused(command(name, value));
            assert_eq!(status, Some(2), "{name}={value}: {said}");
            let flag = format!("--{}", name.to_lowercase().replace('_', "-"));
            assert!(
                said.contains(advice) && said.contains(&flag) && said.contains(value),
                "{name}={value}: {said}"
            );
        }
    }
}

#[test]
fn values_have_their_effect_and_empty_ones_have_none() {
    let rows = [
        ("SEED", "7", "/seed", "7"),
        ("SEED", "", "/seed", ""),
        ("STRICT", "on", "/strict", "true"),
        ("STRICT", "off", "/strict", "false"),
        ("STRICT", "", "/strict", "false"),
        ("NO_RATE_LIMITS", "yes", "/rate_limits", "false"),
        ("NO_RATE_LIMITS", "no", "/rate_limits", "null"),
        ("CLOCK", "frozen", "/clock/mode", "\"frozen\""),
        ("CLOCK", "", "/clock/mode", "\"realtime\""),
        ("DATA", concat!(env!("CARGO_TARGET_TMPDIR"), "/settings-effect"), "/durable", "true"),
        ("DATA", "", "/durable", "false"),
        ("PACE", "60", "/clock/pace", "60.0"),
        ("PUBLIC_URL", "https://sandbox.test/here/", "/url", "\"https://sandbox.test/here\""),
    ];
    for (name, value, pointer, expected) in rows {
        let worlds = started(command(name, value), |first| get(first, "/_backlot/worlds"));
        let shown = worlds["worlds"][0].pointer(pointer).unwrap().to_string();
        assert!(shown == expected || (expected.is_empty() && shown != "0"), "{name}={value}: {shown}");
    }
}

#[test]
fn the_password_of_a_store_is_never_shown() {
    let store = "postgres://me:secret@127.0.0.1:1/none?connect_timeout=1";
    let said = |arguments: &[&str], store: &str| {
        let output = command("STORE", store).args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    let rows = [
        (&["--help"][..], store, 0, "--store"),
        (&[], store, 1, "cannot start"),
        (&[], "me:secret", 1, "is not understood"),
        (&[], "postgres://me:secret@h:port/d", 1, "is not understood"),
        (&["--data", DATA], store, 2, "cannot be used with"),
        (&["--store", store, "--data", DATA], store, 2, "cannot be used with"),
    ];
    for (arguments, store, status, part) in rows {
        let (code, said) = said(arguments, store);
        assert_eq!(code, Some(status), "{said}");
        assert!(said.contains(part) && !said.contains("secret"), "{arguments:?}: {said}");
    }
}

/// Each run in real time has its own ids. Worlds that are made for tests repeat theirs.
#[test]
fn a_run_in_real_time_draws_its_seed_and_tells_it() {
    let mut child = command("SEED", "").spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (ready, told) = (lines.next().unwrap().unwrap(), lines.next().unwrap().unwrap());
    let seed = get(&ready, "/_backlot/worlds")["worlds"][0]["seed"].clone();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(seed.as_u64().unwrap() > 0, "{seed}");
    assert_eq!(serde_json::from_str::<Value>(&told).unwrap(), json!({ "event": "seed", "seed": seed }));
}

#[test]
fn the_end_of_the_input_ends_it_if_that_was_asked_for() {
    let (mut child, first) = spawned(command("STOP_WITH_STDIN", "1"));
    assert!(get(&first, "/_backlot/health")["status"] == "ok" && child.try_wait().unwrap().is_none());
    drop(child.stdin.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    started(command("STOP_WITH_STDIN", "0"), |first| get(first, "/_backlot/health"));
}

#[cfg(unix)]
#[test]
fn two_signals_end_it_whatever_it_waits_for() {
    let (mut child, first) = spawned(command("CLOCK", "frozen"));
    let ready: Value = serde_json::from_str(&first).unwrap();
    let address = ready["url"].as_str().unwrap().strip_prefix("http://").unwrap();
    // The server waits for a request whose body never comes.
    let mut stream = TcpStream::connect(address).unwrap();
    let head = "POST /cutx/api/generate/copy HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\n\
                content-type: application/json\r\ncontent-length: 9\r\nexpect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 100");
    for signal in ["-TERM", "-INT"] {
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
    }
    let code = child.wait().unwrap().code();
    assert!(matches!(code, Some(130 | 143)), "{code:?}");
}
