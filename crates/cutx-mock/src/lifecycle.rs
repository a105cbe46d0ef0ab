//! The seven states of a job, the changes allowed between them, and their durations (`cutx-facts.md`, 4).

use std::time::Duration;

use kernel::directives::PromptDirectives;
use kernel::job::{JobState, Timeline, Transition};
use kernel::machine::JobOf;
use kernel::random::Stream;
use kernel::time::Pace;
use serde::{Deserialize, Serialize};

use crate::clause;
use crate::prices::Kind;
use crate::state::Cutx;

/// The state of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The job is created and not yet queued.
    Pending,
    /// The job is in the queue.
    Queued,
    /// A worker makes the result.
    Processing,
    /// The job is done, and its assets are ready.
    Completed,
    /// The job ended in an error, and its credits were given back.
    Failed,
    /// The job was cancelled from outside.
    Canceled,
    /// The job took too long.
    Expired,
}

use State::{Canceled, Completed, Expired, Failed, Pending, Processing, Queued};

impl JobState for State {
    const ALL: &'static [Self] = &[Pending, Queued, Processing, Completed, Failed, Canceled, Expired];

    const TRANSITIONS: &'static [Transition<Self>] = &[
        Transition { from: Pending, to: Queued, clause: &clause::JOB_ENQUEUE },
        Transition { from: Pending, to: Processing, clause: &clause::JOB_COPY_SKIPS_QUEUE },
        Transition { from: Pending, to: Failed, clause: &clause::JOB_FAIL },
        Transition { from: Pending, to: Canceled, clause: &clause::JOB_CANCEL },
        Transition { from: Queued, to: Processing, clause: &clause::JOB_START },
        Transition { from: Queued, to: Failed, clause: &clause::JOB_FAIL },
        Transition { from: Queued, to: Canceled, clause: &clause::JOB_CANCEL },
        Transition { from: Processing, to: Completed, clause: &clause::JOB_COMPLETE },
        Transition { from: Processing, to: Failed, clause: &clause::JOB_FAIL },
        Transition { from: Processing, to: Canceled, clause: &clause::JOB_CANCEL },
        Transition { from: Processing, to: Expired, clause: &clause::JOB_EXPIRE },
        Transition { from: Failed, to: Pending, clause: &clause::JOB_RETRY },
        Transition { from: Expired, to: Pending, clause: &clause::JOB_RETRY },
    ];

    fn name(self) -> &'static str {
        match self {
            Pending => "pending",
            Queued => "queued",
            Processing => "processing",
            Completed => "completed",
            Failed => "failed",
            Canceled => "canceled",
            Expired => "expired",
        }
    }

    fn is_terminal(self) -> bool {
        matches!(self, Completed | Failed | Canceled | Expired)
    }
}

/// The time that a job waits in the queue (`job.queue-time`).
const IN_QUEUE: Duration = Duration::from_secs(1);
/// The time of work on a static ad: with the queue, the printed 25 s (`static-ad.time`).
const STATIC_AD: Duration = Duration::from_secs(24);
/// The shortest and the longest time of work on a video: with the queue, 1 to 3 minutes (`video.time`).
const VIDEO: (Duration, Duration) = (Duration::from_secs(59), Duration::from_secs(179));
/// The longest time of a job, including all of its waits and those of a retry.
const LONGEST: Duration = Duration::from_secs(3 * 60);
/// The time of work after which a job expires (`job.expire-after`).
const EXPIRES_AFTER: Duration = Duration::from_secs(600);

/// Decides all later changes of a new job.
pub fn timeline(
    kind: Kind,
    directives: &PromptDirectives,
    pace: Pace,
    stream: &mut Stream,
) -> Timeline<State> {
    let mut timeline = vec![(Duration::ZERO, Pending)];
    let queued = if kind.is_synchronous() { Duration::ZERO } else { pace.scale(IN_QUEUE) };
    if !kind.is_synchronous() {
        timeline.push((Duration::ZERO, Queued));
    }
    work(&mut timeline, queued, kind, directives, pace, stream);
    timeline
}

/// Decides all later changes of a job that is run again. Such a job can be seen in the state
/// before the queue; a new job cannot.
pub fn retry_timeline(
    kind: Kind,
    directives: &PromptDirectives,
    pace: Pace,
    stream: &mut Stream,
) -> Timeline<State> {
    let wait = pace.scale(IN_QUEUE);
    let mut timeline = vec![(Duration::ZERO, Pending), (wait, Queued)];
    work(&mut timeline, wait * 2, kind, directives, pace, stream);
    timeline
}

/// Returns `true` if a job expired as it was planned, and not because it was made to.
pub fn expired_by_itself(job: &JobOf<Cutx>) -> bool {
    job.changed_at.duration_since(job.created_at).unsigned_abs() >= EXPIRES_AFTER
}

