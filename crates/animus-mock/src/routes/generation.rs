//! The calls of the image generation guide.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::routing::{delete, get, post};
use mock_core::http::{Answer, Body, Caller, Object, Query, Visit};
use mock_core::job::JobState;
use mock_core::kept_text::KeptText;
use mock_core::steer::Steer;

use super::show::Show;
use crate::lifecycle::{State, estimate};
use crate::prices::Kind;
use crate::refusals::{self, Refused};
use crate::state::batches::SeenBatch;
use crate::state::generation::{Ask, Brief, Deleted, DeletedGroup, Order, Placed, Seen, place};
use crate::state::groups::SeenGroup;
use crate::state::{Animus, generation};
use crate::wire::generation::{
    BatchCreated, BatchPrompt, BatchRequest, BatchResult, CreateRequest, Created, DeletedFiles,
    DeletedMembers, DetailQuery, GenerationDeleted, GroupDeleted, GroupDetail, GroupList, ListQuery,
};
use crate::{citations, media};

/// Returns the routes below `/generation`.
pub(super) fn routes() -> Router {
    Router::new()
        .route("/generation/create", post(create))
        .route("/generation/batch", post(batch))
        .route("/generation/status/{generation}", get(status))
        .route("/generation/groups", get(list))
        .route("/generation/groups/{group}", get(detail).delete(remove_group))
        .route("/generation/generations/{generation}", delete(remove))
}

async fn create(caller: Caller<Animus>, object: Object<Animus>) -> Result<Answer, Answer> {
    let strict = caller.visit.world.settings.strict;
    let (request, cited) = object.read(|fields| CreateRequest::read(fields, strict))?;
    let order = order_of(&caller.visit, request);
    let clauses = citations::of_order(&order);
    let (kind, pace) = (order.kind, caller.visit.world.clock.pace());
    let placed = caller.step(|account, now| place(account, now, pace, order));
    let placed = placed.map_err(|refused| Answer::from(refused).citing(cited.clone()))?;
    let clauses = clauses.into_iter().chain(citations::of_placed(&placed));
    let Placed { id, group_id, parts, deducted, remaining } = placed;
    let accepted = parts.iter().flatten().filter(|accepted| accepted.state != State::Failed).count();
    let answer = Created {
        generation_id: id,
        group_id,
        status: status_of(accepted),
        message: message(kind, accepted, parts.len()),
        estimated_time: estimate(kind),
        credits_deducted: deducted,
        remaining_balance: remaining,
    };
    let opening = citations::of_opening(caller.visit.world.settings.credits);
    let answer = Answer::ok(&answer).citing(citations::CREATED).citing(opening).citing(cited).citing(clauses);
    Ok(answer.citing([caller.identified_by]))
}

/// Turns a request into an order. The pictures of one call share everything except their seeds.
fn order_of(visit: &Visit, request: CreateRequest) -> Order {
    let CreateRequest { prompt, kind, images, seed, pixels, character_id, loras, source_url, choice, notes } =
        request;
    let origin = source_url.map(|url| Box::new(media::origin(visit, &url)));
    let is_seeded = seed.is_some();
    let steer = Steer::read([&*prompt]);
    let prompt = KeptText::new(prompt);
    let brief = Arc::new(Brief { kind, prompt, origin, pixels, notes: notes.into(), is_seeded });
    let ask = |index: usize| {
        let seed = seed.map(|seed| seed.wrapping_add(index as u64));
        Ok(Ask { brief: brief.clone(), steer: steer.clone(), loras, seed })
    };
    Order { asks: (0..images).map(ask).collect(), kind, is_batch: images > 1, character_id, choice }
}

