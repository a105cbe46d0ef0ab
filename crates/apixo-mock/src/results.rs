//! The result files of tasks: films, which are kept for a day.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::machine::{Account, JobOf};
use kernel::time::later;
use mock_http::provider::ResultFile;
use mock_http::results::{Body, Found, Router, result_files};
use mock_media::{Artwork, Card, Figure, Film, Studio, View};

use crate::clause;
use crate::lifecycle::State;
use crate::state::Apixo;

/// The time for which a result can be fetched (`apixo-facts.md`, 1).
pub const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// Returns the routes of the result files of all accounts.
pub fn routes(studio: Arc<Studio>) -> Router {
    result_files(find, move |_, artwork, method, headers| {
        let studio = studio.clone();
        Box::pin(async move { studio.respond(artwork, &method, &headers).await.map(Body::from) })
    })
}

/// Returns the path of a task's result, within a world.
pub fn path(account_id: &str, task_id: &str) -> String {
    format!("/media/apixo/{account_id}/{task_id}.mp4")
}

/// Returns the result file of a task, if the task was successful.
pub fn result_of(account: &Account<Apixo>, job: &JobOf<Apixo>) -> Option<ResultFile> {
    let (path, expires_at) = (path(&account.id, &job.id), Some(later(job.changed_at, KEPT)));
    (job.state == State::Success).then_some(ResultFile { path, expires_at })
}

/// The clauses that decide a film.
const SERVED: [ClauseRef; 5] = [
    &clause::RESULT_FORMAT,
    &clause::RESULT_PIXELS,
    &clause::RESULT_LENGTH,
    &clause::RESULT_DRAWN,
    &clause::RESULT_LIFETIME,
];

/// The clauses on a film that has expired.
const EXPIRED: [ClauseRef; 3] =
    [&clause::RESULT_LIFETIME, &clause::RESULT_LIFETIME_FROM, &clause::RESULT_EXPIRED];

/// Finds the film in a file of an account.
fn find(account: &Account<Apixo>, file: &str, now: Timestamp) -> Found<Artwork> {
    let job = finished(account, file).ok_or_else(Evidence::default)?;
    if now >= later(job.changed_at, KEPT) {
        return Err(EXPIRED.into_iter().collect());
    }
    let seeded = job.data.brief.seed.map(|_| &clause::RESULT_SEED as ClauseRef);
    Ok((film(job), SERVED.into_iter().chain(seeded).collect()))
}

/// Returns the successful task whose result is in a file of an account, even if that file has expired.
fn finished<'a>(account: &'a Account<Apixo>, file: &str) -> Option<&'a JobOf<Apixo>> {
    account.job(file.strip_suffix(".mp4")?).filter(|job| job.state == State::Success)
}

/// Returns the length of the film in one of an account's files; `None` if the file was never a film.
pub fn film_length(account: &Account<Apixo>, file: &str) -> Option<Duration> {
    finished(account, file).map(length)
}

fn length(job: &JobOf<Apixo>) -> Duration {
    Duration::from_secs(job.data.brief.seconds.into())
}

/// Returns the film of a task. If the caller gave the seed, the film shows nothing that would differ the next time.
fn film(job: &JobOf<Apixo>) -> Artwork {
    let (model, brief) = (job.data.model, &job.data.brief);
    let id = if brief.seed.is_some() { "" } else { &*job.id };
    let prompt = brief.prompt.clone().unwrap_or_else(|| "Without a prompt".into());
    let card = Card::new("APIXO", format!("{} · {}", model.name(), brief.kind.name()), id, job.data.seed())
        .prompt(prompt.clone())
        .speech(prompt)
        .figure(Figure::named(View::Face, &brief.image))
        .note("mode", brief.mode.name())
        .note("image", &brief.image)
        .note("motion", &brief.motion);
    let (width, height) = brief.resolution.price().pixels;
    Artwork::Film(Film { scenes: vec![card], width, height, duration: length(job), ..Film::default() })
}
