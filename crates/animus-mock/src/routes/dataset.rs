//! The calls on a character's training set.

use axum::Router;
use axum::extract::Path;
use axum::routing::{delete, get, post, put};
use mock_core::clause::{Citations, ClauseRef};
use mock_core::http::{Answer, Body, Caller, Query};

use super::{answer, next_change, step};
use crate::clause;
use crate::state::characters::Step;
use crate::state::dataset::{self, Changed, DatasetStatus};
use crate::state::series::Prompt;
use crate::state::{Animus, Work};
use crate::wire::{
    Approval, DatasetAccepted, DatasetApproved, DatasetRequest, DatasetStatusBody, ImageAction, ImagesBody,
    ImagesQuery, Regeneration,
};

/// Returns the routes below a character's `dataset`.
pub(super) fn routes() -> Router {
    Router::new()
        .route("/{character_id}/dataset/generate", post(generate))
        .route("/{character_id}/dataset/status", get(status))
        .route("/{character_id}/dataset/images", get(images))
        .route("/{character_id}/dataset/images/{image_id}", delete(remove))
        .route("/{character_id}/dataset/images/{image_id}/approval", put(review))
        .route("/{character_id}/dataset/images/{image_id}/regenerate", post(regenerate))
        .route("/{character_id}/dataset/approve", post(approve))
}

async fn generate(
    caller: Caller<Animus>,
    Path(id): Path<String>,
    body: Body<Animus, DatasetRequest>,
) -> Result<Answer, Answer> {
    let pace = caller.visit.world.clock.pace();
    let prompts = body.form.prompts.into_iter().map(Prompt::from).collect();
    let (accepted, before) = step(&caller, |account, now| {
        let before = account.extra.cast.find(&id)?.dataset.status;
        let job = dataset::generate(account, now, pace, &id, prompts)?;
        let Work::Dataset(series) = &job.detail else { unreachable!("it is a training set") };
        let message = "Training set generation started";
        let job_id = job.id.to_string();
        let accepted = DatasetAccepted { success: true, message, total_images: series.total(), job_id };
        Ok((accepted, before))
    })?;
    let of_call: [ClauseRef; 3] =
        [&clause::DATASET_GENERATE, &clause::DATASET_FREE, &clause::ERROR_SUCCESS_WORDS];
    let again: Option<ClauseRef> = match before {
        DatasetStatus::Failed => Some(&clause::DATASET_FAILED),
        DatasetStatus::Review => Some(&clause::DATASET_MORE),
        _ => None,
    };
    Ok(answer(&caller, &accepted, body.cited, of_call).citing(again))
}

async fn status(caller: Caller<Animus>, Path(id): Path<String>) -> Result<Answer, Answer> {
    let (body, next_change, clauses) = step(&caller, |account, _| {
        let character = account.extra.cast.find(&id)?;
        let dataset = &character.dataset;
        let in_review = dataset.status == DatasetStatus::Review;
        let conditions: [(bool, ClauseRef); 7] = [
            (dataset.status == DatasetStatus::Generating, &clause::DATASET_LANDING),
            (dataset.status == DatasetStatus::Generating, &clause::DATASET_TOTAL),
            (in_review, &clause::DATASET_COMPLETE),
            (in_review && dataset.images.is_empty(), &clause::DATASET_EMPTIED),
            (dataset.status == DatasetStatus::Failed, &clause::DATASET_FAILED),
            (dataset.approved() > 0, &clause::DATASET_APPROVED_COUNT),
            (character.step() == Step::Review, &clause::DATASET_DELETE_GONE),
        ];
        let clauses = conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause));
        let clauses: Citations = clauses.collect();
        Ok((DatasetStatusBody::of(character), next_change(account, character), clauses))
    })?;
    caller.skip_to(next_change);
    let of_call: [ClauseRef; 4] = [
        &clause::DATASET_STATUS,
        &clause::DATASET_STATUS_WORDS,
        &clause::DATASET_NUMBERS,
        &clause::DATASET_CAN_APPROVE,
    ];
    Ok(answer(&caller, &body, clauses, of_call))
}

