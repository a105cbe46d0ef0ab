//! The cost of a shared store: creates and looks in memory, over a directory, at the owner of a world, and through another process.
//!
//! ```sh
//! cargo build --release
//! cargo run --release -p backlot-cli --example team
//! ```
//!
//! It starts the commands and a PostgreSQL on this machine, drives them in turn with the same keep-alive load, and prints a table in
//! Markdown. All of them share the machine's processors. Every loop is bounded in count and time.

#[path = "../../backlot/examples/load/drive.rs"]
#[expect(dead_code, reason = "a part of it serves the other load run alone")]
mod drive;

use std::error::Error;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use drive::{Request, Until, ask, drive};
use test_postgres::Database;

type Failure = Box<dyn Error + Send + Sync>;

/// The number of connections.
const CONNECTIONS: usize = 64;
/// The number of rounds in which the places take turns, and the duration of one turn.
const ROUNDS: usize = 5;
const TURN: Duration = Duration::from_secs(2);

const CREATE: &str = r#"{"projectId":"00000000-0000-4000-8000-000000000001","productId":"00000000-0000-4000-8000-000000000002","prompt":"Summer light"}"#;

/// A running command. It ends when it is dropped.
struct Running {
    process: Child,
    address: String,
}

impl Running {
    fn start(arguments: &[&str]) -> Result<Self, Failure> {
        // The command lies beside the folder of the examples.
        let own = std::env::current_exe()?;
        let folder = own.parent().and_then(|folder| folder.parent()).ok_or("no folder")?;
        let mut process = Command::new(folder.join("backlot"))
            .args(["--port", "0", "--log", "json", "--credits", "1000000000"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(process.stdout.take().ok_or("no output")?).lines();
        let ready = lines.next().ok_or("no address")??;
        let address = ready.split("http://").nth(1).and_then(|rest| rest.split('"').next());
        let address = address.ok_or("no address")?.to_owned();
        // The log is not the subject.
        std::thread::spawn(move || lines.count());
        Ok(Self { process, address })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn main() -> Result<(), Failure> {
    let Some(database) = Database::new("this example") else { return Ok(()) };
    let data = std::env::temp_dir().join(format!("backlot-team-{}", std::process::id()));
    let directory = data.to_str().ok_or("a folder whose name is no text")?;
    let store = ["--store", database.url()];
    let (memory, durable) = (Running::start(&[])?, Running::start(&["--data", directory])?);
    let (owner, other) = (Running::start(&store)?, Running::start(&store)?);
    let places = [
        ("in memory", &memory),
        ("over a directory", &durable),
        ("at the owner", &owner),
        ("through another process", &other),
    ];
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let create = Request::new("POST", "/cutx/api/generate/static-ad", CREATE);
    let mut out = std::io::stdout();
    writeln!(
        out,
        "| call | place | a second | of memory's | p50 ms | p99 ms |\n|---|---|---:|---:|---:|---:|"
    )?;
    for call in ["create", "look"] {
        let mut figures: [Vec<[f64; 3]>; 4] = Default::default();
        for _ in 0..ROUNDS {
            for ((_, running), figures) in places.iter().zip(&mut figures) {
                let request = if call == "create" { &create } else { &look(&runtime, running, &create)? };
                let load =
                    runtime.block_on(drive(&running.address, CONNECTIONS, request, Until::Passed(TURN)))?;
                let rate = load.answered as f64 / load.seconds;
                figures.push([rate, load.quantile(500) / 1000.0, load.quantile(990) / 1000.0]);
            }
        }
        let medians = figures.map(|rounds| [0, 1, 2].map(|which| median(&rounds, which)));
        for ((place, _), [rate, p50, p99]) in places.iter().zip(medians) {
            let part = rate / medians[0][0];
            writeln!(out, "| {call} | {place} | {rate:.0} | {part:.2} | {p50:.1} | {p99:.1} |")?;
        }
    }
    std::fs::remove_dir_all(&data)?;
    Ok(())
}

/// Creates a job and returns a request that looks at it.
fn look(runtime: &tokio::runtime::Runtime, running: &Running, create: &Request) -> Result<Request, Failure> {
    let placed: serde_json::Value = serde_json::from_str(&runtime.block_on(ask(&running.address, create))?)?;
    let job = placed["jobId"].as_str().ok_or("an answer without a job")?;
    Ok(Request::new("GET", &format!("/cutx/api/generate/status?jobId={job}"), ""))
}

fn median(rounds: &[[f64; 3]], which: usize) -> f64 {
    let mut values: Vec<_> = rounds.iter().map(|round| round[which]).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
