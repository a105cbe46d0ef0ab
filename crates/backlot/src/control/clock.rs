//! The clock: reading, setting, moving.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use jiff::Timestamp;
use kernel::time::{Mode, Pace};
use mock_http::clock::{ClockError, Reading};
use mock_http::request::RequestContext;
use mock_http::world::World;
use serde::Deserialize;

use super::error::Refused;
use super::input::Input;

/// The body of a change: `{"mode"?, "now"?, "pace"?}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    mode: Option<Mode>,
    now: Option<Instant>,
    pace: Option<f64>,
}

/// The body of an advance: `{"seconds": n}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Advance {
    seconds: f64,
}

/// An instant in a body.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Instant(pub(super) Timestamp);

impl TryFrom<String> for Instant {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        let instant = text.parse().map(Self);
        instant.map_err(|_| "must be an instant up to the year 9999, such as \"2026-01-01T00:00:00Z\"")
    }
}

pub(super) async fn show(context: RequestContext) -> Json<Reading> {
    Json(context.world.clock.read())
}

pub(super) async fn set(
    context: RequestContext,
    Input(change): Input<Change>,
) -> Result<Json<Reading>, Refused> {
    let (now, pace) = (change.now.map(|Instant(now)| now), change.pace.map(pace).transpose()?);
    let reading = context.world.clock.set(change.mode, now, pace).map_err(|error| refused("now", error))?;
    settle(&context.world).await;
    Ok(Json(reading))
}

pub(super) async fn advance(
    context: RequestContext,
    Input(advance): Input<Advance>,
) -> Result<Json<Reading>, Refused> {
    if advance.seconds < 0.0 {
        return Err(Refused::bad_request("seconds: must not be negative, as time never goes back"));
    }
    // A time that no duration can hold is beyond the end of the calendar, too.
    let by = Duration::try_from_secs_f64(advance.seconds).unwrap_or(Duration::MAX);
    let reading = context.world.clock.advance(by).map_err(|error| refused("seconds", error))?;
    settle(&context.world).await;
    Ok(Json(reading))
}

/// Applies all due events, including webhooks with their retries. A receiver that does not answer delays this by little more than
/// a second.
pub(crate) async fn settle(world: &Arc<World>) {
    loop {
        world.settle();
        if world.in_flight.is_none() {
            return;
        }
        world.in_flight.none().await;
        if !world.in_flight.is_none() {
            return;
        }
    }
}

/// Returns a pace, or a refusal that names the field.
pub(super) fn pace(times: f64) -> Result<Pace, Refused> {
    Pace::new(times).ok_or_else(|| Refused::bad_request("pace: must be from 0.001 to 1000000"))
}

fn refused(field: &str, error: ClockError) -> Refused {
    Refused::bad_request(format!("{field}: {error}"))
}
