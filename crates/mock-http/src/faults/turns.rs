//! The turns of a registered fault.

use control_api::FaultView;
use kernel::random::Root;

/// Returns `true` if a fault can still happen.
pub(super) fn is_live(view: &FaultView) -> bool {
    view.fault.times.is_none_or(|times| view.fired < times)
}

/// Counts a match. Returns `true` if the fault happens to this request.
pub(super) fn has_its_turn(view: &mut FaultView, seed: u64) -> bool {
    view.matched += 1;
    let turn = view.matched > view.fault.skip
        && view.fault.probability.is_none_or(|probability| {
            Root::new(seed, "faults", &view.id).stream(view.matched).chance(probability)
        });
    view.fired += u64::from(turn);
    turn
}
