//! Worlds: making, listing, forgetting, resetting; and the facts about the sandbox.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use kernel::credits::Credits;
use kernel::evidence::Basis;
use kernel::time::Mode;
use mock_http::body::{LARGEST, read_up_to};
use mock_http::clock::Start;
use mock_http::environment::{OpeningCredits, Settings};
use mock_http::refusal::Problem;
use mock_http::request::RequestContext;
use mock_http::world::World;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::accounts::accounts_at;
use super::clock::{Instant, pace};
use super::error::Refused;
use super::input::{Filter, Input, Nothing, Path};
use super::rows;
use crate::saved_world::SavedWorld;
use crate::world_error::WorldError;
use crate::worlds::Backlot;

/// The size of the largest export that is brought back, in bytes.
const LARGEST_EXPORT: usize = 256 * 1024 * 1024;

/// The body for a new world: `{"name"?, "seed"?, "clock"?, "now"?, "pace"?, "credits"?, "strict"?, "rate_limits"?, "durable"?}`, or
/// `{"name"?, "from": {"world", "at"?}, "durable"?}` for one that begins as another one is, or was. An exported world is a body, too.
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
    durable: Option<bool>,
    from: Option<From>,
}

/// The world to begin with, now or at an instant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct From {
    world: String,
    at: Option<Instant>,
}

/// The instant to go back to: `{"at"}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rewind {
    at: Instant,
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
    context: RequestContext,
) -> Result<Json<Value>, Refused> {
    root_only(&context)?;
    let providers: Map<_, _> = backlot
        .modules()
        .iter()
        .map(|module| (module.provider.to_owned(), context.url(module.base).into()))
        .collect();
    Ok(Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION"), "providers": providers })))
}

pub(super) async fn list(
    State(backlot): State<Arc<Backlot>>,
    context: RequestContext,
) -> Result<Response, Refused> {
    root_only(&context)?;
    let worlds = backlot.worlds().into_iter().map(move |world| show(&backlot, &context, &world));
    Ok(rows::list(&json!({ "worlds": [] }), "worlds", worlds))
}

pub(super) async fn create(
    State(backlot): State<Arc<Backlot>>,
    context: RequestContext,
    body: Body,
) -> Result<(StatusCode, Json<Value>), Refused> {
    root_only(&context)?;
    let bytes = read_up_to(LARGEST_EXPORT, body).await?;
    let making = backlot.clone();
    let made = if SavedWorld::is_one(&bytes) {
        let make = move || making.create_from(None, &SavedWorld::read(&bytes)?, false);
        backlot.apart(make).await
    } else if bytes.len() > LARGEST {
        return Err(Problem::TooLarge(LARGEST).into());
    } else {
        let Input(new) = Input::<NewWorld>::of(&bytes)?;
        let is_durable = new.durable.unwrap_or(false);
        match &new.from {
            None => {
                let saved = SavedWorld::new(&settings(&backlot, &new)?);
                backlot.create_from(new.name, &saved, is_durable)
            }
            Some(from) => {
                let saved = forked(&backlot, &new, from).await?;
                backlot.apart(move || making.create_from(new.name, &saved, is_durable)).await
            }
        }
    };
    let world = made.map_err(|error| refused(error, "from.at"))?;
    Ok((StatusCode::CREATED, Json(show(&backlot, &context, &world))))
}

/// Returns the refusal for an error. `instant` is the name of the field that has one.
fn refused(error: WorldError, instant: &str) -> Refused {
    match error {
        WorldError::Exists => Refused::conflict(format!("name: {error}")),
        WorldError::BadName => Refused::bad_request(format!("name: {error}")),
        WorldError::NoStore => Refused::conflict(format!("durable: {error}")),
        WorldError::NoLog => Refused::conflict(format!("{instant}: {error}")),
        WorldError::NotYet | WorldError::Forgotten(_) => Refused::bad_request(format!("{instant}: {error}")),
        WorldError::Unreadable(problem) => Refused::bad_request(problem),
        WorldError::Stopping => Refused::conflict(error.to_string()),
    }
}

/// Returns another world as it is, or was. Its settings come with it.
async fn forked(backlot: &Arc<Backlot>, new: &NewWorld, from: &From) -> Result<SavedWorld, Refused> {
    let own = [
        ("seed", new.seed.is_some()),
        ("clock", new.clock.is_some()),
        ("now", new.now.is_some()),
        ("pace", new.pace.is_some()),
        ("credits", new.credits.is_some()),
        ("strict", new.strict.is_some()),
        ("rate_limits", new.rate_limits.is_some()),
    ];
    if let Some((field, _)) = own.into_iter().find(|(_, given)| *given) {
        return Err(Refused::bad_request(format!("{field}: comes with the world that `from` names")));
    }
    let source = backlot.world(&from.world);
    let source = source
        .ok_or_else(|| Refused::not_found(format!("from.world: there is no world {:?}", from.world)))?;
    let Some(Instant(at)) = from.at else {
        return backlot
            .apart(move || Ok(SavedWorld::of(&source)))
            .await
            .map_err(|error| refused(error, "from"));
    };
    backlot.save_at(&source, at).await.map_err(|error| refused(error, "from.at"))
}

pub(super) async fn rewind(
    State(backlot): State<Arc<Backlot>>,
    context: RequestContext,
    Input(Rewind { at: Instant(at) }): Input<Rewind>,
) -> Result<Json<Value>, Refused> {
    let saved = backlot.save_at(&context.world, at).await.map_err(|error| refused(error, "at"))?;
    let (replacing, gone) = (backlot.clone(), context.world.clone());
    let replaced = backlot.apart(move || replacing.replace(&gone, &saved)).await;
    let world = replaced.map_err(|error| refused(error, "at"))?;
    Ok(Json(show(&backlot, &context, &world)))
}

pub(super) async fn export(
    State(backlot): State<Arc<Backlot>>,
    context: RequestContext,
) -> Result<Response, Refused> {
    let saved = backlot.save(&context.world).await.map_err(|error| refused(error, "export"))?;
    let bytes = backlot.apart(move || Ok(saved.masked().to_bytes())).await;
    let bytes = bytes.map_err(|error| refused(error, "export"))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], bytes).into_response())
}

