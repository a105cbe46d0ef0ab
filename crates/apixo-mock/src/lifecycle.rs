//! The four states of a task, the changes allowed between them, and their durations (`apixo-facts.md`, 9 and 13).

use std::time::Duration;

use kernel::directives::PromptDirectives;
use kernel::job::{Failure, JobState, Timeline, Transition};
use kernel::machine::JobOf;
use kernel::time::Pace;
use serde::{Deserialize, Serialize};

use crate::clause;
use crate::fail_codes::FailCode;
use crate::state::Apixo;

/// The state of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The task was received and waits.
    Pending,
    /// A worker makes the result.
    Processing,
    /// The task is done, and its result is ready.
    Success,
    /// The task ended without a result, and the held credits were given back.
    Failed,
}

use State::{Failed, Pending, Processing, Success};

impl JobState for State {
    const ALL: &'static [Self] = &[Pending, Processing, Success, Failed];

    const TRANSITIONS: &'static [Transition<Self>] = &[
        Transition { from: Pending, to: Processing, clause: &clause::TASK_START },
        Transition { from: Pending, to: Failed, clause: &clause::TASK_FAIL_BEFORE_WORK },
        Transition { from: Processing, to: Success, clause: &clause::TASK_COMPLETE },
        Transition { from: Processing, to: Failed, clause: &clause::TASK_FAIL },
    ];

    fn name(self) -> &'static str {
        match self {
            Pending => "pending",
            Processing => "processing",
            Success => "success",
            Failed => "failed",
        }
    }

    fn is_terminal(self) -> bool {
        matches!(self, Success | Failed)
    }
}

/// The time that a task waits before work on it begins.
const PENDING: Duration = Duration::from_secs(2);
/// The longest time of work on a task.
const LONGEST_WORK: Duration = Duration::from_secs(600);

/// Decides all later changes of a new task, and the reason if the task fails. `work` is the time from acceptance to the end at
/// the provider's pace; `unusable` is the fail code of inputs that cannot be used.
pub fn timeline(
    work: Duration,
    unusable: Option<FailCode>,
    directives: &PromptDirectives,
    pace: Pace,
) -> (Timeline<State>, Option<Failure>) {
    let start = pace.scale(PENDING);
    if directives.reject {
        let timeline = vec![(Duration::ZERO, Pending), (Duration::ZERO, Failed)];
        return (timeline, Some(FailCode::GenerationFailed.failure()));
    }
    let mut timeline = vec![(Duration::ZERO, Pending), (start, Processing)];
    if let Some(code) = unusable {
        timeline.push((start, Failed));
        return (timeline, Some(code.failure()));
    }
    let work = directives.slow.unwrap_or_else(|| pace.scale(work.saturating_sub(PENDING)));
    // A slow pace causes no timeout, only a `slow` word in the prompt does.
    if directives.slow.is_some() && work > LONGEST_WORK {
        timeline.push((start + LONGEST_WORK, Failed));
        return (timeline, Some(FailCode::ProcessingTimeout.failure()));
    }
    let failure = directives.fail.clone().map(|failure| match failure.code {
        Some(_) => failure,
        None => FailCode::GenerationFailed.failure(),
    });
    timeline.push((start + work, if failure.is_some() { Failed } else { Success }));
    (timeline, failure)
}

/// Returns `true` if a task ended after the longest time of work.
pub fn timed_out(job: &JobOf<Apixo>) -> bool {
    job.changed_at.duration_since(job.created_at).unsigned_abs() >= LONGEST_WORK
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_planned_change_is_in_the_table() {
        for unusable in [None, Some(FailCode::UnsupportedFormat)] {
            for prompt in ["", "[[fail]]", "[[fail:X]]", "[[reject]]", "[[slow:600]]", "[[slow:601]][[fail]]"]
            {
                let directives = PromptDirectives::read([prompt]);
                let (timeline, failure) =
                    timeline(Duration::from_secs(40), unusable, &directives, Pace::PROVIDER);
                for pair in timeline.windows(2) {
                    assert!(pair[0].0 <= pair[1].0, "{prompt}");
                    assert!(pair[0].1.transition(pair[1].1).is_some(), "{prompt} {pair:?}");
                }
                let last = timeline.last().unwrap().1;
                assert_eq!(last == Failed, failure.is_some(), "{prompt}");
            }
        }
    }

    #[test]
    fn a_task_takes_what_its_model_says_from_acceptance_to_its_end() {
        let (timeline, _) =
            timeline(Duration::from_secs(40), None, &PromptDirectives::default(), Pace::PROVIDER);
        assert_eq!(timeline.last(), Some(&(Duration::from_secs(40), Success)));
    }

    #[test]
    fn at_a_slow_pace_a_task_takes_longer_and_ends_as_well() {
        let slow = Pace::new(0.01).unwrap();
        let (timeline, _) = timeline(Duration::from_secs(40), None, &PromptDirectives::default(), slow);
        assert_eq!(timeline.last(), Some(&(Duration::from_secs(4000), Success)));
    }
}
