//! The calls: read the request, take one step on the account, shape the answer.
//!
//! Many paths start with a character's id. Fixed words in that place (`generation`, `characters`, `upload-job`) are matched
//! first, so no character can have such an id (`animus-facts.md`, 1.2).

mod characters;
mod dataset;
mod faces;
mod generation;
mod show;
mod training;
mod uploads;

use std::sync::Arc;

use axum::Router;
use jiff::Timestamp;
use mock_core::account::Account;
use mock_core::clause::{Citations, ClauseRef};
use mock_core::http::{Answer, Caller, guard};
use mock_core::job::Job;
use mock_media::Studio;
use serde::Serialize;

use crate::refusals::Refused;
use crate::state::Animus;
use crate::state::characters::{Character, unfinished};

/// Returns the router of all calls of the API.
pub fn routes(studio: Arc<Studio>) -> Router {
    guard::<Animus>(
        generation::routes()
            .merge(characters::routes())
            .merge(uploads::routes(studio))
            .merge(faces::routes())
            .merge(dataset::routes())
            .merge(training::routes()),
    )
}

/// Takes a step on the caller's account; the step may be refused.
fn step<T>(
    caller: &Caller<Animus>,
    step: impl FnOnce(&mut Account<Animus>, Timestamp) -> Result<T, Refused>,
) -> Result<T, Answer> {
    caller.step(step).map_err(Answer::from)
}

/// Returns an answer, with the clauses of the request and those of the call.
fn answer(
    caller: &Caller<Animus>,
    body: &impl Serialize,
    cited: Citations,
    clauses: impl IntoIterator<Item = ClauseRef>,
) -> Answer {
    Answer::ok(body).citing(cited).citing(clauses).citing([caller.identified_by])
}

/// Returns the instant of the next change of a character's unfinished jobs.
fn next_change(account: &Account<Animus>, character: &Character) -> Option<Timestamp> {
    unfinished(account, character).filter_map(Job::next_change_at).min()
}