async fn batch(caller: Caller<Animus>, body: Body<Animus, BatchRequest>) -> Result<Answer, Answer> {
    let Body { form: BatchRequest { prompts, character_id, choice }, cited, .. } = body;
    let visit = &caller.visit;
    let asks: Vec<_> = prompts.into_iter().map(|prompt| prompt.map(|prompt| ask_of(visit, prompt))).collect();
    let first = asks.iter().flatten().next().map(|ask| ask.brief.kind);
    let usual = if character_id.is_some() { Kind::Character } else { Kind::TextToImage };
    let kind = first.unwrap_or(usual);
    let order = Order { asks, kind, is_batch: true, character_id, choice };
    let clauses = citations::of_order(&order);
    let pace = visit.world.clock.pace();
    let placed = caller.step(|account, now| place(account, now, pace, order));
    let placed = placed.map_err(|refused| Answer::from(refused).citing(cited.clone()))?;
    let clauses = clauses.into_iter().chain(citations::of_placed(&placed));
    let Placed { id, group_id, parts, deducted, remaining } = placed;
    let results: Vec<_> = parts.into_iter().enumerate().map(|(index, part)| result_of(index, part)).collect();
    let accepted = results.iter().filter(|result| result.error.is_none()).count();
    let answer = BatchCreated {
        batch_id: id,
        group_id,
        generation_type: kind.price().name,
        status: status_of(accepted),
        message: message(kind, accepted, results.len()),
        total_requested: results.len(),
        successful_submissions: accepted,
        failed_submissions: results.len() - accepted,
        estimated_time: estimate(kind),
        credits_deducted: deducted,
        remaining_balance: remaining,
        results,
    };
    let answer = Answer::ok(&answer).citing(citations::BATCH).citing(cited).citing(clauses);
    Ok(answer.citing([caller.identified_by]))
}

fn ask_of(visit: &Visit, prompt: BatchPrompt) -> Ask {
    let BatchPrompt { prompt, kind, loras, source_url, notes } = prompt;
    let origin = source_url.map(|url| Box::new(media::origin(visit, &url)));
    let (pixels, steer) = (BatchPrompt::PIXELS, Steer::read([&*prompt]));
    let prompt = KeptText::new(prompt);
    let brief = Brief { kind, prompt, origin, pixels, notes: notes.into(), is_seeded: false };
    Ask { brief: Arc::new(brief), steer, loras, seed: None }
}

fn result_of(index: usize, part: Result<generation::Accepted, String>) -> BatchResult {
    let (generation_id, state, error) = match part {
        Ok(accepted) if accepted.state == State::Failed => {
            (Some(accepted.id), State::Failed, Some("The job could not be submitted".to_owned()))
        }
        Ok(accepted) => (Some(accepted.id), accepted.state, None),
        Err(error) => (None, State::Failed, Some(error)),
    };
    BatchResult { generation_id, status: state.name(), prompt_index: index, error }
}

fn status_of(accepted: usize) -> &'static str {
    if accepted == 0 { State::Failed.name() } else { State::Submitted.name() }
}

/// Returns the printed sentence for a single job, or a similar one for several.
fn message(kind: Kind, accepted: usize, requested: usize) -> String {
    let title = kind.price().title;
    match (accepted, requested) {
        (0, _) => format!("{title} job could not be submitted"),
        (1, 1) => format!("{title} job submitted successfully"),
        _ => format!("{accepted} of {requested} {title} jobs submitted successfully"),
    }
}

/// The generation or the batch that a status call asks for.
enum Found {
    One(Seen, Arc<str>),
    Several(SeenBatch),
}

async fn status(caller: Caller<Animus>, Path(id): Path<String>) -> Result<Answer, Answer> {
    let found = caller.step(|account, now| {
        let one = account.job(&id).and_then(|job| Seen::of(account, job));
        let found = match one {
            Some(seen) => {
                let group = account.extra.gallery.at(seen.group);
                group.map(|group| group.id.clone()).map(|group_id| Found::One(seen, group_id))
            }
            None => SeenBatch::of(account, &id).map(Found::Several),
        };
        found.map(|found| (found, account.id.clone(), now))
    });
    let not_found = || Answer::from(Refused::from(&refusals::GENERATION_NOT_FOUND));
    let (found, account_id, now) = found.ok_or_else(not_found)?;
    let show = Show { visit: &caller.visit, account_id: &account_id };
    let (answer, next_change) = match found {
        Found::One(seen, group_id) => {
            let answer = Answer::ok(&show.status(&seen, group_id, now)).citing(citations::of_status(&seen));
            (answer, seen.next_change_at)
        }
        Found::Several(batch) => {
            let next_change = batch.next_change_at();
            let clauses = citations::of_batch(&batch);
            (Answer::ok(&show.batch(&batch, now)).citing(clauses), next_change)
        }
    };
    caller.skip_to(next_change);
    Ok(answer.citing([caller.identified_by]))
}

