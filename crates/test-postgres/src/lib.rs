//! A PostgreSQL for tests.
//!
//! A test takes the server in `BACKLOT_TEST_POSTGRES`, such as `postgres://user@127.0.0.1/postgres`, or else starts one from the
//! machine's own programs. Where neither is there, it says aloud that it was passed over.

#![cfg(unix)]

mod programs;

use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio_postgres::{Config, NoTls};

use programs::Programs;

/// The variable with a server that is already there.
const VARIABLE: &str = "BACKLOT_TEST_POSTGRES";

/// An empty database for one test. It is gone when the test ends.
pub struct Database {
    server: Option<Server>,
    url: String,
    /// The name of the database, if the server stays.
    name: Option<(String, String)>,
}

/// A server in a temporary folder.
struct Server {
    programs: Programs,
    folder: PathBuf,
    port: u16,
}

impl Database {
    /// Returns an empty database, or says that a test is passed over.
    ///
    /// # Panics
    /// If a server is there and does not do its work.
    pub fn new(test: &str) -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("backlot_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        if let Ok(there) = std::env::var(VARIABLE) {
            run(&there, &format!("CREATE DATABASE {name}"));
            let (root, _) = there.rsplit_once('/').expect("the URL names a database");
            return Some(Self { server: None, url: format!("{root}/{name}"), name: Some((there, name)) });
        }
        let Some(programs) = Programs::find() else {
            say(&format!(
                "passed over: {test} needs PostgreSQL (apt-get install postgresql), or a server in {VARIABLE}"
            ));
            return None;
        };
        let server = Server::start(programs, &name);
        let url = format!("postgres://backlot@127.0.0.1:{}/postgres", server.port);
        Some(Self { server: Some(server), url, name: None })
    }

    /// Returns the URL of the database.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends the server at once, as a crash would, and starts it again. Returns `false` if it is somebody else's.
    pub fn restart(&self) -> bool {
        let Some(server) = &self.server else { return false };
        server.control(&["restart", "-m", "immediate", "-w"]);
        true
    }

    /// Breaks all connections to the database.
    pub fn disconnect(&self) {
        let mine = "pid <> pg_backend_pid() AND datname = current_database()";
        run(&self.url, &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}"));
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some((there, name)) = &self.name {
            run(there, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

impl Server {
    fn start(programs: Programs, name: &str) -> Self {
        let folder = std::env::temp_dir().join(name);
        // What an earlier process of this number has left is of no use.
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        if let Some((user, group)) = programs.user {
            chown(&folder, Some(user), Some(group)).expect("root may give a folder away");
        }
        let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port");
        let server = Self { programs, folder, port: free.port() };
        let data = server.data();
        let made = server
            .programs
            .command("initdb")
            .args(["--auth=trust", "--username=backlot", "--no-sync", "--encoding=UTF8", "--locale=C", "-D"])
            .arg(&data)
            .status();
        assert!(made.expect("initdb runs").success(), "initdb made no database in {}", data.display());
        let listen =
            format!("-p {} -k {} -c listen_addresses=127.0.0.1", server.port, server.folder.display());
        server.control(&["start", "-w", "-o", &listen]);
        server
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn control(&self, arguments: &[&str]) {
        let log = self.folder.join("log");
        let mut command = self.programs.command("pg_ctl");
        let done = command.args(arguments).arg("-D").arg(self.data()).arg("-l").arg(&log).status();
        let said = std::fs::read_to_string(&log).unwrap_or_default();
        assert!(done.expect("pg_ctl runs").success(), "pg_ctl {arguments:?} failed: {said}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.control(&["stop", "-m", "immediate", "-w"]);
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Runs one statement on a connection of its own.
fn run(url: &str, statement: &str) {
    std::thread::scope(|scope| {
        // The caller may be inside a runtime.
        let running = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a thread to run on").block_on(async {
                let config: Config = url.parse().expect("the URL of a database");
                let (client, connection) = config.connect(NoTls).await.expect("the database answers");
                tokio::spawn(connection);
                client.batch_execute(statement).await.expect("a sound statement");
            });
        });
        running.join().expect("the statement succeeds");
    });
}

#[expect(clippy::print_stderr, reason = "a test that is passed over says so aloud")]
fn say(line: &str) {
    eprintln!("{line}");
}
