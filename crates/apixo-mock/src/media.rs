//! The result files of a task, and the routes that serve them.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use axum::routing::any;
use jiff::Timestamp;
use mock_core::account::Account;
use mock_core::clause::ClauseRef;
use mock_core::clock::later;
use mock_core::http::{Visit, cite, no_file};
use mock_core::job::Job;
use mock_media::{Artwork, Card, Film, Studio};

use crate::clause;
use crate::lifecycle;
use crate::state::Apixo;

/// The time for which a result can be fetched (`apixo-facts.md`, 1).
pub const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// Returns the routes of the result files of all accounts.
pub fn routes(studio: Arc<Studio>) -> Router {
    Router::new().route("/{account}/{file}", any(film)).fallback(async || no_file([])).with_state(studio)
}

/// Returns the path of a task's result, within a world.
pub fn path(account_id: &str, task_id: &str) -> String {
    format!("/media/apixo/{account_id}/{task_id}.mp4")
}

async fn film(
    visit: Visit,
    Path((account_id, name)): Path<(String, String)>,
    State(studio): State<Arc<Studio>>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    match visit.look(&account_id, |account, now| find(account, &name, now)) {
        None => no_file([]),
        Some(Found::Expired) => no_file(EXPIRED),
        Some(Found::Film(artwork)) => {
            let response = studio.respond(*artwork, &method, &headers).await;
            cite(response.map(Body::from), &SERVED.into_iter().collect())
        }
    }
}

/// The clauses that shape every film.
const SERVED: [ClauseRef; 6] = [
    &clause::RESULT_FORMAT,
    &clause::RESULT_PIXELS,
    &clause::RESULT_LENGTH,
    &clause::RESULT_DRAWN,
    &clause::RESULT_OPAQUE,
    &clause::RESULT_LIFETIME,
];

/// The clauses on a film that has expired.
const EXPIRED: [ClauseRef; 3] =
    [&clause::RESULT_LIFETIME, &clause::RESULT_LIFETIME_FROM, &clause::RESULT_EXPIRED];

/// A result that is ready, or that has expired.
enum Found {
    Film(Box<Artwork>),
    Expired,
}

fn find(account: &Account<Apixo>, name: &str, now: Timestamp) -> Option<Found> {
    let job = account.job(name.strip_suffix(".mp4")?).filter(|job| job.state == lifecycle::State::Success)?;
    let expired = now >= later(job.changed_at, KEPT);
    Some(if expired { Found::Expired } else { Found::Film(Box::new(result(job))) })
}

/// Returns the film of a task. If the caller gave the seed, the film shows nothing that would differ the next time.
fn result(job: &Job<Apixo>) -> Artwork {
    let brief = &job.detail.brief;
    let id = if brief.seed.is_some() { "" } else { &*job.id };
    let card = Card::new("APIXO", format!("{} · {}", job.detail.model.id, brief.kind), id, job.detail.seed)
        .prompt(brief.prompt.clone().unwrap_or_else(|| "Without a prompt".into()));
    let card = brief.notes.iter().fold(card, |card, (label, value)| card.note(label, value));
    let (width, height) = brief.pixels;
    let duration = Duration::from_secs(brief.seconds.into());
    Artwork::Film(Film { scenes: vec![card], width, height, duration })
}
