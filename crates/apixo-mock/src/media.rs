//! What a task's result shows, and where it is served.

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
use mock_core::http::{Visit, cite, file, no_file};
use mock_core::job::Job;
use mock_media::{Artwork, Card, Film, Studio};

use crate::clause;
use crate::lifecycle;
use crate::state::Apixo;

/// How long a result can be fetched (`apixo-facts.md`, 1).
pub const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// The result files of all accounts.
pub fn routes(studio: Arc<Studio>) -> Router {
    Router::new().route("/{account}/{file}", any(film)).with_state(studio)
}

/// Where a task's result is, within a world.
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
        None => no_file(),
        Some(Found::Expired) => {
            let clauses: [ClauseRef; 3] =
                [&clause::RESULT_LIFETIME, &clause::RESULT_LIFETIME_FROM, &clause::RESULT_EXPIRED];
            cite(no_file(), &clauses.into_iter().collect())
        }
        Some(Found::Film(artwork)) => {
            let clauses = SERVED.into_iter().collect();
            file(&clauses, move || studio.respond(&artwork, &method, &headers).map(Body::from)).await
        }
    }
}

/// What shapes every film.
const SERVED: [ClauseRef; 6] = [
    &clause::RESULT_FORMAT,
    &clause::RESULT_PIXELS,
    &clause::RESULT_LENGTH,
    &clause::RESULT_DRAWN,
    &clause::RESULT_OPAQUE,
    &clause::RESULT_LIFETIME,
];

/// A result that is, or was.
enum Found {
    Film(Box<Artwork>),
    Expired,
}

fn find(account: &Account<Apixo>, name: &str, now: Timestamp) -> Option<Found> {
    let job = account.job(name.strip_suffix(".mp4")?).filter(|job| job.state == lifecycle::State::Success)?;
    let expired = now >= later(job.changed_at, KEPT);
    Some(if expired { Found::Expired } else { Found::Film(Box::new(result(job))) })
}

fn result(job: &Job<Apixo>) -> Artwork {
    let brief = &job.detail.brief;
    let card = Card::new(
        "APIXO",
        format!("{} · {}", job.detail.model.id, brief.kind),
        job.id.as_ref(),
        job.detail.seed,
    )
    .prompt(brief.prompt.clone().unwrap_or_else(|| "Without a prompt".into()));
    let card = brief.notes.iter().fold(card, |card, (label, value)| card.note(label, value));
    let (width, height) = brief.pixels;
    let duration = Duration::from_secs(brief.seconds.into());
    Artwork::Film(Film { scenes: vec![card], width, height, duration })
}
