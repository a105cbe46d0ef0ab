//! The result files of a task: films, thumbnails and share pages, and the routes that serve them.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use axum::routing::any;
use mock_core::account::Account;
use mock_core::clause::ClauseRef;
use mock_core::http::{Visit, cite, no_file, under_policy};
use mock_core::job::Job;
use mock_core::random::Stream;
use mock_media::{Artwork, Card, Film, Picture, PictureFormat, Rendering, Studio, respond};

use crate::citations::of_result;
use crate::clause;
use crate::lifecycle;
use crate::state::Sumatman;
use crate::story::Story;
use crate::storyteller::{Publication, captions};

/// Returns the routes of the result files of all accounts.
pub fn routes(studio: Arc<Studio>) -> Router {
    Router::new()
        .route("/{account}/{file}", any(asset))
        .route("/{account}/share/{task}", any(share))
        .fallback(async || no_file([]))
        .with_state(studio)
}

/// Returns the paths of a task's film, thumbnail and share page, within a world.
pub fn paths(account_id: &str, task_id: &str) -> [String; 3] {
    [
        format!("/media/sumatman/{account_id}/{task_id}.mp4"),
        format!("/media/sumatman/{account_id}/{task_id}.jpg"),
        format!("/media/sumatman/{account_id}/share/{task_id}"),
    ]
}

/// A finished task, copied while the account is locked. Its texts and pictures are made after the lock is released.
pub struct Finished {
    task_id: Arc<str>,
    story: Arc<Story>,
    seed: u64,
    stream: Stream,
}

impl Finished {
    /// Returns the task if it is finished.
    pub fn of(account: &Account<Sumatman>, job: &Job<Sumatman>) -> Option<Self> {
        let (detail, stream) = (&job.detail, account.again(job.detail.seed));
        let finished =
            Self { task_id: job.id.clone(), story: detail.story.clone(), seed: detail.seed, stream };
        (job.state == lifecycle::State::Completed).then_some(finished)
    }

    /// Makes the texts that the film is published with.
    pub fn publication(&self) -> Publication {
        Publication::new(&self.story, self.stream.clone())
    }
}

/// Returns the duration of the film in one of an account's files; `None` if the file is no finished film.
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
    let Some((task_id, extension)) = name.rsplit_once('.') else { return no_file(NOT_THERE) };
    let draw = match extension {
        "mp4" => film,
        "jpg" => thumbnail,
        _ => return no_file(NOT_THERE),
    };
    let found = visit.look(&account_id, |account, _| finished(account, task_id));
    let Some(task) = found else { return no_file(NOT_THERE) };
    let answer = studio.respond(draw(&task), &method, &headers).await;
    cite(answer.map(Body::from), &of_result(&task.story))
}

/// The clause that tells why a task's files are missing.
const NOT_THERE: [ClauseRef; 1] = [&clause::RESULT_LIFETIME];

/// Answers with a small page that plays the film.
async fn share(
    visit: Visit,
    Path((account_id, task_id)): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let found = visit.look(&account_id, |account, _| finished(account, &task_id));
    let Some(task) = found else { return no_file(NOT_THERE) };
    let urls = paths(&account_id, &task_id).map(|path| visit.url(&path));
    let page = Rendering::of(page(&task.publication(), &urls).into(), "text/html; charset=utf-8");
    let response = respond(&page, &method, &headers).map(Body::from);
    under_policy(cite(response, &of_result(&task.story)), &policy(&visit.url("/media/")))
}

/// Returns the content security policy of a page: it allows films and pictures under `files`, and no scripts.
fn policy(files: &str) -> String {
    // These characters would end a source in the policy. A URL may write them in this form, too.
    let files = files.replace(';', "%3B").replace(',', "%2C");
    format!(
        "default-src 'none'; img-src {files}; media-src {files}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    )
}

fn page(published: &Publication, urls: &[String; 3]) -> String {
    let [film, thumbnail, _] = urls.each_ref().map(|url| escape(url));
    let Publication { language, title, description, hashtags, .. } = published;
    let (title, description, hashtags) = (escape(title), escape(description), escape(hashtags));
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>body{{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}\
         video{{width:100%;max-height:80vh;background:#000}}</style>\n\
         <h1>{title}</h1>\n<video controls preload=\"metadata\" poster=\"{thumbnail}\" src=\"{film}\"></video>\n\
         <p>{description}</p>\n<p>{hashtags}</p>\n</html>\n"
    )
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
