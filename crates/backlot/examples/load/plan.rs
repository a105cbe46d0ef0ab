//! The measurements, in their order.

use std::time::Duration;

use tokio::runtime::Runtime;

use crate::drive::{Load, Request, Until, ask, drive};
use crate::machine::pin;
use crate::servers::Server;
use crate::{Failure, table};

/// The extent of the measurements.
pub(crate) struct Plan {
    connections: &'static [usize],
    /// The numbers of jobs that the account holds.
    jobs: &'static [u64],
    /// The number of rounds in which the two servers take turns.
    rounds: usize,
    /// The duration of one turn.
    turn: Duration,
}

/// The plan of the table in the repository.
pub(crate) const WHOLE: Plan = Plan {
    connections: &[1, 16, 64],
    jobs: &[10, 10_000, 1_000_000],
    rounds: 3,
    turn: Duration::from_secs(2),
};

/// A first look.
pub(crate) const QUICK: Plan =
    Plan { connections: &[64], jobs: &[10, 1_000_000], rounds: 3, turn: Duration::from_secs(1) };

/// One server under one load, with one number for each round.
#[derive(Default)]
pub(crate) struct Figures {
    pub(crate) per_second: Vec<f64>,
    /// The server's processor time for each request, in microseconds.
    pub(crate) cpu: Vec<f64>,
    pub(crate) p50: Vec<f64>,
    pub(crate) p99: Vec<f64>,
    /// The resident memory after each round, in bytes.
    pub(crate) resident: Vec<f64>,
}

/// One row: a call, the number of connections, the number of jobs in the account, and the figures of two servers.
pub(crate) struct Row {
    pub(crate) call: &'static str,
    pub(crate) connections: usize,
    pub(crate) jobs: u64,
    /// The server that the other one is compared with, and that one.
    pub(crate) servers: [(&'static str, Figures); 2],
}

impl Row {
    fn new(call: &'static str, connections: usize, jobs: u64, servers: [&'static str; 2]) -> Self {
        Self { call, connections, jobs, servers: servers.map(|server| (server, Figures::default())) }
    }
}

/// The memory that a finished job of the smallest kind needs.
pub(crate) struct Memory {
    pub(crate) jobs: u64,
    pub(crate) bytes_each: f64,
}

const CREATE: &str = r#"{"projectId":"00000000-0000-4000-8000-000000000001","productId":"00000000-0000-4000-8000-000000000002","prompt":"Summer light"}"#;

const COPY: &str = r#"{"projectId":"00000000-0000-4000-8000-000000000001","productId":"00000000-0000-4000-8000-000000000002","platform":"meta","format":"short","tone":"playful"}"#;

/// Measures everything and prints the table.
pub(crate) fn run(plan: &Plan) -> Result<(), Failure> {
    pin(std::process::id(), 1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut rows = Vec::new();
    let mut pinned = true;
    for &jobs in plan.jobs {
        let (bare, backlot) = (Server::start("bare")?, Server::start("backlot")?);
        pinned &= bare.pinned && backlot.pinned;
        let create = Request::new("POST", "/cutx/api/generate/static-ad", CREATE);
        fill_journal(&runtime, &backlot)?;
        let status = [&bare, &backlot].map(|server| fill(&runtime, server, &create, jobs));
        let [of_bare, of_backlot] = status;
        let statuses = [of_bare?, of_backlot?];
        advance(&runtime, &backlot)?;
        // Every creation makes the account larger, so this comes last.
        for (call, requests) in [("status", [&statuses[0], &statuses[1]]), ("create", [&create, &create])] {
            for &connections in plan.connections {
                let row = Row::new(call, connections, jobs, ["bare", "backlot"]);
                rows.push(take_turns(&runtime, plan, row, [&bare, &backlot], requests)?);
                advance(&runtime, &backlot)?;
            }
        }
    }
    let create = Request::new("POST", "/cutx/api/generate/static-ad", CREATE);
    for &connections in plan.connections {
        let (memory, durable) = (Server::start("backlot")?, Server::start("durable")?);
        fill_journal(&runtime, &memory)?;
        fill_journal(&runtime, &durable)?;
        let row = Row::new("create", connections, 0, ["backlot", "durable"]);
        rows.push(take_turns(&runtime, plan, row, [&memory, &durable], [&create, &create])?);
    }
    table::print(&rows, &memory(&runtime, plan)?, pinned);
    Ok(())
}

/// Lets two servers take turns.
fn take_turns(
    runtime: &Runtime,
    plan: &Plan,
    mut row: Row,
    servers: [&Server; 2],
    requests: [&Request; 2],
) -> Result<Row, Failure> {
    for _ in 0..plan.rounds {
        for ((server, request), (_, figures)) in servers.into_iter().zip(requests).zip(&mut row.servers) {
            turn(runtime, server, request, row.connections, plan.turn, figures)?;
        }
    }
    Ok(row)
}

/// Measures the memory of a finished job: a copy, which is the smallest kind, in an account of the plan's largest size.
fn memory(runtime: &Runtime, plan: &Plan) -> Result<Memory, Failure> {
    let backlot = Server::start("backlot")?;
    fill_journal(runtime, &backlot)?;
    let empty = backlot.usage()?.resident;
    let jobs = plan.jobs.iter().copied().max().unwrap_or_default();
    let copy = Request::new("POST", "/cutx/api/generate/copy", COPY);
    runtime.block_on(drive(&backlot.address, 64, &copy, Until::Sent(jobs)))?;
    Ok(Memory { jobs, bytes_each: (backlot.usage()?.resident - empty) / jobs as f64 })
}

/// Lets the journal reach its bound, so that all further memory is that of jobs.
fn fill_journal(runtime: &Runtime, backlot: &Server) -> Result<(), Failure> {
    let balance = Request::new("GET", "/cutx/api/credits/balance", "");
    runtime.block_on(drive(&backlot.address, 16, &balance, Until::Sent(100_000))).map(drop)
}

/// Creates jobs. Returns a request that looks at the last one.
fn fill(runtime: &Runtime, server: &Server, create: &Request, jobs: u64) -> Result<Request, Failure> {
    runtime.block_on(async {
        drive(&server.address, 64, create, Until::Sent(jobs - 1)).await?;
        let placed = ask(&server.address, create).await?;
        let placed: serde_json::Value = serde_json::from_str(&placed)?;
        let job = placed["jobId"].as_str().ok_or("an answer without a job")?;
        Ok(Request::new("GET", &format!("/cutx/api/generate/status?jobId={job}"), ""))
    })
}

/// Lets every job finish.
fn advance(runtime: &Runtime, backlot: &Server) -> Result<(), Failure> {
    let hour = Request::new("POST", "/_backlot/clock/advance", r#"{"seconds":3600}"#);
    runtime.block_on(ask(&backlot.address, &hour)).map(drop)
}

fn turn(
    runtime: &Runtime,
    server: &Server,
    request: &Request,
    connections: usize,
    length: Duration,
    figures: &mut Figures,
) -> Result<(), Failure> {
    let before = server.usage()?;
    let load: Load = runtime.block_on(drive(&server.address, connections, request, Until::Passed(length)))?;
    let after = server.usage()?;
    let answered = load.answered as f64;
    figures.per_second.push(answered / load.seconds);
    figures.cpu.push((after.cpu - before.cpu) * 1e6 / answered);
    figures.p50.push(load.quantile(500));
    figures.p99.push(load.quantile(990));
    figures.resident.push(after.resident);
    Ok(())
}
