//! The states of all kinds of jobs, the changes allowed between them, and their durations (`animus-facts.md`, 10).
//!
//! A generation goes from `submitted` through `processing` to its end. A face set and a dataset do the same, but enter
//! `processing` once more for every picture before the last. A training goes from `queued` through `training` to its end.

use std::time::Duration;

use kernel::directives::PromptDirectives;
use kernel::job::{Failure, JobState, Timeline, Transition};
use kernel::random::Stream;
use kernel::time::Pace;
use serde::{Deserialize, Serialize};

use crate::clause;
use crate::prices::Kind;

/// The state of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The job waits for a worker.
    Submitted,
    /// A worker makes the result.
    Processing,
    /// The training waits for its service.
    Queued,
    /// The training runs.
    Training,
    /// The job is done.
    Completed,
    /// The job failed.
    Failed,
    /// The training was cancelled.
    Cancelled,
}

use State::{Cancelled, Completed, Failed, Processing, Queued, Submitted, Training};

impl JobState for State {
    const ALL: &'static [Self] = &[Submitted, Processing, Queued, Training, Completed, Failed, Cancelled];

    const TRANSITIONS: &'static [Transition<Self>] = &[
        Transition { from: Submitted, to: Processing, clause: &clause::JOB_START },
        Transition { from: Submitted, to: Failed, clause: &clause::JOB_REJECT },
        Transition { from: Processing, to: Processing, clause: &clause::JOB_LANDING },
        Transition { from: Processing, to: Completed, clause: &clause::JOB_COMPLETE },
        Transition { from: Processing, to: Failed, clause: &clause::JOB_FAIL },
        Transition { from: Queued, to: Training, clause: &clause::TRAINING_START },
        Transition { from: Queued, to: Cancelled, clause: &clause::TRAINING_CANCEL },
        Transition { from: Training, to: Completed, clause: &clause::TRAINING_COMPLETE },
        Transition { from: Training, to: Failed, clause: &clause::TRAINING_FAIL },
        Transition { from: Training, to: Cancelled, clause: &clause::TRAINING_CANCEL },
    ];

    fn name(self) -> &'static str {
        match self {
            Submitted => "submitted",
            Processing => "processing",
            Queued => "queued",
            Training => "training",
            Completed => "completed",
            Failed => "failed",
            Cancelled => "cancelled",
        }
    }

    fn is_terminal(self) -> bool {
        matches!(self, Completed | Failed | Cancelled)
    }
}

/// The time that a generation waits for a worker (`job.time`).
const WAIT: Duration = Duration::from_secs(3);
/// The difference between the longest and the shortest time of work on a generation.
const SPREAD: Duration = Duration::from_secs(5);

/// Returns the shortest time of work on a generation.
const fn shortest(kind: Kind) -> Duration {
    Duration::from_secs(match kind {
        Kind::TextToImage => 7,
        Kind::PhotoEdit => 12,
        Kind::Character => 22,
        Kind::ImageToVideo => 52,
    })
}

/// Returns the longest time of a generation, in seconds at the provider's pace: for a character's picture, the printed 30.
pub const fn estimate(kind: Kind) -> u64 {
    WAIT.as_secs() + shortest(kind).as_secs() + SPREAD.as_secs()
}

/// Returns `true` if a generation may take this time by itself, from its acceptance to its end.
pub fn is_usual(kind: Kind, took: Duration) -> bool {
    (WAIT + shortest(kind)..=Duration::from_secs(estimate(kind))).contains(&took)
}

/// Decides all later changes of a generation, and the reason if it fails.
pub fn generation(
    kind: Kind,
    directives: &PromptDirectives,
    pace: Pace,
    stream: &mut Stream,
) -> (Timeline<State>, Option<Failure>) {
    // The code of a failure stays even if the job fails before its work.
    let failure = directives.fail.clone().or_else(|| directives.failure());
    if directives.reject {
        return (vec![(Duration::ZERO, Submitted), (Duration::ZERO, Failed)], failure);
    }
    let start = pace.scale(WAIT);
    let natural = shortest(kind) + Duration::from_millis(100) * tenths(stream, SPREAD);
    let work = directives.slow.unwrap_or_else(|| pace.scale(natural));
    let end = if failure.is_some() { Failed } else { Completed };
    (vec![(Duration::ZERO, Submitted), (start, Processing), (start + work, end)], failure)
}

/// The shortest time that a training waits for its service (`training.queued`).
const QUEUED: Duration = Duration::from_secs(20);
/// The difference between the longest and the shortest wait.
const QUEUED_SPREAD: Duration = Duration::from_secs(20);
/// The shortest time of work on a training.
const TRAINED: Duration = Duration::from_secs(15 * 60);
/// The difference between the longest and the shortest time of work on a training.
const TRAINED_SPREAD: Duration = Duration::from_secs(5 * 60);

/// Decides all later changes of a training, and returns the time of work with them.
pub fn training(pace: Pace, stream: &mut Stream) -> (Timeline<State>, Duration) {
    let tenth = Duration::from_millis(100);
    let start = pace.scale(QUEUED + tenth * tenths(stream, QUEUED_SPREAD));
    let work = pace.scale(TRAINED + tenth * tenths(stream, TRAINED_SPREAD));
    (vec![(Duration::ZERO, Queued), (start, Training), (start + work, Completed)], work)
}

/// Draws a number of tenths of a second, from 0 to `most`. Durations are drawn in steps of this size.
pub fn tenths(stream: &mut Stream, most: Duration) -> u32 {
    let most = u64::try_from(most.as_millis() / 100).unwrap_or(u64::MAX);
    u32::try_from(stream.below(most + 1)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use kernel::random::Root;

    use super::*;

    #[test]
    fn every_planned_change_is_in_the_table_and_within_the_estimate() {
        for kind in [Kind::Character, Kind::PhotoEdit, Kind::ImageToVideo, Kind::TextToImage] {
            for (ordinal, prompt) in
                (0..200).flat_map(|ordinal| ["", "[[fail]]", "[[reject]]"].map(|p| (ordinal, p)))
            {
                let mut stream = Root::new(0, "animus", "key").stream(ordinal);
                let directives = PromptDirectives::read([prompt]);
                let (timeline, failure) = generation(kind, &directives, Pace::PROVIDER, &mut stream);
                for pair in timeline.windows(2) {
                    assert!(pair[0].1.transition(pair[1].1).is_some(), "{kind:?} {prompt} {pair:?}");
                }
                let (end, state) = *timeline.last().unwrap();
                assert_eq!(state == Failed, failure.is_some(), "{kind:?} {prompt}");
                assert!(end <= Duration::from_secs(estimate(kind)), "{kind:?} {end:?}");
            }
        }
    }

    #[test]
    fn an_end_is_reached_over_allowed_changes_only() {
        assert_eq!(Submitted.route(Completed), Some(vec![Processing, Completed]));
        assert_eq!(Submitted.route(Failed), Some(vec![Failed]));
        assert_eq!(Queued.route(Completed), Some(vec![Training, Completed]));
        assert_eq!(Submitted.route(Cancelled), None);
        assert_eq!(Completed.route(Failed), None);
    }
}
