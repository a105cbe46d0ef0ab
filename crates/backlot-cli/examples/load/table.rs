//! The table: medians over the rounds with their spread, and the ratios to the first server of each row.

use std::fmt::Write as _;
use std::io::Write as _;

use crate::machine;

/// The results of a run.
#[derive(Default)]
pub(crate) struct Table {
    /// The sandbox beside the bare server.
    pub(crate) rows: Vec<Row>,
    /// The sandbox by the place where its worlds are kept.
    pub(crate) kept: Vec<Row>,
    pub(crate) memory: Vec<Memory>,
    pub(crate) start: Start,
}

/// The figures of one turn: requests a second, processor time and the middle and the 99th of a hundred latencies in microseconds, and
/// resident memory in MiB.
type Figures = [f64; 5];

/// One row: a call, the number of connections, the number of jobs in the account, and the figures of each server, by rounds.
pub(crate) struct Row {
    call: &'static str,
    pub(crate) connections: usize,
    jobs: u64,
    servers: Vec<&'static str>,
    pub(crate) figures: Vec<Vec<Figures>>,
}

/// The memory that a finished job of a kind needs.
pub(crate) struct Memory {
    pub(crate) kind: &'static str,
    pub(crate) jobs: u64,
    pub(crate) bytes_each: f64,
}

/// The starts of the command.
#[derive(Default)]
pub(crate) struct Start {
    pub(crate) milliseconds: Vec<f64>,
    pub(crate) mebibytes: Vec<f64>,
}

impl Row {
    pub(crate) fn new(
        call: &'static str,
        connections: usize,
        jobs: u64,
        servers: impl Iterator<Item = &'static str>,
    ) -> Self {
        let servers: Vec<_> = servers.collect();
        Self { call, connections, jobs, figures: vec![Vec::new(); servers.len()], servers }
    }

    fn print(&self, text: &mut String) {
        let medians =
            self.figures.iter().map(|rounds| [0, 1, 2, 3, 4].map(|which| median(&column(rounds, which))));
        let medians: Vec<Figures> = medians.collect();
        for ((server, rounds), own) in self.servers.iter().zip(&self.figures).zip(&medians) {
            let label = format!("| {} | {} | {} |", self.call, self.jobs, self.connections);
            let [rate, cpu, p50, p99, resident] = own;
            let spread = spread(&column(rounds, 1));
            let _ = writeln!(
                text,
                "{label} {server} | {rate:.0} | {cpu:.1} ({spread}) | {p50:.0} | {p99:.0} | {resident:.1} |"
            );
            if *server != self.servers[0] {
                let ratio = |which: usize| own[which] / medians[0][which];
                let [rate, cpu, p50, p99] = [0, 1, 2, 3].map(ratio);
                let _ = writeln!(text, "{label} **ratio** | {rate:.2} | {cpu:.2} | {p50:.2} | {p99:.2} | |");
            }
        }
    }
}

const HEADINGS: &str = "| call | jobs | connections | server | requests/s | CPU µs/request | p50 µs | p99 µs | resident MiB |\n\
                        |---|---:|---:|---|---:|---:|---:|---:|---:|\n";

impl Table {
    /// Prints everything in Markdown.
    pub(crate) fn print(&self) {
        let mut text = format!(
            "{}, {}, backlot {}, {}; server and load each on a processor of their own\n\n{HEADINGS}",
            machine::name(),
            machine::compiler(),
            env!("CARGO_PKG_VERSION"),
            today(),
        );
        for row in &self.rows {
            row.print(&mut text);
        }
        let _ = write!(text, "\nBy the place where worlds are kept:\n\n{HEADINGS}");
        for row in &self.kept {
            row.print(&mut text);
        }
        text.push('\n');
        for Memory { kind, jobs, bytes_each } in &self.memory {
            let _ =
                writeln!(text, "Resident memory per finished {kind}, with {jobs}: {bytes_each:.0} bytes.  ");
        }
        let Start { milliseconds, mebibytes } = &self.start;
        let _ = writeln!(
            text,
            "From start to first answer: {:.1} ms ({}); resident then: {:.1} MiB.",
            median(milliseconds),
            spread(milliseconds),
            median(mebibytes)
        );
        // The reader may have gone.
        let _ = std::io::stdout().write_all(text.as_bytes());
    }
}

fn column(rounds: &[Figures], which: usize) -> Vec<f64> {
    rounds.iter().map(|figures| figures[which]).collect()
}

fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// Returns the smallest and the largest number.
fn spread(numbers: &[f64]) -> String {
    let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let most = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    format!("{least:.1} to {most:.1}")
}

#[expect(clippy::disallowed_methods, reason = "the day of a measurement is the machine's")]
fn today() -> String {
    format!("{:.10}", jiff::Timestamp::now().to_string())
}
