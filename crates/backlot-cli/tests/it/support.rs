//! A sandbox as a process, and plain HTTP calls, for tests of the command.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// Returns the command, without any setting from this test's own surroundings.
pub(crate) fn backlot() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_backlot"));
    let variables = std::env::vars_os().map(|(name, _)| name);
    variables.filter(|name| name.to_string_lossy().starts_with("BACKLOT")).for_each(|name| {
        command.env_remove(name);
    });
    command.stdin(Stdio::null());
    command
}

/// A sandbox that runs on a free port until it is dropped.
pub(crate) struct Sandbox {
    child: Child,
    pub(crate) address: String,
}

impl Sandbox {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut command = backlot();
        command.args(arguments);
        Self::spawn(command)
    }

    /// Starts a sandbox with a command that becomes one.
    pub(crate) fn spawn(mut command: Command) -> Self {
        command.args(["--port", "0", "--log", "json"]).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        let address = ready["url"].as_str().unwrap().trim_start_matches("http://").to_owned();
        Self { child, address }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes a call with the key `my-key`. Returns the JSON of the answer.
    pub(crate) fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let (_, answer) = call(&self.address, method, path, &[("host", &self.address)], body);
        serde_json::from_str(&answer).unwrap_or_default()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // The process may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Makes a call with the key `my-key`. Returns the status and the body of the answer, as a text.
pub(crate) fn call(
    address: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> (u16, String) {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let headers: Vec<_> = headers.iter().map(|(name, value)| [name, ": ", value, "\r\n"].concat()).collect();
    let headers = headers.concat();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\n{headers}authorization: Bearer my-key\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

/// Says that a test is passed over.
pub(crate) fn pass_over(why: &str) {
    #[expect(clippy::print_stdout, reason = "what is passed over is said aloud")]
    {
        println!("passed over: {why}");
    }
}
