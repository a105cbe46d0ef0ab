//! The measurements, in their order.

use std::path::{Path, PathBuf};

use test_postgres::Database;
use tokio::runtime::Runtime;

use crate::Failure;
use crate::drive::{Request, Until, ask, drive, now};
use crate::machine::pin;
use crate::plan::Plan;
use crate::server::{self, Server};
use crate::table::{Memory, Row, Start, Table};

/// The calls that are measured.
const CALLS: [&str; 2] = ["look", "create"];

const CREATE: &str = r#"{"projectId":"00000000-0000-4000-8000-000000000001","productId":"00000000-0000-4000-8000-000000000002","prompt":"Summer light"}"#;

const COPY: &str = r#"{"projectId":"00000000-0000-4000-8000-000000000001","productId":"00000000-0000-4000-8000-000000000002","platform":"meta","format":"short","tone":"playful"}"#;

/// Measures everything and prints the table. Another build of the command may stand beside the one that was just built.
pub(crate) fn run(plan: &Plan, other: Option<&str>) -> Result<(), Failure> {
    let binary = server::beside()?;
    // The database must not be bound to the processor of the load.
    let database = Database::new("the part with a shared store");
    pin(1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let measure = Measure { plan, runtime, binary };
    let mut table = Table::default();
    for &(jobs, connections) in plan.jobs {
        measure.beside_the_bare_server(jobs, connections, other.map(Path::new), &mut table.rows)?;
    }
    measure.where_worlds_are_kept(database.as_ref(), &mut table.kept)?;
    for (kind, path, body) in [("copy", "copy", COPY), ("picture with a prompt", "static-ad", CREATE)] {
        table.memory.push(measure.memory(kind, &format!("/cutx/api/generate/{path}"), body)?);
    }
    table.start = measure.starts()?;
    table.print();
    Ok(())
}

struct Measure<'a> {
    plan: &'a Plan,
    runtime: Runtime,
    binary: PathBuf,
}

