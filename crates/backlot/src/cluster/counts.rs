//! Counters of leases and forwards, and the text in which they are exposed.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

/// The numbers of what happened at this node.
#[derive(Default)]
pub(crate) struct Counts {
    /// The renewals that succeeded, that were refused, and that were not answered.
    renewals: [AtomicU64; 3],
    /// The worlds that were taken over, and those that could not be continued.
    pub(crate) taken: AtomicU64,
    pub(crate) refused: AtomicU64,
    /// The worlds that went over to other nodes, or whose log was lost.
    pub(crate) lost: AtomicU64,
    /// The requests that were sent on and answered, that were not answered, and that nobody owned.
    pub(crate) forwarded: AtomicU64,
    pub(crate) broken: AtomicU64,
    pub(crate) unowned: AtomicU64,
}

/// A name, a text about it, and the number of each outcome.
type Family<'a> = (&'a str, &'a str, &'a [(&'a str, &'a AtomicU64)]);

impl Counts {
    /// Counts a renewal.
    pub(crate) fn renewed(&self, renewed: &Result<bool, String>) {
        let outcome = match renewed {
            Ok(true) => 0,
            Ok(false) => 1,
            Err(_) => 2,
        };
        add(&self.renewals[outcome]);
    }

    /// Returns the counters in the Prometheus text format, with the number of nodes.
    pub(crate) fn exposition(&self, nodes: usize) -> String {
        let families: [Family<'_>; 3] = [
            (
                "lease_renewals_total",
                "Renewals of this node's lease by outcome.",
                &[
                    ("renewed", &self.renewals[0]),
                    ("refused", &self.renewals[1]),
                    ("unanswered", &self.renewals[2]),
                ],
            ),
            (
                "world_takeovers_total",
                "Worlds that this node has taken, could not continue, or has lost.",
                &[("taken", &self.taken), ("refused", &self.refused), ("lost", &self.lost)],
            ),
            (
                "forwards_total",
                "Requests for worlds elsewhere by outcome.",
                &[("answered", &self.forwarded), ("broken", &self.broken), ("unowned", &self.unowned)],
            ),
        ];
        let mut text = String::new();
        for (name, help, outcomes) in families {
            let _ = writeln!(text, "# HELP backlot_{name} {help}\n# TYPE backlot_{name} counter");
            for (outcome, count) in outcomes {
                let count = count.load(Ordering::Relaxed);
                let _ = writeln!(text, "backlot_{name}{{outcome=\"{outcome}\"}} {count}");
            }
        }
        let _ = writeln!(
            text,
            "# HELP backlot_nodes Nodes whose leases hold.\n# TYPE backlot_nodes gauge\nbacklot_nodes {nodes}"
        );
        text
    }
}

/// Counts one more.
pub(crate) fn add(count: &AtomicU64) {
    count.fetch_add(1, Ordering::Relaxed);
}
