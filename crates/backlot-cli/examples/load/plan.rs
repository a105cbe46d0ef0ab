//! The extent of the measurements.

use std::time::Duration;

/// The extent of the measurements.
pub(crate) struct Plan {
    /// The numbers of jobs that the account holds, each with the numbers of connections.
    pub(crate) jobs: &'static [(u64, &'static [usize])],
    /// The number of rounds in which the servers take turns.
    pub(crate) rounds: usize,
    /// The duration of one turn.
    pub(crate) turn: Duration,
    /// The number of starts.
    pub(crate) starts: usize,
}

/// The plan of the table in the repository.
pub(crate) const WHOLE: Plan = Plan {
    jobs: &[(10, &[1, 16, 64]), (10_000, &[64]), (1_000_000, &[64])],
    rounds: 5,
    turn: Duration::from_secs(2),
    starts: 11,
};

/// A first look.
pub(crate) const QUICK: Plan =
    Plan { jobs: &[(10, &[64]), (100_000, &[64])], rounds: 5, turn: Duration::from_secs(1), starts: 5 };
