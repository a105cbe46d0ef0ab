//! The log of a training: a pure function of the training and the clock, so that it grows with time.

use jiff::Timestamp;
use kernel::job::{Job, JobData, JobState as _};
use kernel::time::later;

use crate::formats::minutes;
use crate::lifecycle::State;
use crate::state::training::{PHASES, Phase, STEPS, Training};

/// The number of steps from one line on steps to the next.
const STEPS_A_LINE: u32 = 10;

/// Returns all lines of a training's log at an instant, oldest first.
pub fn lines(job: &Job<State, impl JobData>, training: &Training, now: Timestamp) -> Vec<String> {
    let Some(start) = training.started_at else { return Vec::new() };
    let (worked, speed) = (training.worked(job, now), training.speed());
    let all = training.work.as_secs_f64();
    let done = if job.state == State::Completed || all == 0.0 { 1.0 } else { worked.as_secs_f64() / all };
    let reached = events().take_while(|event| event.hundredths() <= 100.0 * done);
    let mut lines: Vec<_> = reached
        .map(|event| {
            let at = training.work.mul_f64(event.hundredths() / 100.0);
            stamped(later(start, at.min(worked)), &event.says(training, speed))
        })
        .collect();
    let end = match job.state {
        State::Failed => Some("training failed"),
        State::Cancelled => Some("training cancelled"),
        _ => None,
    };
    lines.extend(end.filter(|_| job.state.is_terminal()).map(|end| stamped(job.changed_at, end)));
    lines
}

fn stamped(at: Timestamp, text: &str) -> String {
    format!("[{at:.0}] {text}")
}

/// An event of a training, with a line in the log.
enum Event {
    Phase(Phase),
    Step(u32),
}

/// Returns all events of a training, in their order.
fn events() -> impl Iterator<Item = Event> {
    let steps = (1..=STEPS / STEPS_A_LINE).map(|number| Event::Step(number * STEPS_A_LINE));
    [Event::Phase(Phase::Preparing), Event::Phase(Phase::Training)]
        .into_iter()
        .chain(steps)
        .chain([Event::Phase(Phase::Uploading), Event::Phase(Phase::Done)])
}

impl Event {
    /// Returns the share of the work that is done at this event, in hundredths.
    fn hundredths(&self) -> f64 {
        let (first, last) = (f64::from(PHASES.0), f64::from(PHASES.1));
        match *self {
            Self::Phase(Phase::Preparing) => 0.0,
            Self::Phase(Phase::Training) => first,
            Self::Step(step) => first + (last - first) * f64::from(step) / f64::from(STEPS),
            Self::Phase(Phase::Uploading) => last,
            Self::Phase(Phase::Done) => 100.0,
        }
    }

    fn says(&self, training: &Training, speed: f64) -> String {
        let left = minutes(training.work.mul_f64(1.0 - self.hundredths() / 100.0));
        match *self {
            Self::Step(step) => {
                let loss = 0.02 + 0.18 / (1.0 + f64::from(step) / 120.0);
                format!("step {step}/{STEPS} loss {loss:.4} speed {speed:.2} it/s eta {left} min")
            }
            Self::Phase(phase) => {
                let name = phase.name();
                match phase {
                    Phase::Preparing => {
                        format!("phase {name}: {} images, {STEPS} steps, eta {left} min", training.images)
                    }
                    Phase::Training | Phase::Uploading => format!("phase {name}: eta {left} min"),
                    Phase::Done => format!("phase {name}: {} is ready", training.part.job_type()),
                }
            }
        }
    }
}
