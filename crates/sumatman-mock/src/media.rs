//! What a task's result shows, and where it is served.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{any, get};
use mock_core::account::Account;
use mock_core::http::{Visit, cite, file, no_file};
use mock_core::job::Job;
use mock_media::{Artwork, Card, Film, Picture, PictureFormat, Studio};

use crate::citations::of_result;
use crate::lifecycle;
use crate::prices;
use crate::state::Sumatman;
use crate::storyteller::{Publication, captions};

/// The result files of all accounts.
pub fn routes(studio: Arc<Studio>) -> Router {
    Router::new()
        .route("/{account}/{file}", any(asset))
        .route("/{account}/share/{task}", get(share))
        .with_state(studio)
}

/// Where a task's film, thumbnail and share page are, within a world.
pub fn paths(account_id: &str, task_id: &str) -> [String; 3] {
    [
        format!("/media/sumatman/{account_id}/{task_id}.mp4"),
        format!("/media/sumatman/{account_id}/{task_id}.jpg"),
        format!("/media/sumatman/{account_id}/share/{task_id}"),
    ]
}

/// What a finished task is published with.
pub fn publication(account: &Account<Sumatman>, job: &Job<Sumatman>) -> Publication {
    Publication::new(&job.detail.story, account.again(job.detail.seed))
}

/// How long the film is that one of an account's files is, if it is one.
pub fn film_length(account: &Account<Sumatman>, file: &str) -> Option<Duration> {
    finished(account, file.strip_suffix(".mp4")?).map(length)
}

fn length(job: &Job<Sumatman>) -> Duration {
    Duration::from_secs(u64::from(job.detail.story.minutes) * 60)
}

fn finished<'a>(account: &'a Account<Sumatman>, task_id: &str) -> Option<&'a Job<Sumatman>> {
    account.job(task_id).filter(|job| job.state == lifecycle::State::Completed)
}

async fn asset(
    visit: Visit,
    Path((account_id, name)): Path<(String, String)>,
    State(studio): State<Arc<Studio>>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let found = visit.look(&account_id, |account, _| {
        let (task_id, extension) = name.rsplit_once('.')?;
        let job = finished(account, task_id)?;
        let title = publication(account, job).title;
        let artwork = match extension {
            "mp4" => film(job, &title),
            "jpg" => thumbnail(job, &title),
            _ => return None,
        };
        Some((artwork, of_result(&job.detail.story)))
    });
    let Some((artwork, clauses)) = found else { return no_file() };
    file(&clauses, move || studio.respond(&artwork, &method, &headers).map(Body::from)).await
}

/// A small page that plays the film.
async fn share(visit: Visit, Path((account_id, task_id)): Path<(String, String)>) -> Response {
    let found = visit.look(&account_id, |account, _| {
        let job = finished(account, &task_id)?;
        Some((publication(account, job), of_result(&job.detail.story)))
    });
    let Some((published, clauses)) = found else { return no_file() };
    let Publication { title, description, hashtags, .. } = published;
    let [film, thumbnail, _] = paths(&account_id, &task_id).map(|path| escape(&visit.url(&path)));
    let (title, description, hashtags) = (escape(&title), escape(&description), escape(&hashtags));
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <style>body{{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}\
         video{{width:100%;max-height:80vh;background:#000}}</style>\n\
         <h1>{title}</h1>\n<video controls preload=\"metadata\" poster=\"{thumbnail}\" src=\"{film}\"></video>\n\
         <p>{description}</p>\n<p>{hashtags}</p>\n</html>\n"
    );
    cite(Html(page).into_response(), &clauses)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn film(job: &Job<Sumatman>, title: &str) -> Artwork {
    let story = &job.detail.story;
    let captions = captions(&story.input);
    let scenes = prices::of(story.minutes).scenes;
    let scene = |number: u32| {
        let caption = &captions[number as usize % captions.len()];
        let card = card(job, title, job.detail.seed.wrapping_add(u64::from(number)));
        let card = if story.subtitle { card.subtitle(caption.as_str()) } else { card };
        if story.watermark { card.watermark("Animagent") } else { card }
    };
    let (width, height) = story.dimension.pixels();
    Artwork::Film(Film { scenes: (0..scenes).map(scene).collect(), width, height, duration: length(job) })
}

fn thumbnail(job: &Job<Sumatman>, title: &str) -> Artwork {
    let (width, height) = job.detail.story.dimension.pixels();
    let card = card(job, title, job.detail.seed);
    Artwork::Picture(Picture { card, width, height, format: PictureFormat::Jpeg })
}

fn card(job: &Job<Sumatman>, title: &str, seed: u64) -> Card {
    let story = &job.detail.story;
    let card =
        Card::new("Sumatman", format!("Story · {}", story.story_type.1), job.id.as_ref(), seed).prompt(title);
    match &story.style {
        Some(style) => card.note("style", style.split(" - ").next().unwrap_or_default()),
        None => card,
    }
}
