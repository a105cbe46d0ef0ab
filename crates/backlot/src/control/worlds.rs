//! Worlds: making, listing, forgetting, resetting, going back.

use std::sync::Arc;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use control_api::{
    CreateWorld, ExportWorld, ForgetWorld, ListWorlds, NewCredits, ProviderWord, ResetWorld, RewindWorld,
    ShowWorld, WorldCounts, WorldList, WorldMoment, WorldView,
};
use kernel::credits::Credits;
use mock_http::body::LARGEST;
use mock_http::clock::{Clock, Start};
use mock_http::environment::{OpeningCredits, Settings, WorldNote};
use mock_http::refusal::Problem;
use mock_http::request::RequestContext;
use mock_http::world::World;
use serde_json::{Value, json};

use super::clock::pace;
use super::error::Refused;
use super::handle::{Control, Handle, answer};
use super::input::Input;
use super::rows;
use crate::cluster::company;
use crate::saved_world::SavedWorld;
use crate::world_error::WorldError;
use crate::worlds::Backlot;

/// The length of the longest label, and of the longest path of a file, in bytes.
const LONGEST: usize = 1000;

impl Handle for ListWorlds {
    async fn handle(self, control: &Control) -> Result<WorldList, Refused> {
        let elsewhere = elsewhere(control).await;
        let worlds = control.backlot.worlds();
        let worlds = worlds.iter().map(|world| show(control, world)).chain(elsewhere).collect();
        Ok(WorldList { worlds })
    }

    /// Answers row by row, since there may be very many worlds.
    async fn respond(self, control: Control) -> Result<Response, Refused> {
        let elsewhere = elsewhere(&control).await;
        let worlds = control.backlot.worlds().into_iter().map(move |world| show(&control, &world));
        Ok(rows::list(&json!({ "worlds": [] }), "worlds", worlds.chain(elsewhere)))
    }
}

/// Returns the worlds of the other processes that share the store.
async fn elsewhere(control: &Control) -> Vec<WorldView> {
    match control.backlot.cluster() {
        // A process that gathers its list asks for the worlds of this one alone.
        Some(cluster) if !control.is_sent_on => {
            company::worlds_elsewhere(cluster, control.context.authority.as_ref()).await
        }
        _ => Vec::new(),
    }
}

impl Handle for CreateWorld {
    /// An exported world may be larger than other bodies.
    const LARGEST_BODY: usize = 256 * 1024 * 1024;

    async fn handle(self, control: &Control) -> Result<WorldView, Refused> {
        check(&self)?;
        let (backlot, making) = (&control.backlot, control.backlot.clone());
        let (label, source) = (self.label.clone(), self.source.clone());
        let about = WorldNote { label, source, created_at: Some(Clock::machine_time()) };
        let is_durable = self.durable.unwrap_or(false);
        let made = if let Some(exported) = self.exported {
            let make = move || making.create_from(None, &SavedWorld::read(&exported)?.about(about), false);
            backlot.apart(make).await
        } else if let Some(from) = &self.from {
            let saved = forked(backlot, &self, from).await?.about(about);
            backlot.apart(move || making.create_from(self.name, &saved, is_durable)).await
        } else {
            let saved = SavedWorld::new(&settings(backlot, &self)?).about(about);
            backlot.create_from(self.name, &saved, is_durable)
        };
        let world = made.map_err(|error| refused(error, "from.at"))?;
        kept(&world).await?;
        Ok(show(control, &world))
    }

    /// Lets the process that has the world to begin with carry the call out.
    async fn respond(self, control: Control) -> Result<Response, Refused> {
        let Control { backlot, context, is_sent_on } = &control;
        if let Some(from) =
            self.from.as_ref().filter(|from| !is_sent_on && backlot.here(&from.world).is_none())
        {
            let body = serde_json::to_vec(&self).expect("a call can be written down");
            let authority = context.authority.as_ref();
            if let Some(made) = company::made_at_the_owner(backlot, &from.world, body.into(), authority).await
            {
                return Ok(made);
            }
        }
        Ok(answer::<Self>(&self.handle(&control).await?))
    }

    /// Takes an exported world as it is. Every other body is the call.
    fn read(input: Input) -> Result<Self, Refused> {
        if SavedWorld::is_one(&input.body) {
            return Ok(Self { exported: Some(input.body.into()), ..Self::default() });
        }
        if input.body.len() > LARGEST {
            return Err(Problem::TooLarge(LARGEST).into());
        }
        input.call()
    }
}

impl Handle for ShowWorld {
    async fn handle(self, control: &Control) -> Result<WorldView, Refused> {
        let world = control.backlot.world(&self.world).ok_or_else(|| unknown(&self.world))?;
        Ok(show(control, &world))
    }
}

impl Handle for ForgetWorld {
    async fn handle(self, control: &Control) -> Result<(), Refused> {
        if control.backlot.remove(&self.world) { Ok(()) } else { Err(unknown(&self.world)) }
    }
}

impl Handle for ResetWorld {
    async fn handle(self, control: &Control) -> Result<WorldView, Refused> {
        let reset = control.backlot.reset(&control.context.world);
        Ok(show(control, &reset.map_err(|error| refused(error, "world"))?))
    }
}

