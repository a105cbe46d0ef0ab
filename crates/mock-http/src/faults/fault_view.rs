//! A fault with what is known about it.

use std::sync::Arc;

use kernel::random::Root;
use serde::{Deserialize, Serialize};

use super::fault::Fault;

/// A registered fault as the control API shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FaultView {
    /// The fault's id.
    pub id: Arc<str>,
    /// The fault as it was registered.
    #[serde(flatten)]
    pub fault: Fault,
    /// The number of requests that have matched.
    pub matched: u64,
    /// The number of times that the fault has happened.
    pub fired: u64,
}

impl FaultView {
    pub(super) fn is_live(&self) -> bool {
        self.fault.times.is_none_or(|times| self.fired < times)
    }

    /// Counts a match. Returns `true` if the fault happens to this request.
    pub(super) fn has_its_turn(&mut self, seed: u64) -> bool {
        self.matched += 1;
        let turn = self.matched > self.fault.skip
            && self.fault.probability.is_none_or(|probability| {
                Root::new(seed, "faults", &self.id).stream(self.matched).chance(probability)
            });
        self.fired += u64::from(turn);
        turn
    }
}
