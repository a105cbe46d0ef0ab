//! The table: medians over the rounds, and the ratio of the sandbox to the bare server.

use std::fmt::Write as _;
use std::io::Write as _;

use crate::machine;
use crate::plan::{Figures, Memory, Row};

/// Prints the table in Markdown.
pub(crate) fn print(rows: &[Row], memory: &Memory, pinned: bool) {
    let mut text = format!(
        "{}, {}, backlot {}, {}; {}\n\n",
        machine::name(),
        machine::compiler(),
        env!("CARGO_PKG_VERSION"),
        today(),
        if pinned {
            "server and load each on a processor of their own"
        } else {
            "server and load share processors"
        },
    );
    text.push_str(
        "| call | jobs | connections | server | requests/s | CPU µs/request | p50 µs | p99 µs | resident MiB |\n\
         |---|---:|---:|---|---:|---:|---:|---:|---:|\n",
    );
    for row in rows {
        let label = format!("| {} | {} | {} |", row.call, row.jobs, row.connections);
        let medians = row.servers.each_ref().map(|(server, figures)| (*server, Medians::of(figures)));
        for (server, medians) in &medians {
            let _ = writeln!(text, "{label} {server} | {medians}");
        }
        let [(_, first), (_, second)] = &medians;
        let _ = writeln!(text, "{label} **ratio** | {}", second.to(first));
    }
    let Memory { jobs, bytes_each } = memory;
    let _ = writeln!(text, "\nResident memory per finished job, with {jobs} copies: {bytes_each:.0} bytes.");
    // The reader may have gone.
    let _ = std::io::stdout().write_all(text.as_bytes());
}

struct Medians {
    per_second: f64,
    cpu: f64,
    p50: f64,
    p99: f64,
    resident: f64,
}

impl Medians {
    fn of(figures: &Figures) -> Self {
        Self {
            per_second: median(&figures.per_second),
            cpu: median(&figures.cpu),
            p50: median(&figures.p50),
            p99: median(&figures.p99),
            resident: median(&figures.resident),
        }
    }

    fn to(&self, other: &Self) -> String {
        let ratios = [
            self.per_second / other.per_second,
            self.cpu / other.cpu,
            self.p50 / other.p50,
            self.p99 / other.p99,
            self.resident / other.resident,
        ];
        ratios.map(|ratio| format!("{ratio:.2} |")).join(" ")
    }
}

impl std::fmt::Display for Medians {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { per_second, cpu, p50, p99, resident } = self;
        let resident = resident / 1024.0 / 1024.0;
        write!(formatter, "{per_second:.0} | {cpu:.1} | {p50:.0} | {p99:.0} | {resident:.1} |")
    }
}

fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "the day of a measurement is the machine's")]
fn today() -> String {
    format!("{:.10}", jiff::Timestamp::now().to_string())
}
