//! The four states of a task, the changes allowed between them, and their durations (`apixo-facts.md`, 9 and 13).

use std::time::Duration;

use mock_core::clock::Pace;
use mock_core::job::{Failure, JobState, Timeline, Transition};
use mock_core::steer::Steer;

use crate::clause;

/// The state of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// The fail codes that have a meaning here beyond their name.
pub mod fail_code {
    /// The work ended in an error.
    pub const GENERATION_FAILED: &str = "GENERATION_FAILED";
    /// The content of the request is not allowed.
    pub const CONTENT_VIOLATION: &str = "CONTENT_VIOLATION";
    /// The work took too long.
    pub const PROCESSING_TIMEOUT: &str = "PROCESSING_TIMEOUT";
    /// The URL of the image is not a web address.
    pub const INVALID_IMAGE_URL: &str = "INVALID_IMAGE_URL";
    /// The image could not be downloaded.
    pub const IMAGE_DOWNLOAD_FAILED: &str = "IMAGE_DOWNLOAD_FAILED";
    /// The image or the clip has a format that cannot be read.
    pub const UNSUPPORTED_FORMAT: &str = "UNSUPPORTED_FORMAT";
}

/// The messages of the fail codes. The documents print one of them; the others are assumptions of this mock.
const MESSAGES: [(&str, &str); 6] = [
    (fail_code::CONTENT_VIOLATION, "Content violates usage policy"),
    (fail_code::GENERATION_FAILED, "The video could not be generated"),
    (fail_code::PROCESSING_TIMEOUT, "The task took too long"),
    (fail_code::INVALID_IMAGE_URL, "The image URL is not a web address"),
    (fail_code::IMAGE_DOWNLOAD_FAILED, "The image could not be downloaded"),
    (fail_code::UNSUPPORTED_FORMAT, "The format of an input is not supported"),
];

/// Returns the message of a fail code.
pub fn fail_message(code: &str) -> &'static str {
    let row = MESSAGES.iter().find(|(known, _)| *known == code).or(MESSAGES.get(1));
    row.map_or("", |(_, message)| message)
}

/// Decides all later changes of a new task, and the reason if the task fails. `work` is the time from acceptance to the end at
/// the provider's pace; `unusable` is the fail code of inputs that cannot be used.
pub fn timeline(
    work: Duration,
    unusable: Option<&'static str>,
    steer: &Steer,
    pace: Pace,
) -> (Timeline<State>, Option<Failure>) {
    let start = pace.scale(PENDING);
    let fails = |code: &str| Some(Failure { code: Some(code.to_owned()), message: None });
    if steer.reject {
        let timeline = vec![(Duration::ZERO, Pending), (Duration::ZERO, Failed)];
        return (timeline, fails(fail_code::GENERATION_FAILED));
    }
    let mut timeline = vec![(Duration::ZERO, Pending), (start, Processing)];
    if let Some(code) = unusable {
        timeline.push((start, Failed));
        return (timeline, fails(code));
    }
    let work = steer.slow.unwrap_or_else(|| pace.scale(work.saturating_sub(PENDING)));
    // A slow pace causes no timeout, only a `slow` word in the prompt does.
    if steer.slow.is_some() && work > LONGEST_WORK {
        timeline.push((start + LONGEST_WORK, Failed));
        return (timeline, fails(fail_code::PROCESSING_TIMEOUT));
    }
    match &steer.fail {
        Some(code) => {
            timeline.push((start + work, Failed));
            (timeline, fails(code.as_deref().unwrap_or(fail_code::GENERATION_FAILED)))
        }
        None => {
            timeline.push((start + work, Success));
            (timeline, None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_planned_change_is_in_the_table() {
        for unusable in [None, Some(fail_code::UNSUPPORTED_FORMAT)] {
            for prompt in ["", "[[fail]]", "[[fail:X]]", "[[reject]]", "[[slow:600]]", "[[slow:601]][[fail]]"]
            {
                let steer = Steer::read([prompt]);
                let (timeline, failure) = timeline(Duration::from_secs(40), unusable, &steer, Pace::PROVIDER);
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
        let (timeline, _) = timeline(Duration::from_secs(40), None, &Steer::default(), Pace::PROVIDER);
        assert_eq!(timeline.last(), Some(&(Duration::from_secs(40), Success)));
    }

    #[test]
    fn at_a_slow_pace_a_task_takes_longer_and_ends_as_well() {
        let slow = Pace::new(0.01).unwrap();
        let (timeline, _) = timeline(Duration::from_secs(40), None, &Steer::default(), slow);
        assert_eq!(timeline.last(), Some(&(Duration::from_secs(4000), Success)));
    }
}
