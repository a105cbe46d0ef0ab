//! The calls: read the request, take one step on the account, shape the answer.

use axum::Router;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::routing::{get, post};
use mock_core::clause::ClauseRef;
use mock_core::credits::Credits;
use mock_core::http::{Answer, Caller, Object, Query, guard};
use mock_core::job::JobState;

use crate::lifecycle::State;
use crate::models::{self, Model};
use crate::state::{Apixo, Order, place, show, status_clauses};
use crate::wire::{Accepted, Envelope, GenerateRequest, StatusQuery};
use crate::{clause, refusals};

/// Returns the router of all calls of the API.
pub fn routes() -> Router {
    guard::<Apixo>(
        Router::new()
            .route("/generateTask/{model}", post(generate))
            .route("/statusTask/{model}", get(status))
            .route("/apikeys/current-balance", get(balance)),
    )
}

/// The model that a path names.
struct Called(&'static Model);

impl<S: Send + Sync> FromRequestParts<S> for Called {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Answer> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let model = path.ok().and_then(|Path(id)| models::find(&id));
        model.map(Self).ok_or_else(|| refusals::MODEL_NOT_FOUND.answer())
    }
}

async fn generate(
    caller: Caller<Apixo>,
    Called(model): Called,
    body: Object<Apixo>,
) -> Result<Answer, Answer> {
    let visit = &caller.visit;
    let (request, mut cited) = body.read(|fields| GenerateRequest::read(fields, model, visit))?;
    let GenerateRequest { callback_url, commission } = request;
    let order =
        Order { model, commission, callback_url: callback_url.map(String::from), origin: visit.url("") };
    let pace = visit.world.clock.pace();
    let placed = caller.step(|account, now| place(account, now, pace, order, &mut cited));
    let task_id = placed.map_err(|refusal| refusal.answer().citing(cited.clone()))?;
    let clauses = [&clause::GENERATE_ANSWER as ClauseRef, &clause::GENERATE_TASK_ID];
    let answer = Answer::ok(&Envelope::success(Accepted { task_id }));
    Ok(answer.citing(cited).citing(clauses).citing([caller.identified_by]))
}

async fn status(
    caller: Caller<Apixo>,
    Called(model): Called,
    query: Query<Apixo, StatusQuery>,
) -> Result<Answer, Answer> {
    let origin = caller.visit.url("");
    let found = caller.step(|account, now| {
        let job = account.job(&query.form.task_id).filter(|job| job.detail.model.id == model.id)?;
        Some((show(&account.id, job, &origin), status_clauses(job, now), job.next_change_at()))
    });
    let Some((task, clauses, next_change)) = found else {
        return Err(refusals::TASK_NOT_FOUND.answer().citing(query.cited));
    };
    caller.skip_to(next_change);
    let answer = Answer::ok(&Envelope::success(task)).citing(query.cited).citing(clauses);
    Ok(answer.citing([caller.identified_by]))
}

async fn balance(caller: Caller<Apixo>) -> Answer {
    let (balance, refunded, counts) = caller.step(|account, _| {
        (account.ledger.balance(), account.ledger.refunded(), account.counts().collect::<Vec<_>>())
    });
    let has = |wanted: fn(State) -> bool| counts.iter().any(|(state, count)| wanted(*state) && *count > 0);
    let conditions = [
        (!has(|_| true), &clause::BALANCE_OPENING as ClauseRef),
        (has(|_| true), &clause::BALANCE_FREE),
        (has(|state| !state.is_terminal()), &clause::BALANCE_HELD),
        (has(|state| state == State::Success), &clause::PRICE_SPENT),
        (refunded > Credits::ZERO, &clause::PRICE_REFUND),
    ];
    Answer::ok(&Envelope::success(balance))
        .citing([&clause::BALANCE_ANSWER as ClauseRef, &clause::BALANCE_DECIMALS])
        .citing(conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause)))
        .citing([caller.identified_by])
}