async fn list(caller: Caller<Animus>, query: Query<Animus, ListQuery>) -> Answer {
    let ListQuery { page, character_id } = query.form;
    let character_id = character_id.as_deref();
    let (groups, total, account_id) = caller.step(|account, _| {
        let gallery = &account.extra.gallery;
        let groups = gallery.newest(character_id, page.offset, page.limit);
        let groups: Vec<_> = groups.into_iter().map(|group| SeenGroup::of(account, group)).collect();
        (groups, gallery.count(character_id), account.id.clone())
    });
    let show = Show { visit: &caller.visit, account_id: &account_id };
    let clauses = citations::of_groups(&groups);
    let groups: Vec<_> = groups.into_iter().map(|group| show.group(group)).collect();
    let pagination = page.pagination(groups.len(), total);
    let answer = GroupList { groups, pagination, organization_id: account_id.clone() };
    let answer = Answer::ok(&answer).citing(citations::LIST).citing(query.cited).citing(clauses);
    let limits = citations::of_limits(caller.visit.world.settings.rate_limits);
    answer.citing(limits).citing([caller.identified_by])
}

async fn detail(
    caller: Caller<Animus>,
    Path(id): Path<String>,
    query: Query<Animus, DetailQuery>,
) -> Result<Answer, Answer> {
    let page = query.form.page;
    let found = caller.step(|account, _| {
        let group = account.extra.gallery.group(&id)?;
        let members = group.members.newest(page.offset, page.limit);
        let jobs = members.filter_map(|ordinal| account.job_at(ordinal));
        let generations: Vec<_> = jobs.filter_map(|job| Seen::of(account, job)).collect();
        Ok::<_, Refused>((SeenGroup::of(account, group), generations, account.id.clone()))
    });
    let (group, generations, account_id) = found?;
    let show = Show { visit: &caller.visit, account_id: &account_id };
    let clauses = citations::of_groups([&group]);
    let pagination = page.pagination(generations.len(), group.count);
    let generations = generations.iter().map(|seen| show.item(seen)).collect();
    let answer = GroupDetail { group: show.group(group), generations, pagination };
    let answer = Answer::ok(&answer).citing(citations::DETAIL).citing(query.cited).citing(clauses);
    Ok(answer.citing([caller.identified_by]))
}

async fn remove(caller: Caller<Animus>, Path(id): Path<String>) -> Result<Answer, Answer> {
    let deleted = caller.step(|account, now| {
        generation::delete(account, &id, now).map(|deleted| (deleted, account.id.clone()))
    });
    let (Deleted { seen, group_id }, account_id) = deleted?;
    let urls = Show { visit: &caller.visit, account_id: &account_id }.results([&seen]);
    let clauses = citations::of_deletion(&seen);
    let answer = GenerationDeleted {
        success: true,
        message: "Generation deleted successfully",
        generation_id: seen.id,
        group_id,
        deleted_images: urls.len(),
        failed_deletions: 0,
        details: DeletedFiles { deleted_image_urls: urls, failed_deletion_urls: [] },
    };
    Ok(Answer::ok(&answer).citing(clauses).citing([caller.identified_by]))
}

async fn remove_group(caller: Caller<Animus>, Path(id): Path<String>) -> Result<Answer, Answer> {
    let deleted = caller.step(|account, _| {
        generation::delete_group(account, &id).map(|deleted| (deleted, account.id.clone()))
    });
    let (DeletedGroup { group, generations }, account_id) = deleted?;
    let urls = Show { visit: &caller.visit, account_id: &account_id }.results(&generations);
    let answer = GroupDeleted {
        success: true,
        message: "Group deleted successfully",
        group_id: group.id,
        group_title: group.title,
        deleted_generations: generations.len(),
        failed_generation_deletions: 0,
        total_deleted_images: urls.len(),
        total_failed_image_deletions: 0,
        details: DeletedMembers {
            deleted_generation_ids: generations.into_iter().map(|seen| seen.id).collect(),
            failed_generation_ids: [],
            deleted_image_urls: urls,
            failed_image_urls: [],
        },
    };
    Ok(Answer::ok(&answer).citing(citations::GROUP_DELETED).citing([caller.identified_by]))
}
