//! The calls: read the request, take one step on the account, shape the answer.

use axum::Router;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::routing::{get, post};
use mock_core::account::Account;
use mock_core::clause::{Citations, ClauseRef};
use mock_core::clock::instant;
use mock_core::http::{Answer, Caller, Query, Visit, guard, read_form, read_object};
use mock_core::job::{Job, JobState};
use mock_core::provider::{Credential, Provider};
use mock_core::refusal::Problem;

use crate::lifecycle::State;
use crate::media::{Finished, paths};
use crate::state::{Circumstances, Sumatman, delete, submit, updated_at};
use crate::storyteller::Publication;
use crate::wire::{
    Deleted, DeletedTask, Flat, ListQuery, StatusQuery, Submitted, Success, Task, TaskList, TaskRequest,
};
use crate::{citations, clause, refusals};

/// Returns the router of all calls of the API.
pub fn routes() -> Router {
    guard::<Sumatman>(
        Router::new()
            .route("/task", post(task))
            .route("/task/{task}/status", get(status))
            .route("/task/{task}", axum::routing::delete(remove))
            .route("/user/{user}/tasks", get(list)),
    )
}

/// A caller whose key may stand in the body, and the body as far as it was read.
struct Sender {
    caller: Caller<Sumatman>,
    flat: Result<Flat, Problem>,
}

impl Sender {
    /// Identifies the sender of a request. A key in a header is checked before the body is read.
    async fn of<S: Send + Sync>(request: Request, state: &S) -> Result<(Self, Parts), Answer> {
        let (mut parts, body) = request.into_parts();
        let Ok(visit) = Visit::from_request_parts(&mut parts, state).await;
        let in_header = Sumatman::credential(&parts);
        let early =
            in_header.map(|credential| Caller::identify(visit.clone(), Some(credential))).transpose()?;
        let flat = match read_object(&parts.headers, body).await {
            Ok(object) => Flat::of(object).map_err(Problem::from),
            Err(problem) => Err(problem),
        };
        let caller = match early {
            Some(caller) => caller,
            None => {
                let api_key = flat.as_ref().ok().and_then(Flat::api_key).map(str::to_owned);
                let credential = api_key.map(|api_key| Credential { api_key, clause: &clause::AUTH_BODY });
                Caller::identify(visit, credential)?
            }
        };
        Ok((Self { caller, flat }, parts))
    }
}

/// Returns `true` if the caller's key came in the body.
fn is_by_body(caller: &Caller<Sumatman>) -> bool {
    caller.identified_by.id == clause::AUTH_BODY.id
}

impl<S: Send + Sync> FromRequest<S> for Sender {
    type Rejection = Answer;

    async fn from_request(request: Request, state: &S) -> Result<Self, Answer> {
        Self::of(request, state).await.map(|(sender, _)| sender)
    }
}

/// A request for a task in any of its shapes.
struct Order {
    caller: Caller<Sumatman>,
    request: TaskRequest,
    cited: Citations,
}

impl<S: Send + Sync> FromRequest<S> for Order {
    type Rejection = Answer;

    async fn from_request(request: Request, state: &S) -> Result<Self, Answer> {
        let (Sender { caller, flat }, parts) = Sender::of(request, state).await?;
        let Flat { fields, mut cited } = flat.map_err(Sumatman::refuse)?;
        if !is_by_body(&caller) && fields.contains_key("api_key") && parts.headers.contains_key("x-api-key") {
            cited.cite(&clause::AUTH_X_API_KEY_SECOND);
        }
        let strict = caller.visit.world.settings.strict;
        let read =
            read_form::<Sumatman, _>(&caller.visit, &fields, |fields| TaskRequest::read(fields, strict));
        let (request, of_fields) = read.map_err(|refused| refused.citing(cited.clone()))?;
        cited.extend(of_fields);
        Ok(Self { caller, request, cited })
    }
}

async fn task(order: Order) -> Result<Answer, Answer> {
    let Order { caller, request, mut cited } = order;
    let (mode, world) = (request.mode, &caller.visit.world);
    cited.extend(citations::by_wishes(mode, &request.wishes));
    let around =
        Circumstances { pace: world.clock.pace(), rate_limits: world.settings.rate_limits.unwrap_or(true) };
    let done = caller.step(|account, now| submit(account, now, &around, request, &mut cited));
    let done = done.map_err(|refused| refused.citing(cited.clone()))?;
    let answer = Submitted {
        task_id: done.task_id,
        credit_cost: done.price.credits.to_whole(),
        scene_count: done.price.scenes,
        mode: mode.name(),
        // This is also the answer for a task that has failed already: its call was accepted.
        status: State::Pending.name(),
        created_at: instant(done.created_at),
    };
    let by_mode = citations::by_mode(mode);
    let answer = Answer::ok(&Success::of(answer)).citing(cited).citing(by_mode);
    Ok(answer.citing([caller.identified_by]))
}