impl Handle for RewindWorld {
    async fn handle(self, control: &Control) -> Result<WorldView, Refused> {
        let Control { backlot, context, .. } = control;
        let saved = backlot.save_at(&context.world, self.at.0).await.map_err(|error| refused(error, "at"))?;
        let (replacing, gone) = (backlot.clone(), context.world.clone());
        let swapped = backlot.apart(move || replacing.swap(&gone, &saved)).await;
        let (fresh, gone) = swapped.map_err(|error| refused(error, "at"))?;
        let view = show(control, &fresh);
        // The call itself comes from the world that ends here: nothing may wait from now on.
        backlot.retire(gone);
        Ok(view)
    }
}

impl Handle for ExportWorld {
    async fn handle(self, control: &Control) -> Result<Value, Refused> {
        let exported = serde_json::from_slice(&export(control).await?);
        exported.map_err(|error| Refused::conflict(format!("the world cannot be shown: {error}")))
    }

    /// Answers without a copy as JSON values, since a world may be large.
    async fn respond(self, control: Control) -> Result<Response, Refused> {
        Ok(([(header::CONTENT_TYPE, "application/json")], export(&control).await?).into_response())
    }
}

async fn export(control: &Control) -> Result<Vec<u8>, Refused> {
    let Control { backlot, context, .. } = control;
    let saved = backlot.save(&context.world).await.map_err(|error| refused(error, "export"))?;
    let bytes = backlot.apart(move || Ok(saved.masked().to_bytes())).await;
    bytes.map_err(|error| refused(error, "export"))
}

fn show(control: &Control, world: &Arc<World>) -> WorldView {
    let at = RequestContext::to(world.clone(), control.context.authority.clone());
    let WorldNote { label, source, .. } = world.settings.about.clone();
    let mut counts = WorldCounts { exchanges: world.journal.kept().1 as u64, ..WorldCounts::default() };
    counts.faults = world.faults.count() as u64;
    for accounts in world.accounts() {
        let (opened, jobs) = accounts.counts();
        counts.accounts += opened as u64;
        counts.jobs += jobs as u64;
    }
    WorldView {
        world: world.name.clone(),
        url: at.url(""),
        seed: world.settings.seed,
        clock: world.clock.read(),
        strict: world.settings.strict,
        rate_limits: world.settings.rate_limits,
        durable: control.backlot.is_durable(world),
        label,
        source,
        created_at: world.created_at,
        counts,
    }
}

/// Waits until everything that a world has seen is kept, if the world keeps a log.
async fn kept(world: &World) -> Result<(), Refused> {
    let Some(log) = &world.log else { return Ok(()) };
    log.kept(log.last()).await.map_err(Refused::lost)
}

fn unknown(name: &str) -> Refused {
    Refused::not_found(format!("world: there is no world {name:?}"))
}

/// Refuses texts that are too long to be kept for every world.
fn check(new: &CreateWorld) -> Result<(), Refused> {
    let file = new.source.as_ref().map(|source| &source.file);
    let texts = [("label", new.label.as_ref()), ("source.file", file)];
    match texts.into_iter().find(|(_, text)| text.is_some_and(|text| text.len() > LONGEST)) {
        Some((field, _)) => Err(Refused::bad_request(format!("{field}: must have at most {LONGEST} bytes"))),
        None => Ok(()),
    }
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
        WorldError::NoAnswer(problem) => Refused::unavailable(problem),
        WorldError::Stopping => Refused::conflict(error.to_string()),
    }
}

/// Returns another world as it is, or was. Its settings come with it.
async fn forked(
    backlot: &Arc<Backlot>,
    new: &CreateWorld,
    from: &WorldMoment,
) -> Result<SavedWorld, Refused> {
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
    let Some(at) = from.at else {
        let saving = source.clone();
        let saved = backlot.apart(move || Ok(SavedWorld::of(&saving))).await;
        kept(&source).await?;
        return saved.map_err(|error| refused(error, "from"));
    };
    backlot.save_at(&source, at.0).await.map_err(|error| refused(error, "from.at"))
}

fn settings(backlot: &Backlot, new: &CreateWorld) -> Result<Settings, Refused> {
    let base = backlot.settings();
    Ok(Settings {
        seed: new.seed.unwrap_or(base.seed),
        clock: Start {
            mode: new.clock.unwrap_or(base.clock.mode),
            now: new.now.map(|now| now.0).or(base.clock.now),
            pace: new.pace.map(pace).transpose()?.unwrap_or(base.clock.pace),
        },
        credits: match new.credits {
            Some(NewCredits::Everywhere(credits)) if credits < Credits::ZERO => {
                return Err(Refused::bad_request("credits: must not be negative"));
            }
            Some(NewCredits::Everywhere(credits)) => OpeningCredits::Everywhere(credits),
            Some(NewCredits::Word(ProviderWord::Provider)) => OpeningCredits::Provider,
            None => base.credits,
        },
        strict: new.strict.unwrap_or(base.strict),
        rate_limits: new.rate_limits.or(base.rate_limits),
        public_url: base.public_url.clone(),
        about: WorldNote::default(),
    })
}
