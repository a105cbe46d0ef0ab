//! Worlds: making, listing, forgetting, resetting; and the facts about the sandbox.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use mock_core::clause::Basis;
use mock_core::clock::{Mode, Start};
use mock_core::credits::Credits;
use mock_core::http::Visit;
use mock_core::world::{OpeningCredits, Settings, World};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::accounts::desk;
use super::clock::{Instant, pace};
use super::error::Refused;
use super::input::{Filter, Input, Nothing, Path};
use super::rows;
use crate::worlds::{Backlot, WorldError};

/// The body for a new world: `{"name"?, "seed"?, "clock"?, "now"?, "pace"?, "credits"?, "strict"?, "rate_limits"?}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewWorld {
    name: Option<String>,
    seed: Option<u64>,
    clock: Option<Mode>,
    now: Option<Instant>,
    pace: Option<f64>,
    credits: Option<NewCredits>,
    strict: Option<bool>,
    rate_limits: Option<bool>,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "must be a number of credits, at most a billion and with at most four decimals, or \"provider\""
)]
enum NewCredits {
    Everywhere(Credits),
    Word(Provider),
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Provider {
    Provider,
}

/// The query for clauses: `provider` restricts them to one provider.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClauseFilter {
    provider: Option<String>,
}

pub(super) async fn health(
    State(backlot): State<Arc<Backlot>>,
    visit: Visit,
) -> Result<Json<Value>, Refused> {
    root_only(&visit)?;
    let providers: Map<_, _> = backlot
        .mounts()
        .iter()
        .map(|mount| (mount.provider.to_owned(), visit.url(mount.base).into()))
        .collect();
    Ok(Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION"), "providers": providers })))
}

pub(super) async fn list(State(backlot): State<Arc<Backlot>>, visit: Visit) -> Result<Response, Refused> {
    root_only(&visit)?;
    let worlds = backlot.worlds().into_iter().map(move |world| show(&visit, &world));
    Ok(rows::list(&json!({ "worlds": [] }), "worlds", worlds))
}

pub(super) async fn create(
    State(backlot): State<Arc<Backlot>>,
    visit: Visit,
    Input(new): Input<NewWorld>,
) -> Result<(StatusCode, Json<Value>), Refused> {
    root_only(&visit)?;
    let base = backlot.settings();
    let settings = Settings {
        seed: new.seed.unwrap_or(base.seed),
        clock: Start {
            mode: new.clock.unwrap_or(base.clock.mode),
            now: new.now.map(|Instant(now)| now).or(base.clock.now),
            pace: new.pace.map(pace).transpose()?.unwrap_or(base.clock.pace),
        },
        credits: match new.credits {
            Some(NewCredits::Everywhere(credits)) if credits < Credits::ZERO => {
                return Err(Refused::bad_request("credits: must not be negative"));
            }
            Some(NewCredits::Everywhere(credits)) => OpeningCredits::Everywhere(credits),
            Some(NewCredits::Word(Provider::Provider)) => OpeningCredits::Provider,
            None => base.credits,
        },
        strict: new.strict.unwrap_or(base.strict),
        rate_limits: new.rate_limits.or(base.rate_limits),
        public_url: base.public_url.clone(),
    };
    let world = backlot.create(new.name, settings).map_err(|error| match error {
        WorldError::Exists => Refused::conflict(format!("name: {error}")),
        WorldError::BadName => Refused::bad_request(format!("name: {error}")),
    })?;
    Ok((StatusCode::CREATED, Json(show(&visit, &world))))
}

pub(super) async fn remove(
    State(backlot): State<Arc<Backlot>>,
    visit: Visit,
    Path(name): Path<String>,
) -> Result<StatusCode, Refused> {
    root_only(&visit)?;
    let removed = backlot.remove(&name);
    if removed {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refused::not_found(format!("world: there is no world {name:?}")))
    }
}

pub(super) async fn reset(
    State(backlot): State<Arc<Backlot>>,
    visit: Visit,
    Input(Nothing {}): Input<Nothing>,
) -> Json<Value> {
    let world = backlot.reset(&visit.world);
    Json(show(&visit, &world))
}

pub(super) async fn clauses(
    State(backlot): State<Arc<Backlot>>,
    visit: Visit,
    Filter(filter): Filter<ClauseFilter>,
) -> Result<Json<Value>, Refused> {
    if let Some(provider) = &filter.provider {
        desk(&visit.world, provider)?;
    }
    let (mut clauses, mut counts) = (Vec::new(), Map::new());
    for mount in backlot.mounts() {
        if filter.provider.as_deref().is_some_and(|provider| provider != mount.provider) {
            continue;
        }
        let count = |basis| mount.clauses.iter().filter(|clause| clause.basis == basis).count();
        let by_basis: Map<_, _> =
            Basis::ALL.into_iter().map(|basis| (basis.name().to_owned(), count(basis).into())).collect();
        counts.insert(mount.provider.to_owned(), by_basis.into());
        clauses.extend_from_slice(mount.clauses);
    }
    Ok(Json(json!({ "clauses": clauses, "counts": counts })))
}

fn show(visit: &Visit, world: &Arc<World>) -> Value {
    let at = Visit::to(world.clone(), visit.authority.clone());
    json!({
        "world": world.name,
        "url": at.url(""),
        "seed": world.settings.seed,
        "clock": world.clock.read(),
        "strict": world.settings.strict,
        "rate_limits": world.settings.rate_limits,
    })
}

fn root_only(visit: &Visit) -> Result<(), Refused> {
    if visit.world.name.is_empty() {
        return Ok(());
    }
    Err(Refused::not_found("this call is at the root only, not within a world"))
}
