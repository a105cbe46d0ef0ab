//! The result files of generations, and the routes that serve them.

pub mod characters;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use axum::routing::any;
use mock_core::account::Account;
use mock_core::clause::{Citations, ClauseRef};
use mock_core::http::{Visit, cite, no_file};
use mock_core::provider::Provider;
use mock_core::random::Root;
use mock_media::{Artwork, Card, Figure, Film, Picture, PictureFormat, Source, Studio, View};
use url::Url;

use crate::citations;
use crate::clause;
use crate::lifecycle;
use crate::prices::Kind;
use crate::state::generation::{Generation, Origin};
use crate::state::{Animus, Work};

/// The length of a clip (`result.clip`).
const CLIP: Duration = Duration::from_secs(5);

/// Returns the routes of the files of all accounts.
pub fn routes(studio: Arc<Studio>) -> Router {
    let results = Router::new().route("/{account}/{file}", any(result)).with_state(studio.clone());
    results.merge(characters::routes(studio)).fallback(async || no_file([]))
}

/// Returns the path of a generation's result, within a world (`result.file-name`).
pub fn path(account_id: &str, kind: Kind, generation_id: &str) -> String {
    format!("/media/animus/{account_id}/{}", file_name(kind, generation_id))
}

/// Returns the file name of a generation's result. Every generation makes one result, so the index is always 0.
fn file_name(kind: Kind, generation_id: &str) -> String {
    let extension = if kind.is_video() { "mp4" } else { "png" };
    format!("{}_{generation_id}_0.{extension}", kind.price().name)
}

async fn result(
    visit: Visit,
    Path((account_id, name)): Path<(String, String)>,
    State(studio): State<Arc<Studio>>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let found = visit.look(&account_id, |account, _| match find(account, &name) {
        Some((id, generation)) => {
            Some(Found::Result(Box::new(artwork(id, generation)), citations::of_result(&generation.brief)))
        }
        None => was_deleted(account, &name).then_some(Found::Deleted),
    });
    match found {
        None => no_file([]),
        Some(Found::Deleted) => no_file([&clause::DELETE_MEDIA as ClauseRef]),
        Some(Found::Result(artwork, clauses)) => {
            cite(studio.respond(*artwork, &method, &headers).await.map(Body::from), &clauses)
        }
    }
}

/// A result that is ready, or that was deleted.
enum Found {
    Result(Box<Artwork>, Citations),
    Deleted,
}

/// Returns `true` if a name belongs to a generation that was paid for and deleted.
fn was_deleted(account: &Account<Animus>, name: &str) -> bool {
    let id = id_of(name).filter(|id| account.job(id).is_none());
    id.is_some_and(|id| account.ledger.entries().iter().any(|entry| entry.reference.as_deref() == Some(id)))
}

/// Returns the generation's id in the name of a result.
fn id_of(name: &str) -> Option<&str> {
    let (stem, _) = name.rsplit_once("_0.")?;
    Some(&stem[stem.find("gen_")?..])
}

/// Returns the finished generation whose result has this name.
fn find<'a>(account: &'a Account<Animus>, name: &str) -> Option<(&'a str, &'a Generation)> {
    let job = account.job(id_of(name)?)?;
    let Work::Generation(generation) = &job.detail else { return None };
    let is_there =
        job.state == lifecycle::State::Completed && name == file_name(generation.brief.kind, &job.id);
    is_there.then_some((&*job.id, &**generation))
}

/// Returns the duration of the film in one of an account's files; `None` if the file is no finished film.
pub fn film_length(account: &Account<Animus>, file: &str) -> Option<Duration> {
    let (_, generation) = find(account, file)?;
    generation.brief.kind.is_video().then_some(CLIP)
}

/// Returns the origin of a generation that is made from the picture at a URL. A picture that this sandbox serves is shown as it
/// is; any other is never fetched (`create.source-here`, `create.source-not-fetched`).
pub fn origin(visit: &Visit, url: &str) -> Origin {
    match served(visit, url) {
        Some(source) => Origin::Here(source),
        None => Origin::Elsewhere(Root::new(0, "source", url).stream(0).seed()),
    }
}

fn served(visit: &Visit, url: &str) -> Option<Source> {
    let url = Url::parse(url).ok()?;
    let file = visit.own_file(&url).filter(|file| file.provider == Animus::NAME)?;
    let name = file.path;
    visit.look(file.account_id, |account: &Account<Animus>, _| match name.split_once('/') {
        Some((character_id, file)) => characters::source(account.extra.cast.get(character_id)?, file),
        None => {
            let (id, generation) = find(account, name)?;
            Some(Source::Card(Box::new(card(id, generation))))
        }
    })
}

fn artwork(id: &str, generation: &Generation) -> Artwork {
    let (width, height) = generation.brief.pixels;
    let (width, height) = (width.into(), height.into());
    let card = card(id, generation);
    if generation.brief.kind.is_video() {
        Artwork::Film(Film { scenes: vec![card], width, height, duration: CLIP })
    } else {
        Artwork::Picture(Picture { card, width, height, format: PictureFormat::Png })
    }
}

/// Returns the drawing of a generation's result. If the caller gave the seed, it shows nothing that would differ
/// the next time.
fn card(id: &str, generation: &Generation) -> Card {
    let Generation { brief, seed, look, .. } = generation;
    let id = if brief.is_seeded { "" } else { id };
    let card = Card::new("Animus", brief.kind.price().title, id, *seed).prompt(brief.prompt.read());
    let card = brief.notes.iter().fold(card, |card, (label, value)| card.note(label, value));
    let card = match look {
        Some(look) => card.figure(Figure { view: View::Face, look: *look }),
        None => card,
    };
    match brief.origin.as_deref() {
        Some(Origin::Here(source)) => card.made_from(source.clone()),
        Some(Origin::Elsewhere(seed)) => {
            card.made_from(Source::Card(Box::new(Card { seed: *seed, ..Card::default() })))
        }
        None => card,
    }
}