impl Measure<'_> {
    fn beside_the_bare_server(
        &self,
        jobs: u64,
        connections: &[usize],
        other: Option<&Path>,
        rows: &mut Vec<Row>,
    ) -> Result<(), Failure> {
        let mut servers = vec![("bare", Server::bare()?), ("backlot", Server::backlot(&self.binary, &[])?)];
        if let Some(other) = other {
            servers.push(("other", Server::backlot(other, &[])?));
        }
        let create = Request::new("POST", "/cutx/api/generate/static-ad", CREATE);
        let mut looks = Vec::new();
        for (_, server) in &servers[1..] {
            self.fill_journal(server)?;
        }
        for (_, server) in &servers {
            self.runtime.block_on(drive(&server.address, 64, &create, Until::Sent(jobs - 1)))?;
            looks.push(self.look(server)?);
        }
        self.advance(&servers[1..])?;
        // Every creation makes the account larger, so this comes last.
        for call in CALLS {
            for &connections in connections {
                let mut row = Row::new(call, connections, jobs, servers.iter().map(|(name, _)| *name));
                for _ in 0..self.plan.rounds {
                    for (place, (_, server)) in servers.iter().enumerate() {
                        let request = if call == "look" { &looks[place] } else { &create };
                        self.turn(server, request, &mut row, place)?;
                    }
                }
                rows.push(row);
                self.advance(&servers[1..])?;
            }
        }
        Ok(())
    }

    /// Measures worlds in memory, in a directory, at the owner over PostgreSQL, and through another process.
    fn where_worlds_are_kept(&self, database: Option<&Database>, rows: &mut Vec<Row>) -> Result<(), Failure> {
        let mut servers = vec![
            ("in memory", Server::backlot(&self.binary, &[])?),
            ("in a directory", Server::durable(&self.binary)?),
        ];
        if let Some(database) = database {
            for place in ["at the owner", "through another process"] {
                servers.push((place, Server::backlot(&self.binary, &["--store", database.url()])?));
            }
        }
        let create = Request::new("POST", "/cutx/api/generate/static-ad", CREATE);
        for call in ["create", "look"] {
            let mut row = Row::new(call, 64, 0, servers.iter().map(|(name, _)| *name));
            for _ in 0..self.plan.rounds {
                for (place, (_, server)) in servers.iter().enumerate() {
                    let request = if call == "look" { &self.look(server)? } else { &create };
                    self.turn(server, request, &mut row, place)?;
                }
            }
            rows.push(row);
        }
        Ok(())
    }

    /// Lets one server answer for one turn.
    fn turn(&self, server: &Server, request: &Request, row: &mut Row, place: usize) -> Result<(), Failure> {
        let until = Until::Passed(self.plan.turn);
        let before = server.usage()?;
        let load = self.runtime.block_on(drive(&server.address, row.connections, request, until))?;
        let after = server.usage()?;
        let answered = load.answered as f64;
        row.figures[place].push([
            answered / load.seconds,
            (after.cpu - before.cpu) * 1e6 / answered,
            load.quantile(500),
            load.quantile(990),
            after.resident / 1024.0 / 1024.0,
        ]);
        Ok(())
    }

    /// Measures the memory of a finished job of a kind, in an account of the plan's largest size.
    fn memory(&self, kind: &'static str, path: &str, body: &str) -> Result<Memory, Failure> {
        let sandboxes = [("backlot", Server::backlot(&self.binary, &[])?)];
        let [(_, sandbox)] = &sandboxes;
        self.fill_journal(sandbox)?;
        let empty = sandbox.usage()?.resident;
        let jobs = self.plan.jobs.iter().map(|(jobs, _)| *jobs).max().unwrap_or_default();
        let order = Request::new("POST", path, body);
        self.runtime.block_on(drive(&sandbox.address, 64, &order, Until::Sent(jobs)))?;
        self.advance(&sandboxes)?;
        Ok(Memory { kind, jobs, bytes_each: (sandbox.usage()?.resident - empty) / jobs as f64 })
    }

    /// Measures the time from a start to the first answer, and the memory after it.
    fn starts(&self) -> Result<Start, Failure> {
        let health = Request::new("GET", "/_backlot/health", "");
        let mut start = Start::default();
        for _ in 0..self.plan.starts {
            let begin = now();
            let server = Server::backlot(&self.binary, &[])?;
            self.runtime.block_on(ask(&server.address, &health))?;
            start.milliseconds.push((now() - begin).as_secs_f64() * 1000.0);
            start.mebibytes.push(server.usage()?.resident / 1024.0 / 1024.0);
        }
        Ok(start)
    }

    /// Lets the journal reach its bound, so that all further memory is that of jobs.
    fn fill_journal(&self, server: &Server) -> Result<(), Failure> {
        let balance = Request::new("GET", "/cutx/api/credits/balance", "");
        self.runtime.block_on(drive(&server.address, 16, &balance, Until::Sent(100_000))).map(drop)
    }

    /// Creates a job and returns a request that looks at it.
    fn look(&self, server: &Server) -> Result<Request, Failure> {
        let create = Request::new("POST", "/cutx/api/generate/static-ad", CREATE);
        let placed = self.runtime.block_on(ask(&server.address, &create))?;
        let placed: serde_json::Value = serde_json::from_str(&placed)?;
        let job = placed["jobId"].as_str().ok_or("an answer without a job")?;
        Ok(Request::new("GET", &format!("/cutx/api/generate/status?jobId={job}"), ""))
    }

    /// Lets every job of these sandboxes finish.
    fn advance(&self, sandboxes: &[(&str, Server)]) -> Result<(), Failure> {
        let hour = Request::new("POST", "/_backlot/clock/advance", r#"{"seconds":3600}"#);
        sandboxes
            .iter()
            .try_for_each(|(_, sandbox)| self.runtime.block_on(ask(&sandbox.address, &hour)).map(drop))
    }
}
