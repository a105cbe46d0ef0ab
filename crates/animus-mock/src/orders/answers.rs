//! The words of answers to orders.

use kernel::job::JobState as _;

use crate::lifecycle::State;
use crate::prices::Kind;

/// Returns the word for the state of an order of which this many generations were accepted.
pub fn status(accepted: usize) -> &'static str {
    if accepted == 0 { State::Failed.name() } else { State::Submitted.name() }
}

/// Returns the printed sentence for a single job, or a similar one for several.
pub fn message(kind: Kind, accepted: usize, requested: usize) -> String {
    let title = kind.price().title;
    match (accepted, requested) {
        (0, _) => format!("{title} job could not be submitted"),
        (1, 1) => format!("{title} job submitted successfully"),
        _ => format!("{accepted} of {requested} {title} jobs submitted successfully"),
    }
}
