//! The result files: the pictures and films of jobs, and the pictures of products.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::machine::{Account, JobOf};
use mock_http::provider::ResultFile;
use mock_http::results::{Body, Found, Router, result_files};
use mock_media::{Artwork, Card, Figure, Film, Picture, PictureFormat, Studio, Style as Look, View, Voice};
use uuid::Uuid;

use crate::catalogue::{KNOWN_PRODUCT, Product};
use crate::clause;
use crate::lifecycle;
use crate::options::{AspectRatio, Style};
use crate::state::{Brief, Cutx, StaticAd, Video};

/// The number of words spoken in a second (`video.length`).
const WORDS_PER_SECOND: f64 = 2.5;

/// Returns the routes of the result files of all accounts.
pub fn routes(studio: Arc<Studio>) -> Router {
    result_files(find, move |_, artwork, method, headers| {
        let studio = studio.clone();
        Box::pin(async move { studio.respond(artwork, &method, &headers).await.map(Body::from) })
    })
}

/// Returns the path of a job's result, within a world; `None` for a copy, which has no file.
pub fn asset_path(account_id: &str, job_id: &str, brief: &Brief) -> Option<String> {
    let extension = match brief {
        Brief::Copy => return None,
        Brief::StaticAd(_) => "png",
        Brief::Video(_) => "mp4",
    };
    Some(format!("/media/cutx/{account_id}/{job_id}.{extension}"))
}

/// Returns the result file of a job, if it is completed and has one.
pub fn result_of(account: &Account<Cutx>, job: &JobOf<Cutx>) -> Option<ResultFile> {
    let path = asset_path(&account.id, &job.id, &job.data.brief)?;
    (job.state == lifecycle::State::Completed).then_some(ResultFile { path, expires_at: None })
}

/// Returns the path of a product's picture, within a world.
pub fn product_path(account_id: &str, project_id: Uuid, product: &Product) -> String {
    format!("/media/cutx/{account_id}/products/{project_id}/{}.png", product.id)
}

/// Finds the picture or film in a file of an account.
fn find(account: &Account<Cutx>, file: &str, _now: Timestamp) -> Found<Artwork> {
    let found = match file.strip_prefix("products/") {
        Some(image) => product_image(account, image),
        None => asset(account, file),
    };
    found.ok_or_else(Evidence::default)
}

fn asset(account: &Account<Cutx>, file: &str) -> Option<Exhibit> {
    let job = account.job(file.split_once('.')?.0)?;
    let path = asset_path(&account.id, &job.id, &job.data.brief)?;
    let is_there = job.state == lifecycle::State::Completed && path.ends_with(&format!("/{file}"));
    is_there.then(|| result(job))?
}

fn product_image(account: &Account<Cutx>, file: &str) -> Option<Exhibit> {
    let (project_id, name) = file.split_once('/')?;
    let project_id = Uuid::try_parse(project_id).ok()?;
    let product_id = Uuid::try_parse(name.strip_suffix(".png")?).ok()?;
    let product = account.data.projects.get(project_id)?.products.get(product_id)?;
    // The product that every account starts with was read from no page.
    let ingested = (product.id != KNOWN_PRODUCT).then_some(&clause::PRODUCT_INGEST_DERIVED as ClauseRef);
    let clauses = [&clause::STATUS_ASSET_URL as ClauseRef].into_iter().chain(ingested);
    Some((product_picture(product), clauses.collect()))
}

/// A picture or film, and the clauses that decided on it.
type Exhibit = (Artwork, Evidence);

fn result(job: &JobOf<Cutx>) -> Option<Exhibit> {
    let (artwork, clauses): (_, &[ClauseRef]) = match &job.data.brief {
        Brief::Copy => return None,
        Brief::StaticAd(ad) => (static_ad(job, ad), &[&clause::STATIC_AD_PIXELS]),
        Brief::Video(video) => (speech(job, video), &[&clause::VIDEO_PIXELS, &clause::VIDEO_LENGTH]),
    };
    Some((
        artwork,
        [&clause::STATUS_ASSET_URL as ClauseRef].into_iter().chain(clauses.iter().copied()).collect(),
    ))
}

