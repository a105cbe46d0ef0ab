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
use mock_core::random::Stream;
use mock_media::{Artwork, Card, Film, Picture, PictureFormat, Studio};

use crate::citations::of_result;
use crate::lifecycle;
use crate::state::{Story, Sumatman};
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

/// A finished task, taken along from under the account's lock: whatever is made of its story is made outside.
pub struct Finished {
    task_id: Arc<str>,
    story: Arc<Story>,
    seed: u64,
    stream: Stream,
}

impl Finished {
    /// The task, if it is finished.
    pub fn of(account: &Account<Sumatman>, job: &Job<Sumatman>) -> Option<Self> {
        let (detail, stream) = (&job.detail, account.again(job.detail.seed));
        let finished =
            Self { task_id: job.id.clone(), story: detail.story.clone(), seed: detail.seed, stream };
        (job.state == lifecycle::State::Completed).then_some(finished)
    }

    /// Makes up the texts that it is published with.
    pub fn publication(&self) -> Publication {
        Publication::new(&self.story, self.stream.clone())
    }
}

/// How long the film is that one of an account's files is, if it is one.
pub fn film_length(account: &Account<Sumatman>, file: &str) -> Option<Duration> {
    let job = account.job(file.strip_suffix(".mp4")?)?;
    (job.state == lifecycle::State::Completed).then(|| length(&job.detail.story))
}

fn length(story: &Story) -> Duration {
    Duration::from_secs(u64::from(story.minutes) * 60)
}

fn finished(account: &Account<Sumatman>, task_id: &str) -> Option<Finished> {
    Finished::of(account, account.job(task_id)?)
}

async fn asset(
    visit: Visit,
    Path((account_id, name)): Path<(String, String)>,
    State(studio): State<Arc<Studio>>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let Some((task_id, extension)) = name.rsplit_once('.') else { return no_file() };
    let draw = match extension {
        "mp4" => film,
        "jpg" => thumbnail,
        _ => return no_file(),
    };
    let found = visit.look(&account_id, |account, _| finished(account, task_id));
    let Some(task) = found else { return no_file() };
    let clauses = of_result(&task.story);
    file(&clauses, move || studio.respond(&draw(&task), &method, &headers).map(Body::from)).await
}

/// A small page that plays the film.
async fn share(visit: Visit, Path((account_id, task_id)): Path<(String, String)>) -> Response {
    let found = visit.look(&account_id, |account, _| finished(account, &task_id));
    let Some(task) = found else { return no_file() };
    let (Publication { title, description, hashtags, .. }, clauses) =
        (task.publication(), of_result(&task.story));
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

fn film(task: &Finished) -> Artwork {
    let Finished { story, seed, .. } = task;
    let title = task.publication().title;
    let scene = |(number, caption): (u64, String)| {
        let card = card(task, &title, seed.wrapping_add(number));
        let card = if story.subtitle { card.subtitle(&caption) } else { card };
        if story.watermark { card.watermark("Animagent") } else { card }
    };
    let (width, height) = story.dimension.pixels();
    let scenes = (0..).zip(captions(story, *seed)).map(scene).collect();
    Artwork::Film(Film { scenes, width, height, duration: length(story) })
}

fn thumbnail(task: &Finished) -> Artwork {
    let (width, height) = task.story.dimension.pixels();
    let card = card(task, &task.publication().title, task.seed);
    Artwork::Picture(Picture { card, width, height, format: PictureFormat::Jpeg })
}

fn card(task: &Finished, title: &str, seed: u64) -> Card {
    let Finished { task_id, story, .. } = task;
    let card =
        Card::new("Sumatman", format!("Story · {}", story.story_type.1), &**task_id, seed).prompt(title);
    match &story.style {
        Some(style) => card.note("style", style.split(" - ").next().unwrap_or_default()),
        None => card,
    }
}
