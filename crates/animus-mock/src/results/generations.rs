//! The results of generations.

use std::sync::Arc;
use std::time::Duration;

use kernel::evidence::{ClauseRef, Evidence};
use kernel::machine::{Account, JobOf};
use mock_http::provider::ResultFile;
use mock_media::{Artwork, Camera, Film, Picture, PictureFormat};

use super::cards;
use crate::clause;
use crate::lifecycle::State;
use crate::prices::Kind;
use crate::state::drawings::Drawing;
use crate::state::generation::{Brief, Generation};
use crate::state::{Animus, JobData};

/// The length of a clip (`result.clip`).
const CLIP: Duration = Duration::from_secs(5);

/// Returns the path of a generation's result, within a world (`result.file-name`).
pub fn path(account_id: &str, kind: Kind, generation_id: &str) -> String {
    format!("/media/animus/{account_id}/{}", file_name(kind, generation_id))
}

/// Returns the file name of a generation's result. Every generation makes one result, so the index is always 0.
fn file_name(kind: Kind, generation_id: &str) -> String {
    let extension = if kind.is_video() { "mp4" } else { "png" };
    format!("{}_{generation_id}_0.{extension}", kind.price().name)
}

/// Returns the generation's id in the name of a result.
fn id_of(name: &str) -> Option<&str> {
    let (stem, _) = name.rsplit_once("_0.")?;
    Some(&stem[stem.find("gen_")?..])
}

/// Returns the finished generation whose result has this name.
pub fn find<'a>(account: &'a Account<Animus>, name: &str) -> Option<(&'a Arc<str>, &'a Generation)> {
    let job = account.job(id_of(name)?)?;
    let JobData::Generation(generation) = &job.data else { return None };
    let is_there = job.state == State::Completed && name == file_name(generation.brief.kind, &job.id);
    is_there.then_some((&job.id, &**generation))
}

/// Returns the result file of a job, if the job is a finished generation.
pub fn result_of(account: &Account<Animus>, job: &JobOf<Animus>) -> Option<ResultFile> {
    let JobData::Generation(generation) = &job.data else { return None };
    let path = path(&account.id, generation.brief.kind, &job.id);
    (job.state == State::Completed).then_some(ResultFile { path, expires_at: None })
}

/// Returns `true` if a name belongs to a generation that was paid for and deleted.
pub fn was_deleted(account: &Account<Animus>, name: &str) -> bool {
    id_of(name).is_some_and(|id| account.job(id).is_none() && was_made(account, id))
}

/// Returns `true` if a generation with this id was paid for once.
pub fn was_made(account: &Account<Animus>, id: &str) -> bool {
    account.ledger.entries().iter().any(|entry| entry.reference.as_deref() == Some(id))
}

/// Returns the duration of the film in one of an account's files; `None` if the file is no finished film.
pub fn film_length(account: &Account<Animus>, file: &str) -> Option<Duration> {
    let (_, generation) = find(account, file)?;
    generation.brief.kind.is_video().then_some(CLIP)
}

/// Returns the clauses that shape a result.
pub fn clauses(brief: &Brief) -> Evidence {
    let is_video = brief.kind.is_video();
    let conditions: [(bool, ClauseRef); 6] = [
        (brief.pixels != brief.kind.usual_pixels(), &clause::RESULT_PIXELS),
        (!is_video, &clause::RESULT_PNG),
        (is_video, &clause::RESULT_CLIP),
        (brief.is_seeded, &clause::RESULT_SAME_SEED),
        (brief.kind == Kind::Character, &clause::RESULT_CHARACTER),
        (brief.kind != Kind::Character && !brief.sources.is_empty(), &clause::RESULT_SOURCE),
    ];
    conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause)).collect()
}

/// Returns the drawing of a generation's result, without the pictures that it is made from.
pub fn drawing(id: &Arc<str>, Generation { brief, seed, look, .. }: &Generation) -> Drawing {
    Drawing {
        id: if brief.is_seeded { "".into() } else { id.clone() },
        kind: brief.kind,
        prompt: brief.prompt.clone(),
        notes: brief.notes.clone(),
        seed: *seed,
        look: *look,
    }
}

/// Returns the picture or clip of a generation.
pub fn artwork(id: &Arc<str>, generation: &Generation) -> Artwork {
    let Brief { kind, sources, pixels: (width, height), .. } = &*generation.brief;
    let (width, height) = ((*width).into(), (*height).into());
    let mut card = cards::of_drawing(&drawing(id, generation));
    if let Some(source) = cards::of_sources(sources) {
        card = card.made_from(source);
    }
    if kind.is_video() {
        let camera = Camera::Drift;
        Artwork::Film(Film { scenes: vec![card], width, height, duration: CLIP, camera, ..Film::default() })
    } else {
        Artwork::Picture(Picture { card, width, height, format: PictureFormat::Png })
    }
}