fn settings(backlot: &Backlot, new: &NewWorld) -> Result<Settings, Refused> {
    let base = backlot.settings();
    Ok(Settings {
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
    })
}

pub(super) async fn remove(
    State(backlot): State<Arc<Backlot>>,
    context: RequestContext,
    Path(name): Path<String>,
) -> Result<StatusCode, Refused> {
    root_only(&context)?;
    let removed = backlot.remove(&name);
    if removed {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refused::not_found(format!("world: there is no world {name:?}")))
    }
}

pub(super) async fn reset(
    State(backlot): State<Arc<Backlot>>,
    context: RequestContext,
    Input(Nothing {}): Input<Nothing>,
) -> Json<Value> {
    let world = backlot.reset(&context.world);
    Json(show(&backlot, &context, &world))
}

pub(super) async fn clauses(
    State(backlot): State<Arc<Backlot>>,
    context: RequestContext,
    Filter(filter): Filter<ClauseFilter>,
) -> Result<Json<Value>, Refused> {
    if let Some(provider) = &filter.provider {
        accounts_at(&context.world, provider)?;
    }
    let (mut clauses, mut counts) = (Vec::new(), Map::new());
    for module in backlot.modules() {
        if filter.provider.as_deref().is_some_and(|provider| provider != module.provider) {
            continue;
        }
        let count = |basis| module.clauses.iter().filter(|clause| clause.basis == basis).count();
        let by_basis: Map<_, _> =
            Basis::ALL.into_iter().map(|basis| (basis.name().to_owned(), count(basis).into())).collect();
        counts.insert(module.provider.to_owned(), by_basis.into());
        clauses.extend_from_slice(module.clauses);
    }
    Ok(Json(json!({ "clauses": clauses, "counts": counts })))
}

fn show(backlot: &Backlot, context: &RequestContext, world: &Arc<World>) -> Value {
    let at = RequestContext::to(world.clone(), context.authority.clone());
    json!({
        "world": world.name,
        "url": at.url(""),
        "seed": world.settings.seed,
        "clock": world.clock.read(),
        "strict": world.settings.strict,
        "rate_limits": world.settings.rate_limits,
        "durable": backlot.is_durable(world),
    })
}

fn root_only(context: &RequestContext) -> Result<(), Refused> {
    if context.world.name.is_empty() {
        return Ok(());
    }
    Err(Refused::not_found("this call is at the root only, not within a world"))
}
