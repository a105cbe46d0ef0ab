//! `backlot advance`.

use clap::Args;
use control_api::{AdvanceClock, AdvancedClock, Destination};

use super::instant;
use crate::output::count;
use crate::remote::RemoteOptions;

#[derive(Args, Debug)]
pub(crate) struct Advance {
    /// Seconds to move time by, `next` for the next event, `idle` until nothing is left to happen, or an instant such as
    /// 2026-01-01T00:05:00Z
    #[arg(value_parser = how_far)]
    by: HowFar,
    #[command(flatten)]
    remote: RemoteOptions,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum HowFar {
    Seconds(f64),
    To(Destination),
}

fn how_far(text: &str) -> Result<HowFar, String> {
    let to = match text {
        "next" => Some(Destination::Next),
        "idle" => Some(Destination::Idle),
        text => text.parse().ok().map(Destination::At),
    };
    let seconds = text.parse().ok().filter(|seconds: &f64| seconds.is_finite() && *seconds >= 0.0);
    let expected = "expected seconds such as 60, `next`, `idle`, or an instant such as 2026-01-01T00:05:00Z";
    to.map(HowFar::To).or(seconds.map(HowFar::Seconds)).ok_or_else(|| expected.to_owned())
}

impl Advance {
    pub(crate) async fn run(&self) -> Result<(), String> {
        let call = match self.by {
            HowFar::Seconds(seconds) => AdvanceClock::by_seconds(seconds),
            HowFar::To(destination) => AdvanceClock::to(destination),
        };
        self.remote.show(call, text).await
    }
}

fn text(clock: &AdvancedClock) -> String {
    let applied = clock.applied.map(|applied| format!(", after {}", count(applied, "event")));
    format!("It is {}{}.\n", instant(clock.now), applied.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_moves_by_seconds_or_to_a_place() {
        let rows = [
            ("60", Some(HowFar::Seconds(60.0))),
            ("0.5", Some(HowFar::Seconds(0.5))),
            ("next", Some(HowFar::To(Destination::Next))),
            ("idle", Some(HowFar::To(Destination::Idle))),
            (
                "2026-01-01T00:00:00Z",
                Some(HowFar::To(Destination::At("2026-01-01T00:00:00Z".parse().unwrap()))),
            ),
            ("-1", None),
            ("NaN", None),
            ("later", None),
        ];
        for (text, expected) in rows {
            assert_eq!(how_far(text).ok(), expected, "{text}");
        }
    }
}
