//! The four states of a task, the changes allowed between them, and their durations (`sumatman-facts.md`, 10 and 11).

use std::time::Duration;

use kernel::directives::PromptDirectives;
use kernel::job::{Failure, JobState, Timeline, Transition};
use kernel::machine::JobOf;
use kernel::time::Pace;
use serde::{Deserialize, Serialize};

use crate::clause;
use crate::state::Sumatman;

/// The state of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The task waits for a worker.
    Pending,
    /// A worker makes the film.
    Processing,
    /// The film is ready.
    Completed,
    /// The task failed, and its credits were given back.
    Failed,
}

use State::{Completed, Failed, Pending, Processing};

impl JobState for State {
    const ALL: &'static [Self] = &[Pending, Processing, Completed, Failed];

    const TRANSITIONS: &'static [Transition<Self>] = &[
        Transition { from: Pending, to: Processing, clause: &clause::TASK_PROCESSING },
        Transition { from: Pending, to: Failed, clause: &clause::TASK_FAILED_BEFORE_WORK },
        Transition { from: Pending, to: Pending, clause: &clause::EDIT_PENDING },
        Transition { from: Processing, to: Pending, clause: &clause::EDIT_PROCESSING },
        Transition { from: Processing, to: Completed, clause: &clause::TASK_COMPLETED },
        Transition { from: Processing, to: Failed, clause: &clause::TASK_FAILED },
    ];

    fn name(self) -> &'static str {
        match self {
            Pending => "pending",
            Processing => "processing",
            Completed => "completed",
            Failed => "failed",
        }
    }

    fn is_terminal(self) -> bool {
        matches!(self, Completed | Failed)
    }
}

/// The time that a task waits for a worker.
const PENDING: Duration = Duration::from_secs(10);
/// The time of work on every film, whatever its length.
const EVERY_FILM: Duration = Duration::from_secs(300);
/// The additional time of work for each minute of the film.
const EVERY_MINUTE: Duration = Duration::from_secs(20);
/// The longest time from a task's creation to its completion (`task.time`).
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Decides all later changes of a task for a film of this many minutes, and the reason if the task fails.
pub fn timeline(
    minutes: u32,
    directives: &PromptDirectives,
    pace: Pace,
) -> (Timeline<State>, Option<Failure>) {
    let failure = directives.fail.clone().or_else(|| directives.failure());
    if directives.reject {
        return (vec![(Duration::ZERO, Pending), (Duration::ZERO, Failed)], failure);
    }
    let start = pace.scale(PENDING);
    let natural = whole(minutes).saturating_sub(PENDING);
    let work = directives.slow.unwrap_or_else(|| pace.scale(natural));
    let end = if failure.is_some() { Failed } else { Completed };
    (vec![(Duration::ZERO, Pending), (start, Processing), (start + work, end)], failure)
}

/// Returns the time from the creation of a task to its end, for a film of this many minutes.
fn whole(minutes: u32) -> Duration {
    (PENDING + EVERY_FILM + EVERY_MINUTE * minutes).min(LONGEST)
}

/// Returns `true` if the end of a task comes, or came, after the time that its film takes, and not after one that its caller chose.
pub fn takes_its_time(job: &JobOf<Sumatman>) -> bool {
    let begun = job.data.edited_at.unwrap_or(job.created_at);
    let end = job.next_change_at().unwrap_or(job.changed_at);
    end.duration_since(begun).unsigned_abs() == whole(job.data.story.minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_planned_change_is_in_the_table() {
        for story in ["", "[[fail]]", "[[reject]]", "[[slow:90]]"] {
            let (timeline, failure) = timeline(10, &PromptDirectives::read([story]), Pace::PROVIDER);
            for pair in timeline.windows(2) {
                assert!(pair[0].1.transition(pair[1].1).is_some(), "{story} {pair:?}");
            }
            assert_eq!(timeline.last().unwrap().1 == Failed, failure.is_some(), "{story}");
        }
    }

    #[test]
    fn films_take_five_to_fifteen_minutes_from_their_creation() {
        let end =
            |minutes| timeline(minutes, &PromptDirectives::default(), Pace::PROVIDER).0.last().unwrap().0;
        assert_eq!((end(3), end(30)), (Duration::from_secs(370), LONGEST));
        let (shortest, ends) = (Duration::from_secs(5 * 60), (3..=30).map(end));
        assert!(ends.clone().all(|end| (shortest..=LONGEST).contains(&end)));
        assert!(ends.is_sorted_by(|one, other| one < other), "a longer film takes longer");
    }
}
