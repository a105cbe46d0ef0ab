//! The calls on characters, and on their capabilities.

use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use mock_core::clause::{Citations, ClauseRef};
use mock_core::http::{Answer, Body, Caller, Query};

use super::{answer, next_change, step};
use crate::clause;
use crate::state::Animus;
use crate::state::characters::{self, Character, KNOWN, Step};
use crate::wire::{
    Capabilities, CharacterBody, CharacterChange, CharactersBody, CharactersQuery, Done, Filters,
    NewCharacter,
};

/// Returns the routes below `/characters`, and those of the capabilities.
pub(super) fn routes() -> Router {
    Router::new()
        .route("/characters", post(create).get(list))
        .route("/characters/{character_id}", get(look).put(update).delete(delete))
        .route("/{character_id}/generation/capabilities", get(capabilities))
}

/// The clauses that shape every record of a character.
const RECORD: [ClauseRef; 4] = [
    &clause::CHARACTER_COUNTS,
    &clause::CHARACTER_OWNER,
    &clause::CHARACTER_SUBSCRIPTION,
    &clause::CHARACTER_INSTANTS,
];

/// Returns the clauses that shape the record of this character.
fn record_clauses(character: &Character) -> Citations {
    let by_step: &[ClauseRef] = match character.step() {
        Step::Photos => &[&clause::CHARACTER_STEP_PHOTOS, &clause::CHARACTER_DRAFT],
        Step::Dataset => &[&clause::CHARACTER_STEP_DATASET, &clause::CHARACTER_DRAFT],
        Step::Review => &[&clause::CHARACTER_STEP_REVIEW, &clause::CHARACTER_DRAFT],
        Step::Training => &[&clause::DATASET_APPROVE],
        Step::Ready => &[&clause::CHARACTER_READY],
    };
    let known: &[ClauseRef] = match &*character.id {
        KNOWN => &[&clause::CHARACTER_KNOWN, &clause::CHARACTER_KNOWN_ELSEWHERE],
        _ => &[],
    };
    let uploaded = (!character.assets.is_empty()).then_some(&clause::UPLOAD_COUNTS as ClauseRef);
    RECORD.iter().chain(by_step).chain(known).copied().chain(uploaded).collect()
}

async fn create(caller: Caller<Animus>, body: Body<Animus, NewCharacter>) -> Answer {
    let NewCharacter { name, description } = body.form;
    let (record, clauses) = caller.step(|account, now| {
        let account_id = account.id.clone();
        let character = characters::create(account, now, name, description);
        (CharacterBody::of(&account_id, character), record_clauses(character))
    });
    let of_call: [ClauseRef; 3] = [&clause::CHARACTER_CREATE, &clause::CHARACTER_ID, &clause::CHARACTER_FREE];
    answer(&caller, &record, body.cited, clauses).citing(of_call)
}

async fn list(caller: Caller<Animus>, query: Query<Animus, CharactersQuery>) -> Answer {
    let CharactersQuery(page) = query.form;
    let body = caller.step(|account, _| {
        let cast = &account.extra.cast;
        let listed = cast.newest(page.offset, page.limit);
        let characters: Vec<_> = listed.map(|character| CharacterBody::of(&account.id, character)).collect();
        let organization_id = account.id.to_string();
        let pagination = page.pagination(characters.len(), cast.count());
        CharactersBody { characters, pagination, filters: Filters { organization_id, creator_id: None } }
    });
    let of_call: [ClauseRef; 4] = [
        &clause::CHARACTER_LIST,
        &clause::CHARACTER_LIST_LIMIT,
        &clause::CHARACTER_LIST_ORDER,
        &clause::CHARACTER_LIST_FILTERS,
    ];
    answer(&caller, &body, query.cited, RECORD).citing(of_call)
}

async fn look(caller: Caller<Animus>, Path(id): Path<String>) -> Result<Answer, Answer> {
    let (record, clauses, next_change) = step(&caller, |account, _| {
        let character = account.extra.cast.find(&id)?;
        let record = CharacterBody::of(&account.id, character);
        Ok((record, record_clauses(character), next_change(account, character)))
    })?;
    caller.skip_to(next_change);
    Ok(answer(&caller, &record, clauses, [&clause::CHARACTER_GET as ClauseRef]))
}

async fn update(
    caller: Caller<Animus>,
    Path(id): Path<String>,
    body: Body<Animus, CharacterChange>,
) -> Result<Answer, Answer> {
    let CharacterChange { name, description } = body.form;
    let (record, clauses) = step(&caller, |account, now| {
        let account_id = account.id.clone();
        let character = characters::update(account, now, &id, name, description)?;
        Ok((CharacterBody::of(&account_id, character), record_clauses(character)))
    })?;
    let of_call: [ClauseRef; 2] = [&clause::CHARACTER_UPDATE, &clause::CHARACTER_UPDATED_AT];
    Ok(answer(&caller, &record, body.cited, clauses).citing(of_call))
}

async fn delete(caller: Caller<Animus>, Path(id): Path<String>) -> Result<Answer, Answer> {
    step(&caller, |account, _| characters::delete(account, &id))?;
    let body = Done { success: true, message: "Character deleted successfully" };
    let of_call: [ClauseRef; 3] =
        [&clause::CHARACTER_DELETE, &clause::CHARACTER_DELETE_CASCADE, &clause::ERROR_SUCCESS_WORDS];
    Ok(answer(&caller, &body, Citations::default(), of_call))
}

async fn capabilities(caller: Caller<Animus>, Path(id): Path<String>) -> Result<Answer, Answer> {
    let origin = caller.visit.url("");
    let (body, next_change) = step(&caller, |account, _| {
        let character = account.extra.cast.find(&id)?;
        let body = Capabilities::of(&origin, &account.id, character);
        Ok((body, next_change(account, character)))
    })?;
    caller.skip_to(next_change);
    let of_call: [ClauseRef; 5] = [
        &clause::CAPABILITIES_ANSWER,
        &clause::CAPABILITIES_READY,
        &clause::CAPABILITIES_FIELDS,
        &clause::CAPABILITIES_WORDS,
        &clause::CAPABILITIES_CAN_GENERATE,
    ];
    Ok(answer(&caller, &body, Citations::default(), of_call))
}