fn static_ad(job: &JobOf<Cutx>, ad: &StaticAd) -> Artwork {
    let (width, height) = match ad.aspect_ratio {
        AspectRatio::Square => (1080, 1080),
        AspectRatio::Tall => (1080, 1920),
        AspectRatio::Portrait => (1080, 1350),
        AspectRatio::Wide => (1920, 1080),
    };
    let card = Card::new("CutX", "Static ad", job.id.as_ref(), job.data.seed)
        .prompt(ad.prompt.as_deref().unwrap_or("The product itself, without a prompt"))
        .note("style", ad.style.name())
        .style(look(ad.style));
    Artwork::Picture(Picture { card, width, height, format: PictureFormat::Png })
}

/// Returns the look of a style.
fn look(style: Style) -> Look {
    match style {
        Style::ProductHero => Look::ProductHero,
        Style::Lifestyle => Look::Lifestyle,
        Style::Minimal => Look::Minimal,
        Style::Bold => Look::Bold,
        Style::Seasonal => Look::Seasonal,
        Style::Modern => Look::Modern,
    }
}

/// Returns the film of a person who speaks a script, one sentence after another.
fn speech(job: &JobOf<Cutx>, video: &Video) -> Artwork {
    let (width, height) = match video.aspect_ratio {
        AspectRatio::Square => (720, 720),
        AspectRatio::Wide => (1280, 720),
        AspectRatio::Tall | AspectRatio::Portrait => (720, 1280),
    };
    // Without an avatar, the voice has a face of its own.
    let speaker = video.avatar_url.as_deref().unwrap_or(&video.voice_id);
    let scene = |sentence: String| {
        let card = Card::new("CutX", "UGC video", job.id.as_ref(), job.data.seed)
            .prompt(video.script.as_str())
            .note("voice", &video.voice_id)
            .figure(Figure::named(View::Face, speaker))
            .subtitle(&sentence)
            .speech(sentence.as_str());
        match &video.avatar_url {
            Some(avatar) => card.note("avatar", avatar),
            None => card,
        }
    };
    let scenes = sentences(&video.script).into_iter().map(scene).collect();
    let voice = Some(Voice::named(&video.voice_id));
    Artwork::Film(Film { scenes, width, height, duration: spoken(&video.script), voice, ..Film::default() })
}

fn product_picture(product: &Product) -> Artwork {
    let card = Card::new("CutX", "Product", product.id.to_string(), product.seed)
        .prompt(product.name.as_str())
        .note("brand", &product.brand)
        .note("price", &product.price());
    Artwork::Picture(Picture { card, width: 800, height: 800, format: PictureFormat::Png })
}

/// Returns the duration of the film in one of an account's files; `None` if the file is no finished film.
pub fn film_length(account: &Account<Cutx>, file: &str) -> Option<Duration> {
    let job = account.job(file.strip_suffix(".mp4")?)?;
    match &job.data.brief {
        Brief::Video(video) if job.state == lifecycle::State::Completed => Some(spoken(&video.script)),
        _ => None,
    }
}

/// Returns the time that it takes to speak a script, between 2 s and 120 s.
fn spoken(script: &str) -> Duration {
    let words = script.split_whitespace().count() as f64;
    Duration::from_secs_f64((words / WORDS_PER_SECOND).clamp(2.0, 120.0))
}

/// Returns a script's sentences, at most twelve, one for each scene.
fn sentences(script: &str) -> Vec<String> {
    let ends = |letter: char| matches!(letter, '.' | '!' | '?' | '\n' | '。' | '！' | '？');
    let sentences = script.split_inclusive(ends).map(str::trim).filter(|sentence| sentence.len() > 1);
    let sentences: Vec<String> = sentences.take(12).map(str::to_owned).collect();
    if sentences.is_empty() { vec![script.to_owned()] } else { sentences }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_lasts_as_long_as_its_script_takes_to_speak() {
        assert_eq!(spoken("one two three four five six seven eight nine ten"), Duration::from_secs(4));
        assert_eq!(spoken("hello"), Duration::from_secs(2));
        assert_eq!(spoken(&"word ".repeat(1000)), Duration::from_secs(120));
    }

    #[test]
    fn every_sentence_is_a_scene() {
        assert_eq!(sentences("Hey! You need this. Now?"), ["Hey!", "You need this.", "Now?"]);
        assert_eq!(sentences("no end"), ["no end"]);
        assert_eq!(sentences("..........").len(), 1);
    }
}