async fn status(
    caller: Caller<Sumatman>,
    Path(task_id): Path<String>,
    query: Query<Sumatman, StatusQuery>,
) -> Result<Answer, Answer> {
    let found = caller.step(|account, now| {
        let job = account.job(&task_id).ok_or_else(|| refusals::TASK_NOT_FOUND.answer())?;
        if query.form.user_id.as_deref().is_some_and(|user| *user != *account.id) {
            return Err(refusals::NOT_YOURS.answer());
        }
        Ok((show(account, job), citations::of_task(job, now), job.next_change_at()))
    });
    let (task, clauses, next_change) = found.map_err(|refused| refused.citing(query.cited.clone()))?;
    let task = publish(task, &caller.visit);
    caller.skip_to(next_change);
    let answer = Answer::ok(&Success::of(task)).citing(citations::LOOK);
    Ok(answer.citing(query.cited).citing(clauses).citing([caller.identified_by]))
}

/// The caller of its own list. The owner is checked before anything else in the request.
struct Owner(Caller<Sumatman>);

impl<S: Send + Sync> FromRequestParts<S> for Owner {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Answer> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let user = Path::<String>::from_request_parts(parts, state).await;
        let own = user.is_ok_and(|Path(user)| caller.step(|account, _| *account.id == *user));
        if own { Ok(Self(caller)) } else { Err(refusals::NOT_YOUR_LIST.answer()) }
    }
}

async fn list(Owner(caller): Owner, query: Query<Sumatman, ListQuery>) -> Answer {
    let ListQuery { status, limit, offset } = query.form;
    let (tasks, total): (Vec<_>, _) = caller.step(|account, _| {
        let page = account.newest(status, offset, limit);
        (
            page.map(|job| show(account, job)).collect(),
            status.map_or(account.count(), |state| account.count_in(state)),
        )
    });
    let tasks = tasks.into_iter().map(|task| publish(task, &caller.visit)).collect();
    let answer = Answer::ok(&Success::of(TaskList { tasks, total, limit, offset }));
    let answer = answer.citing(citations::LIST).citing(citations::of_list(status));
    answer.citing(query.cited).citing([caller.identified_by])
}

async fn remove(Path(task_id): Path<String>, Sender { caller, .. }: Sender) -> Result<Answer, Answer> {
    let deleted =
        caller.step(|account, _| delete(account, &task_id).map(|state| (account.id.clone(), state)));
    let (user_id, state) = deleted?;
    let deleted_task = DeletedTask { task_id, user_id };
    let answer = Deleted { success: true, message: "Task deleted successfully", deleted_task };
    let by_body = is_by_body(&caller).then_some(&clause::AUTH_BODY_OF_DELETION as ClauseRef);
    Ok(Answer::ok(&answer)
        .citing(citations::of_deletion(state))
        .citing(by_body)
        .citing([caller.identified_by]))
}

/// Returns a task as the wire has it, but without its texts and the URLs of its files. They follow in [`publish`].
fn show(account: &Account<Sumatman>, job: &Job<Sumatman>) -> (Task, Option<Finished>) {
    let (detail, story) = (&job.detail, &job.detail.story);
    let task = Task {
        id: detail.number,
        task_id: job.id.clone(),
        user_id: account.id.clone(),
        user_email: "user@example.com".to_owned(),
        process_status: job.state.name(),
        story_type: story.story_type.0,
        input_story: story.input.clone(),
        video_length_minutes: story.minutes,
        dimension_type: story.dimension.name(),
        voice_language: story.language,
        youtube_video_title: None,
        youtube_video_id: None,
        youtube_video_description: None,
        youtube_video_hashtags: None,
        final_video_url: None,
        final_image_url: None,
        final_share_url: None,
        task_created_at: instant(job.created_at),
        task_updated_at: instant(updated_at(job)),
        task_completed_at: (job.state == State::Completed).then(|| instant(job.changed_at)),
        mode: detail.mode.name(),
        from_task_id: detail.from.clone(),
    };
    (task, Finished::of(account, job))
}

/// Adds the texts of a finished task and the URLs of its files, which work for the caller.
fn publish((task, finished): (Task, Option<Finished>), visit: &Visit) -> Task {
    let Some(finished) = finished else { return task };
    let Publication { id, title, description, hashtags, .. } = finished.publication();
    let [film, thumbnail, share] = paths(&task.user_id, &task.task_id).map(|path| Some(visit.url(&path)));
    Task {
        youtube_video_title: Some(title),
        youtube_video_id: Some(id),
        youtube_video_description: Some(description),
        youtube_video_hashtags: Some(hashtags),
        final_video_url: film,
        final_image_url: thumbnail,
        final_share_url: share,
        ..task
    }
}
