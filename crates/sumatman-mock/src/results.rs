//! The result files of tasks: films, thumbnails and share pages.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::machine::Account;
use mock_http::results::{Body, Found, Router, result_files};
use mock_media::{Artwork, Camera, Card, Figure, Film, Picture, PictureFormat, Studio, Style, View, Voice};

use crate::finished::Finished;
use crate::lifecycle::State;
use crate::options::Dimension;
use crate::state::Sumatman;
use crate::story::Story;
use crate::storyteller::captions;
use crate::{clause, share_page};

/// Returns the routes of the result files of all accounts.
pub fn routes(studio: Arc<Studio>) -> Router {
    result_files(find, move |context, (kind, task), method, headers| {
        let studio = studio.clone();
        Box::pin(async move {
            let artwork = match kind {
                Kind::Film => film(&task),
                Kind::Thumbnail => thumbnail(&task),
                Kind::SharePage => return share_page::show(&context, &task, &method, &headers),
            };
            studio.respond(artwork, &method, &headers).await.map(Body::from)
        })
    })
}

/// A kind of result file.
#[derive(Clone, Copy)]
enum Kind {
    Film,
    Thumbnail,
    SharePage,
}

/// Finds the finished task in a file of an account.
fn find(account: &Account<Sumatman>, file: &str, _now: Timestamp) -> Found<(Kind, Finished)> {
    let named = match file.rsplit_once('/') {
        None => by_extension(file),
        Some(("share", task_id)) if !task_id.is_empty() => Some((Kind::SharePage, task_id)),
        // There are no other folders.
        Some(_) => return Err(Evidence::default()),
    };
    let found = named.and_then(|(kind, task_id)| {
        let task = Finished::of(account, account.job(task_id)?)?;
        let evidence = file_clauses(kind, &task.story);
        Some(((kind, task), evidence))
    });
    let is_gone = named.is_some_and(|(_, task_id)| account.job(task_id).is_none());
    found.ok_or_else(|| is_gone.then_some(&clause::RESULT_LIFETIME as ClauseRef).into_iter().collect())
}

/// Returns the kind of a film or a picture, and the id of its task.
fn by_extension(name: &str) -> Option<(Kind, &str)> {
    match name.rsplit_once('.')? {
        (task_id, "mp4") => Some((Kind::Film, task_id)),
        (task_id, "jpg") => Some((Kind::Thumbnail, task_id)),
        _ => None,
    }
}

/// Returns the clauses that decide a result file of a story.
fn file_clauses(kind: Kind, story: &Story) -> Evidence {
    let of_kind: &[ClauseRef] = match kind {
        Kind::Film => &[&clause::RESULT_FILM, &clause::RESULT_LENGTH],
        Kind::Thumbnail => &[&clause::RESULT_IMAGE],
        Kind::SharePage => {
            return [&clause::RESULT_PAGE as ClauseRef, &clause::RESULT_LIFETIME].into_iter().collect();
        }
    };
    let turned: ClauseRef = match story.dimension {
        Dimension::Landscape => &clause::RESULT_LANDSCAPE,
        Dimension::Portrait => &clause::RESULT_PORTRAIT,
    };
    let is_film = matches!(kind, Kind::Film);
    let chosen: [(bool, ClauseRef); 3] = [
        (is_film, &clause::RESULT_DRAWN),
        (is_film && !story.subtitle, &clause::RESULT_NO_SUBTITLES),
        (is_film && story.watermark, &clause::RESULT_WATERMARK),
    ];
    let chosen = chosen.into_iter().filter_map(|(holds, clause)| holds.then_some(clause));
    let every: [ClauseRef; 2] = [turned, &clause::RESULT_LIFETIME];
    of_kind.iter().copied().chain(every).chain(chosen).collect()
}

/// Returns the duration of the film in one of an account's files; `None` if the file is no finished film.
pub fn film_length(account: &Account<Sumatman>, file: &str) -> Option<Duration> {
    let job = account.job(file.strip_suffix(".mp4")?)?;
    (job.state == State::Completed).then(|| job.data.story.duration())
}

/// The number of a story's characters whose words every scene may show.
const OPENING: usize = 200;

fn film(task: &Finished) -> Artwork {
    let Finished { story, seed, .. } = task;
    let title = task.publication().title;
    let opening: String = story.input.chars().take(OPENING).collect();
    let scene = |(number, caption): (u64, String)| {
        let card = card(task, &title, seed.wrapping_add(number))
            .depicts(format!("{caption} {opening}"))
            .speech(caption.as_str());
        let card = if story.subtitle { card.subtitle(&caption) } else { card };
        if story.watermark { card.watermark("Animagent") } else { card }
    };
    let (width, height) = story.dimension.pixels();
    let scenes = (0..).zip(captions(story, *seed)).map(scene).collect();
    let narrator = story.effects.voice.as_ref().or(story.narrator.as_ref());
    Artwork::Film(Film {
        scenes,
        width,
        height,
        duration: story.duration(),
        camera: if story.effects.is_still { Camera::Still } else { Camera::Zoom },
        has_transitions: !story.effects.is_cut,
        voice: Some(Voice::named(narrator.map_or("", |narrator| narrator))),
    })
}

fn thumbnail(task: &Finished) -> Artwork {
    let (width, height) = task.story.dimension.pixels();
    let card = card(task, &task.publication().title, task.seed).depicts(task.story.input.clone());
    Artwork::Picture(Picture { card, width, height, format: PictureFormat::Jpeg })
}

fn card(task: &Finished, title: &str, seed: u64) -> Card {
    let Finished { task_id, story, .. } = task;
    let card =
        Card::new("Sumatman", format!("Story · {}", story.story_type.word()), &**task_id, seed).prompt(title);
    let card = match &story.style {
        Some(style) => {
            let name = style.split(" - ").next().unwrap_or_default();
            card.note("style", name).style(Style::of(name))
        }
        None => card,
    };
    if !story.effects.has_character {
        return card;
    }
    let name = story.effects.character.as_deref().unwrap_or_default();
    let card = if name.is_empty() { card } else { card.note("character", name) };
    card.figure(Figure::named(View::BodyFront, name))
}
