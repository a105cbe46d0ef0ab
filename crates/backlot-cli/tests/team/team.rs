//! Commands over one database.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use test_postgres::Database;

/// Lets one test after the other run: each of them needs the machine's time.
pub(crate) fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A running command.
pub(crate) struct Running {
    child: Child,
    pub(crate) address: String,
}

impl Running {
    /// Starts a command over a database.
    pub(crate) fn start(database: &Database) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_backlot"))
            .args([
                "--port",
                "0",
                "--log",
                "json",
                "--credits",
                "100000000",
                "--pace",
                "100",
                "--store",
                database.url(),
            ])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line:?}"));
        let address = ready["url"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
        Self { child, address }
    }

    /// Sends a signal, such as `STOP`.
    pub(crate) fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([format!("-{signal}"), self.child.id().to_string()]).status();
        assert!(sent.unwrap().success(), "{signal}");
    }

    /// Waits until the command has ended by itself.
    pub(crate) fn ended(mut self) {
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Several commands, of which any may be replaced at any time.
pub(crate) struct Team {
    pub(crate) database: Database,
    running: Mutex<Vec<Running>>,
}

impl Team {
    /// Starts this number of commands.
    pub(crate) fn start(database: Database, size: usize) -> Self {
        let running = (0..size).map(|_| Running::start(&database)).collect();
        Self { database, running: Mutex::new(running) }
    }

    /// Returns the address of one of them.
    pub(crate) fn address(&self, number: usize) -> String {
        let running = self.running();
        running[number % running.len()].address.clone()
    }

    /// Sends a signal to one of them.
    pub(crate) fn signal(&self, number: usize, signal: &str) {
        self.running()[number].signal(signal);
    }

    /// Kills one of them, and starts another one in its place.
    pub(crate) fn replace(&self, number: usize) {
        self.running()[number].signal("KILL");
        let another = Running::start(&self.database);
        self.running()[number] = another;
    }

    fn running(&self) -> MutexGuard<'_, Vec<Running>> {
        self.running.lock().unwrap()
    }
}
