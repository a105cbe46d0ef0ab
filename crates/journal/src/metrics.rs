//! Counters that only grow, and the text in which they are exposed.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

use hashbrown::HashMap;

use kernel::credits::Credits;

/// The number of requests by provider, route and status.
#[derive(Clone, Debug, Default)]
pub struct RequestCounts(HashMap<&'static str, Routes>);

/// The statuses of each route, with their counts.
type Routes = HashMap<Box<str>, Vec<(u16, u64)>>;

/// The label of requests that no route matched.
const UNMATCHED: &str = "unmatched";
/// The status of requests that were not answered.
const UNANSWERED: u16 = 0;

impl RequestCounts {
    /// Counts a request.
    pub fn count(&mut self, provider: &'static str, route: Option<&str>, status: Option<u16>) {
        self.add_count(provider, route.unwrap_or(UNMATCHED), status.unwrap_or(UNANSWERED), 1);
    }

    /// Adds the counts of another world.
    pub fn add(&mut self, other: &Self) {
        for (provider, routes) in &other.0 {
            for (route, counts) in routes {
                for (status, count) in counts {
                    self.add_count(provider, route, *status, *count);
                }
            }
        }
    }

    fn add_count(&mut self, provider: &'static str, route: &str, status: u16, by: u64) {
        let routes = self.0.entry(provider).or_default();
        let counts = match routes.get_mut(route) {
            Some(counts) => counts,
            None => routes.entry(route.into()).or_default(),
        };
        match counts.iter_mut().find(|(counted, _)| *counted == status) {
            Some((_, count)) => *count += by,
            None => counts.push((status, by)),
        }
    }
}

/// The totals of a provider's accounts.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// The number of open accounts.
    pub accounts: u64,
    /// The number of jobs in each state.
    pub jobs: BTreeMap<&'static str, u64>,
    /// The sum of all charges, including those of closed accounts.
    pub charged: Credits,
    /// The sum of all refunds, including those of closed accounts.
    pub refunded: Credits,
    /// The attempts to deliver a webhook by outcome, including those of closed accounts.
    pub attempts: BTreeMap<Cow<'static, str>, u64>,
}

impl Totals {
    /// Adds the totals of other accounts.
    pub fn add(&mut self, other: &Self) {
        self.accounts += other.accounts;
        for (state, count) in &other.jobs {
            *self.jobs.entry(state).or_default() += count;
        }
        self.add_closed(other);
    }

    /// Adds only the totals that stay true after the accounts are closed.
    pub fn add_closed(&mut self, other: &Self) {
        self.charged += other.charged;
        self.refunded += other.refunded;
        for (outcome, count) in &other.attempts {
            *self.attempts.entry(outcome.clone()).or_default() += count;
        }
    }
}

/// Returns the counters in the Prometheus text format, version 0.0.4, with each family sorted.
pub fn exposition(worlds: usize, counts: &RequestCounts, totals: &BTreeMap<&'static str, Totals>) -> String {
    let mut text = String::new();
    let mut family = |name: &str, kind: &str, help: &str, mut lines: Vec<String>| {
        lines.sort();
        let _ = writeln!(text, "# HELP backlot_{name} {help}\n# TYPE backlot_{name} {kind}");
        for line in lines {
            let _ = writeln!(text, "backlot_{name}{line}");
        }
    };
    let requests = counts.0.iter().flat_map(|(provider, routes)| {
        routes.iter().flat_map(move |(route, counts)| {
            counts.iter().map(move |(status, count)| {
                let status = if *status == UNANSWERED { "none".to_owned() } else { status.to_string() };
                format!(
                    "{{provider=\"{provider}\",route=\"{}\",status=\"{status}\"}} {count}",
                    escaped(route)
                )
            })
        })
    });
    family("requests_total", "counter", "Requests by provider, route and status.", requests.collect());
    let each = |line: &dyn Fn(&str, &Totals) -> Vec<String>| {
        totals.iter().flat_map(|(provider, totals)| line(provider, totals)).collect::<Vec<_>>()
    };
    let one = |provider: &str, value: String| vec![format!("{{provider=\"{provider}\"}} {value}")];
    family(
        "jobs",
        "gauge",
        "Jobs by provider and state.",
        each(&|provider, totals| by("state", provider, &totals.jobs)),
    );
    family(
        "accounts",
        "gauge",
        "Open accounts by provider.",
        each(&|provider, totals| one(provider, totals.accounts.to_string())),
    );
    family(
        "credits_charged_total",
        "counter",
        "Credits charged by provider.",
        each(&|provider, totals| one(provider, totals.charged.to_string())),
    );
    family(
        "credits_refunded_total",
        "counter",
        "Credits refunded by provider.",
        each(&|provider, totals| one(provider, totals.refunded.to_string())),
    );
    family(
        "webhook_attempts_total",
        "counter",
        "Attempts to deliver a webhook by provider and outcome.",
        each(&|provider, totals| by("outcome", provider, &totals.attempts)),
    );
    family("worlds", "gauge", "Worlds.", vec![format!(" {worlds}")]);
    text
}

/// Returns a line for each value of a label.
fn by<K: Display>(label: &str, provider: &str, counts: &BTreeMap<K, u64>) -> Vec<String> {
    let line =
        |(value, count): (&K, &u64)| format!("{{provider=\"{provider}\",{label}=\"{value}\"}} {count}");
    counts.iter().map(line).collect()
}

/// Escapes a label's value for the text format.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