/// Returns `true` if a job took the time that its kind of work takes, and not one that its caller chose.
pub fn took_its_time(job: &JobOf<Cutx>) -> bool {
    let is_slow = job.data.directives.as_ref().is_some_and(|directives| directives.slow.is_some());
    let worked = job.changed_at.duration_since(job.created_at).unsigned_abs().checked_sub(IN_QUEUE);
    let (least, most) = match job.data.brief.kind() {
        Kind::Copy => (Duration::ZERO, Duration::ZERO),
        Kind::StaticAd => (STATIC_AD, STATIC_AD),
        Kind::Video => VIDEO,
    };
    !is_slow && worked.is_some_and(|worked| (least..=most).contains(&worked))
}

fn work(
    timeline: &mut Timeline<State>,
    start: Duration,
    kind: Kind,
    directives: &PromptDirectives,
    pace: Pace,
    stream: &mut Stream,
) {
    if directives.reject {
        let last = timeline.last().map_or(Duration::ZERO, |(after, _)| *after);
        timeline.push((last, Failed));
        return;
    }
    let natural = match kind {
        Kind::Copy => Duration::ZERO,
        Kind::StaticAd => STATIC_AD,
        Kind::Video => stream.duration(VIDEO.0, VIDEO.1),
    };
    let most = pace.scale(LONGEST).saturating_sub(start);
    let work = directives.slow.unwrap_or_else(|| pace.scale(natural).min(most));
    timeline.push((start, Processing));
    timeline.push(match directives.fail {
        // A synchronous job never expires: it waits for no callback (`job.expire`). A slow pace makes no job expire, only a
        // `slow` word in its texts does.
        _ if directives.slow.is_some() && work > EXPIRES_AFTER && !kind.is_synchronous() => {
            (start + EXPIRES_AFTER, Expired)
        }
        Some(_) => (start + work, Failed),
        None => (start + work, Completed),
    });
}

#[cfg(test)]
mod tests {
    use kernel::random::Root;

    use super::*;

    fn plan(kind: Kind, prompt: &str) -> Timeline<State> {
        let mut stream = Root::new(0, "cutx", "key").stream(1);
        timeline(kind, &PromptDirectives::read([prompt]), Pace::PROVIDER, &mut stream)
    }

    #[test]
    fn every_planned_change_is_in_the_table() {
        for kind in [Kind::Copy, Kind::StaticAd, Kind::Video] {
            for prompt in
                ["", "[[fail]]", "[[reject]]", "[[slow:599]]", "[[slow:601]]", "[[slow:601]][[fail]]"]
            {
                let directives = PromptDirectives::read([prompt]);
                let mut stream = Root::new(0, "cutx", "key").stream(1);
                let again = retry_timeline(kind, &directives, Pace::PROVIDER, &mut stream);
                for timeline in [plan(kind, prompt), again] {
                    for pair in timeline.windows(2) {
                        assert!(pair[0].0 <= pair[1].0, "{kind:?} {prompt}");
                        assert!(pair[0].1.transition(pair[1].1).is_some(), "{kind:?} {prompt} {pair:?}");
                    }
                    assert!(timeline.last().unwrap().1.is_terminal());
                }
            }
        }
    }

    #[test]
    fn a_static_ad_takes_the_printed_time_and_a_video_one_to_three_minutes() {
        type Plan = fn(Kind, &PromptDirectives, Pace, &mut Stream) -> Timeline<State>;
        for plan in [timeline as Plan, retry_timeline] {
            let ends = |kind| {
                let root = Root::new(0, "cutx", "key");
                (0..2000).map(move |ordinal| {
                    let plan =
                        plan(kind, &PromptDirectives::default(), Pace::PROVIDER, &mut root.stream(ordinal));
                    plan.last().expect("it ends").0
                })
            };
            let printed = Duration::from_secs(25);
            assert!(ends(Kind::StaticAd).all(|end| (printed..=printed + IN_QUEUE).contains(&end)));
            let (shortest, longest) = (ends(Kind::Video).min().unwrap(), ends(Kind::Video).max().unwrap());
            let (near, least) = (Duration::from_secs(2), Duration::from_secs(60));
            assert!((least..least + near).contains(&shortest), "{shortest:?}");
            assert!(longest <= LONGEST && longest + near > LONGEST, "{longest:?}");
        }
    }

    #[test]
    fn an_end_is_reached_over_allowed_changes_only() {
        assert_eq!(Queued.route(Completed), Some(vec![Processing, Completed]));
        assert_eq!(Queued.route(Expired), Some(vec![Processing, Expired]));
        assert_eq!(Queued.route(Canceled), Some(vec![Canceled]));
        assert_eq!(Completed.route(Failed), None);
    }
}
