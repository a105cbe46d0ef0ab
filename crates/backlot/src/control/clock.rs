//! The clock: reading, setting, moving.

use std::time::Duration;

use control_api::{AdvanceClock, AdvancedClock, Reading, SetClock, ShowClock};
use kernel::time::Pace;
use mock_http::clock::ClockError;

use super::agenda::go_to;
use super::error::Refused;
use super::handle::{Control, Handle};
use super::settle::settle;

impl Handle for ShowClock {
    async fn handle(self, control: &Control) -> Result<Reading, Refused> {
        Ok(control.context.world.clock.read())
    }
}

impl Handle for SetClock {
    async fn handle(self, control: &Control) -> Result<Reading, Refused> {
        let world = &control.context.world;
        let (now, pace) = (self.now.map(|now| now.0), self.pace.map(pace).transpose()?);
        let reading = world.clock.set(self.mode, now, pace).map_err(|error| refused("now", error))?;
        settle(world).await;
        Ok(reading)
    }
}

impl Handle for AdvanceClock {
    async fn handle(self, control: &Control) -> Result<AdvancedClock, Refused> {
        let world = &control.context.world;
        if let Some(to) = self.to {
            if self.seconds.is_some() {
                return Err(Refused::bad_request("to: goes without seconds"));
            }
            let applied = Some(go_to(world, to).await?);
            let Reading { mode, now, pace } = world.clock.read();
            return Ok(AdvancedClock { mode, now, pace, applied });
        }
        let seconds = self.seconds.ok_or_else(|| Refused::bad_request("seconds: is missing"))?;
        if seconds < 0.0 {
            return Err(Refused::bad_request("seconds: must not be negative, as time never goes back"));
        }
        // A time that no duration can hold is beyond the end of the calendar, too.
        let by = Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX);
        let Reading { mode, now, pace } =
            world.clock.advance(by).map_err(|error| refused("seconds", error))?;
        settle(world).await;
        Ok(AdvancedClock { mode, now, pace, applied: None })
    }
}

/// Returns a pace, or a refusal that names the field.
pub(super) fn pace(times: f64) -> Result<Pace, Refused> {
    Pace::new(times).ok_or_else(|| Refused::bad_request("pace: must be from 0.001 to 1000000"))
}

fn refused(field: &str, error: ClockError) -> Refused {
    Refused::bad_request(format!("{field}: {error}"))
}