async fn images(
    caller: Caller<Animus>,
    Path(id): Path<String>,
    query: Query<Animus, ImagesQuery>,
) -> Result<Answer, Answer> {
    let (origin, approved_only) = (caller.visit.url(""), query.form.approved_only);
    let (body, next_change) = step(&caller, |account, _| {
        let character = account.extra.cast.find(&id)?;
        let body = ImagesBody::of(&origin, &account.id, character, approved_only);
        Ok((body, next_change(account, character)))
    })?;
    caller.skip_to(next_change);
    let of_call: [ClauseRef; 4] = [
        &clause::DATASET_IMAGES,
        &clause::DATASET_IMAGES_ORDER,
        &clause::DATASET_IMAGE_NEW,
        &clause::DATASET_IMAGE_ID,
    ];
    let remade = body.images.iter().any(|image| image.regenerated);
    let remade = remade.then_some(&clause::DATASET_REGENERATE_REVIEW as ClauseRef);
    Ok(answer(&caller, &body, query.cited, of_call).citing(remade))
}

/// Returns the answer to a change of an image.
fn action(
    caller: &Caller<Animus>,
    message: &'static str,
    (image_id, changed): (String, Changed),
    cited: Citations,
    clauses: impl IntoIterator<Item = ClauseRef>,
) -> Answer {
    let early = changed.while_being_made.then_some(&clause::DATASET_REVIEW_EARLY as ClauseRef);
    let body = ImageAction { success: true, message, image_id, approved: changed.approved };
    answer(caller, &body, cited, clauses).citing(early).citing([&clause::ERROR_SUCCESS_WORDS as ClauseRef])
}

async fn review(
    caller: Caller<Animus>,
    Path((id, image_id)): Path<(String, String)>,
    body: Body<Animus, Approval>,
) -> Result<Answer, Answer> {
    let approved = body.form.approved;
    let changed = step(&caller, |account, now| dataset::review(account, now, (&id, &image_id), approved))?;
    let (message, by_outcome): (_, &[ClauseRef]) = if approved {
        ("Image approved", &[])
    } else {
        ("Image rejected", &[&clause::DATASET_APPROVAL_REJECTED])
    };
    let of_call: [ClauseRef; 2] = [&clause::DATASET_APPROVAL, &clause::DATASET_APPROVAL_FIELDS];
    let clauses = of_call.into_iter().chain(by_outcome.iter().copied());
    Ok(action(&caller, message, (image_id, changed), body.cited, clauses))
}

async fn regenerate(
    caller: Caller<Animus>,
    Path((id, image_id)): Path<(String, String)>,
    body: Option<Body<Animus, Regeneration>>,
) -> Result<Answer, Answer> {
    let alone = body.is_none().then_some(&clause::DATASET_REGENERATE_ALONE as ClauseRef);
    let (Regeneration { prompt, seed }, cited) = body.map_or_else(
        || (Regeneration { prompt: None, seed: None }, Citations::default()),
        |body| (body.form, body.cited),
    );
    let prompt = prompt.map(Prompt::from);
    let changed =
        step(&caller, |account, now| dataset::regenerate(account, now, (&id, &image_id), prompt, seed))?;
    let of_call: [ClauseRef; 2] = [&clause::DATASET_REGENERATE, &clause::DATASET_REGENERATE_REVIEW];
    let clauses = of_call.into_iter().chain(alone);
    Ok(action(&caller, "Image regenerated", (image_id, changed), cited, clauses))
}

async fn remove(
    caller: Caller<Animus>,
    Path((id, image_id)): Path<(String, String)>,
) -> Result<Answer, Answer> {
    let changed = step(&caller, |account, now| dataset::delete(account, now, (&id, &image_id)))?;
    let of_call: [ClauseRef; 2] = [&clause::DATASET_DELETE, &clause::DATASET_DELETE_APPROVED];
    Ok(action(&caller, "Image deleted", (image_id, changed), Citations::default(), of_call))
}

async fn approve(caller: Caller<Animus>, Path(id): Path<String>) -> Result<Answer, Answer> {
    let (approved_images, unreviewed) = step(&caller, |account, now| dataset::approve(account, now, &id))?;
    let message = "Training set approved";
    let body = DatasetApproved { success: true, message, approved_images, next_step: "training" };
    let of_call: [ClauseRef; 3] =
        [&clause::DATASET_APPROVE, &clause::DATASET_NEXT_STEP, &clause::ERROR_SUCCESS_WORDS];
    let left_out = (unreviewed > 0).then_some(&clause::DATASET_UNREVIEWED as ClauseRef);
    Ok(answer(&caller, &body, Citations::default(), of_call).citing(left_out))
}
