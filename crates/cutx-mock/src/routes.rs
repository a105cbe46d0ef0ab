//! The calls: read the request, take one step on the account, shape the answer.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};
use jiff::Timestamp;
use mock_core::clause::{Citations, ClauseRef};
use mock_core::http::{Answer, Body, Caller, Query, guard};
use mock_core::job::JobState;
use mock_core::provider::Provider;
use mock_core::steer::Steer;
use mock_core::world::OpeningCredits;
use uuid::Uuid;

use crate::catalogue::{Product, Project};
use crate::lifecycle::State;
use crate::media::{asset_path, product_path};
use crate::prices::Kind;
use crate::state::{Brief, Cutx, NewJob, Order, Placed, StaticAd, Video, place};
use crate::wire::{
    Asset, Balance, CopyRequest, CreateProjectRequest, CreatedProject, IngestRequest, IngestedProduct,
    JobStatus, ListQuery, ListedProduct, ListedProject, ProductImage, StaticAdRequest, StatusQuery,
    Submitted, VideoRequest,
};
use crate::{clause, copywriter, refusals};

/// Returns the router of all calls of the API.
pub fn routes() -> Router {
    guard::<Cutx>(
        Router::new()
            .route("/generate/copy", post(copy))
            .route("/generate/static-ad", post(static_ad))
            .route("/generate/video", post(video))
            .route("/generate/status", get(status))
            .route("/credits/balance", get(balance))
            .route("/products", get(list).post(create_project))
            .route("/products/ingest", post(ingest)),
    )
}

async fn copy(caller: Caller<Cutx>, body: Body<Cutx, CopyRequest>) -> Result<Answer, Answer> {
    let Body { form, mut cited, .. } = body;
    let steer = Steer::read(form.custom_instructions.as_deref());
    let order = Order { kind: Kind::Copy, target: form.target.clone(), steer, brief: Brief::Copy };
    let new = match order_from(&caller, order, &mut cited)? {
        Placed::New(new) => new,
        Placed::Reused(id) => return Ok(reused(&caller, &id, cited)),
    };
    if until_ended(&caller, &new).await != Some(State::Completed) {
        return Err(refusals::COPY_FAILED.answer().citing(cited));
    }
    let answer = Submitted {
        job_id: new.id.to_string(),
        status: State::Completed.name(),
        credits_used: Kind::Copy.price().credits.to_whole(),
        credits_remaining: Some(new.remaining.to_whole()),
        variants: Some(copywriter::write(&form, &new.product, new.stream)),
    };
    let clauses = [
        &clause::COPY_ANSWER as ClauseRef,
        &clause::COPY_VARIANTS,
        &clause::COPY_HASHTAGS,
        &clause::COPY_IN_THE_CALL,
        &clause::JOB_COPY_SKIPS_QUEUE,
    ];
    Ok(Answer::ok(&answer).citing(cited).citing(clauses).citing([caller.identified_by]))
}

/// Waits until a copy is written and returns its last state. This usually takes no time, or the time that `[[slow:SECONDS]]`
/// asks for.
async fn until_ended(caller: &Caller<Cutx>, new: &NewJob) -> Option<State> {
    let mut state = new.state;
    while !state.is_terminal() {
        let look = |job: &mock_core::job::Job<Cutx>| (job.state, job.next_change_at());
        let (now, change) = caller.step(|account, _| account.job_at(new.ordinal).map(look))?;
        state = now;
        if let Some(change) = change {
            caller.visit.world.clock.reached(change).await;
        }
    }
    Some(state)
}

async fn static_ad(caller: Caller<Cutx>, body: Body<Cutx, StaticAdRequest>) -> Result<Answer, Answer> {
    let Body { form, cited, .. } = body;
    if caller.visit.world.settings.strict {
        form.hold_to_table().map_err(Cutx::refuse)?;
    }
    let steer = Steer::read(form.prompt.as_deref());
    let brief = StaticAd { style: form.style, aspect_ratio: form.aspect_ratio, prompt: form.prompt };
    let brief = Brief::StaticAd(Box::new(brief));
    let order = Order { kind: Kind::StaticAd, target: form.target, steer, brief };
    queue(&caller, order, cited, &clause::STATIC_AD_ANSWER)
}

async fn video(caller: Caller<Cutx>, body: Body<Cutx, VideoRequest>) -> Result<Answer, Answer> {
    let Body { form, cited, .. } = body;
    let steer = Steer::read([form.script.as_str()]);
    let brief = Brief::Video(Box::new(Video {
        script: form.script,
        voice_id: form.voice_id,
        avatar_url: form.avatar_url.map(String::from),
        aspect_ratio: form.aspect_ratio,
    }));
    let order = Order { kind: Kind::Video, target: form.target, steer, brief };
    queue(&caller, order, cited, &clause::VIDEO_ANSWER)
}

/// Answers an asynchronous call at once, as queued, even if the job has failed already (`job.fail-before-work`).
fn queue(
    caller: &Caller<Cutx>,
    order: Order,
    mut cited: Citations,
    answered: ClauseRef,
) -> Result<Answer, Answer> {
    let price = order.kind.price();
    match order_from(caller, order, &mut cited)? {
        Placed::Reused(id) => Ok(reused(caller, &id, cited)),
        Placed::New(new) => {
            let answer = Submitted {
                job_id: new.id.to_string(),
                status: State::Queued.name(),
                credits_used: price.credits.to_whole(),
                credits_remaining: Some(new.remaining.to_whole()),
                variants: None,
            };
            let clauses = [answered, &clause::GENERATE_STATUS_200, &clause::JOB_ENQUEUE];
            let failed = (new.state == State::Failed).then_some(&clause::JOB_FAIL_BEFORE_WORK as ClauseRef);
            let answer = Answer::ok(&answer).citing(cited).citing(clauses).citing(failed);
            Ok(answer.citing([caller.identified_by]))
        }
    }
}

fn order_from(caller: &Caller<Cutx>, order: Order, cited: &mut Citations) -> Result<Placed, Answer> {
    let pace = caller.visit.world.clock.pace();
    let placed = caller.step(|account, now| place(account, now, pace, order, cited));
    placed.map_err(|refusal| refusal.answer().citing(std::mem::take(cited)))
}

fn reused(caller: &Caller<Cutx>, job_id: &str, cited: Citations) -> Answer {
    let answer = Submitted {
        job_id: job_id.to_owned(),
        status: "reused",
        credits_used: 0,
        credits_remaining: None,
        variants: None,
    };
    Answer::ok(&answer).citing(cited).citing([caller.identified_by])
}

async fn status(caller: Caller<Cutx>, query: Query<Cutx, StatusQuery>) -> Result<Answer, Answer> {
    let Query { form, cited, .. } = query;
    let read = caller.step(|account, _| {
        let mut buffer = Uuid::encode_buffer();
        let job = account.job(form.job_id.hyphenated().encode_lower(&mut buffer))?;
        let path = asset_path(&account.id, &job.id, &job.detail.brief);
        let asset = path.filter(|_| job.state == State::Completed).map(|path| (job.detail.asset_id, path));
        let times = (job.created_at, job.changed_at);
        Some((job.detail.kind, job.state, times, job.changed_by, asset, job.next_change_at()))
    });
    let Some((kind, state, (created_at, changed_at), changed_by, asset, next_change)) = read else {
        return Err(refusals::JOB_NOT_FOUND.answer().citing(cited));
    };
    let asset = asset.map(|(id, path)| Asset {
        id,
        r#type: if kind == Kind::Video { "video" } else { "image" },
        url: caller.visit.url(&path),
    });
    let answer = JobStatus {
        id: form.job_id.to_string(),
        r#type: kind.price().name,
        status: state.name(),
        assets: asset.into_iter().collect(),
        created_at: in_seconds(created_at),
        completed_at: (state == State::Completed).then(|| in_seconds(changed_at)),
    };
    caller.skip_to(next_change);
    let answer = Answer::ok(&answer).citing(cited).citing([caller.identified_by]).citing(changed_by);
    Ok(answer.citing(status_clauses(kind, state)))
}

/// Returns the clauses that shape the status answer of a kind of work in a state.
fn status_clauses(kind: Kind, state: State) -> Citations {
    let by_state: &[ClauseRef] = match state {
        // A job is seen in this state only after a retry.
        State::Pending => {
            &[&clause::STATUS_PENDING, &clause::JOB_RETRY_CHARGE, &clause::JOB_RETRY_EXPIRED_FREE]
        }
        State::Queued => &[&clause::STATUS_QUEUED, &clause::JOB_QUEUE_TIME],
        State::Processing => &[&clause::STATUS_PROCESSING, &clause::JOB_QUEUE_TIME],
        State::Completed => &[&clause::STATUS_COMPLETED],
        State::Failed => &[&clause::STATUS_FAILED, &clause::STATUS_FAILURE_NOT_SHOWN, &clause::JOB_REFUND],
        State::Canceled => &[&clause::STATUS_CANCELED, &clause::JOB_NO_REFUND_CANCELED],
        State::Expired => {
            &[&clause::STATUS_EXPIRED, &clause::JOB_EXPIRE_AFTER, &clause::JOB_NO_REFUND_EXPIRED]
        }
    };
    let unfinished: &[ClauseRef] = match state {
        State::Completed => &[],
        _ => &[&clause::STATUS_ASSETS_EMPTY, &clause::STATUS_COMPLETED_AT_NULL],
    };
    let by_kind: &[ClauseRef] = match (kind, state) {
        (Kind::Copy, _) => &[&clause::STATUS_COPY_ASSETS],
        (Kind::StaticAd, State::Completed) => &[&clause::STATUS_IMAGE_ASSET, &clause::STATIC_AD_TIME],
        (Kind::Video, State::Completed) => {
            &[&clause::VIDEO_TYPE, &clause::STATUS_VIDEO_ASSET, &clause::VIDEO_TIME]
        }
        (Kind::StaticAd, _) => &[],
        (Kind::Video, _) => &[&clause::VIDEO_TYPE],
    };
    [&[&clause::STATUS_TIMESTAMPS], by_state, unfinished, by_kind].concat().into_iter().collect()
}

async fn balance(caller: Caller<Cutx>) -> Answer {
    let (balance, charged, refunded) = caller
        .step(|account, _| (account.ledger.balance(), account.ledger.charged(), account.ledger.refunded()));
    let answer = Balance {
        balance: balance.to_whole(),
        lifetime_purchased: 0,
        lifetime_used: (charged - refunded).to_whole(),
    };
    let mut cited = Citations::from_iter([&clause::CREDITS_BALANCE as ClauseRef]);
    if matches!(caller.visit.world.settings.credits, OpeningCredits::Provider) {
        cited.cite(&clause::CREDITS_OPENING);
    }
    cited.extend([&clause::CREDITS_LIFETIME_USED as ClauseRef, &clause::CREDITS_LIFETIME_PURCHASED]);
    cited.cite(&clause::STATUS_FREE);
    if charged != refunded {
        cited.cite(&clause::GENERATE_DEDUCT_FIRST);
    }
    if refunded > mock_core::credits::Credits::ZERO {
        cited.extend([&clause::CREDITS_LIFETIME_USED_REFUND as ClauseRef, &clause::JOB_REFUND_WITH_FAILED]);
    }
    Answer::ok(&answer).citing(cited).citing([caller.identified_by])
}

async fn list(caller: Caller<Cutx>, query: Query<Cutx, ListQuery>) -> Result<Answer, Answer> {
    let Query { form, cited, .. } = query;
    let clauses =
        [&clause::PRODUCT_NEWEST_FIRST as ClauseRef, &clause::PRODUCT_LIMIT, &clause::PRODUCT_KNOWN];
    let answer = match form.project_id {
        None => {
            let projects = caller.step(|account, _| {
                account.extra.projects.newest(limit(form.limit, 20)).map(listed_project).collect::<Vec<_>>()
            });
            let described = projects.iter().all(|project| project.description.is_some());
            Answer::ok(&serde_json::json!({ "projects": projects }))
                .citing([&clause::PRODUCT_PROJECTS as ClauseRef, &clause::PRODUCT_COUNTS_ARE_STRINGS])
                .citing((!described).then_some(&clause::PRODUCT_DESCRIPTION_NULL as ClauseRef))
        }
        Some(project_id) => {
            let found = caller.step(|account, _| {
                let project = account.extra.projects.get(project_id)?;
                let products = project.products.newest(limit(form.limit, 50)).cloned();
                Some((account.id.clone(), products.collect::<Vec<_>>()))
            });
            let (account_id, products) = found.ok_or_else(|| refusals::PROJECT_NOT_FOUND.answer())?;
            let image = |product: &Product| caller.visit.url(&product_path(&account_id, project_id, product));
            let products: Vec<_> =
                products.iter().map(|product| listed_product(product, image(product))).collect();
            Answer::ok(&serde_json::json!({ "products": products }))
                .citing([&clause::PRODUCT_PRODUCTS as ClauseRef, &clause::PRODUCT_PRICE_IS_STRING])
        }
    };
    Ok(answer.citing(cited).citing(clauses).citing([caller.identified_by]))
}

fn limit(asked: Option<u64>, default: u64) -> usize {
    usize::try_from(asked.unwrap_or(default)).unwrap_or(usize::MAX)
}

fn listed_project(project: &Project) -> ListedProject {
    ListedProject {
        id: project.id,
        name: project.name.clone(),
        description: project.description.clone(),
        product_count: project.products.count().to_string(),
        asset_count: project.assets.to_string(),
        created_at: in_seconds(project.created_at),
        updated_at: in_seconds(project.updated_at),
    }
}

fn listed_product(product: &Product, image_url: String) -> ListedProduct {
    ListedProduct {
        id: product.id,
        name: product.name.clone(),
        description: Some(product.description.clone()),
        price: Some(product.price()),
        currency: Some("USD".to_owned()),
        brand: Some(product.brand.clone()),
        category: Some(product.category.to_owned()),
        source_url: product.source_url.as_ref().map(ToString::to_string),
        image_url: Some(image_url),
        created_at: in_seconds(product.created_at),
    }
}

async fn create_project(caller: Caller<Cutx>, body: Body<Cutx, CreateProjectRequest>) -> Answer {
    let Body { form, cited, .. } = body;
    let null = form.description.is_none().then_some(&clause::PRODUCT_DESCRIPTION_NULL as ClauseRef);
    let project = caller.step(|account, now| {
        let (_, mut stream) = account.draw();
        let project = Project::new(stream.uuid(), form.name, form.description, now);
        let created = CreatedProject {
            id: project.id,
            name: project.name.clone(),
            description: project.description.clone(),
            user_id: account.id.to_string(),
            status: "active",
            created_at: in_seconds(now),
        };
        account.extra.projects.put(project.id, project);
        created
    });
    Answer::json(StatusCode::CREATED, &serde_json::json!({ "project": project }))
        .citing(cited)
        .citing([&clause::PRODUCT_CREATE_PROJECT as ClauseRef, caller.identified_by])
        .citing(null)
}

async fn ingest(caller: Caller<Cutx>, body: Body<Cutx, IngestRequest>) -> Result<Answer, Answer> {
    let Body { form, cited, .. } = body;
    let IngestRequest { url: page, project_id } = form;
    let source_url = page.to_string();
    let made = caller.step(|account, now| {
        let (_, mut stream) = account.draw();
        let project = account.extra.projects.get_mut(project_id)?;
        let product = project.put(Product::derived(page, &mut stream, now), now);
        Some((account.id.clone(), product))
    });
    let (account_id, product) =
        made.ok_or_else(|| refusals::PROJECT_NOT_FOUND.answer().citing(cited.clone()))?;
    let image = ProductImage {
        id: product.image_id,
        url: caller.visit.url(&product_path(&account_id, project_id, &product)),
        is_primary: true,
    };
    let product = IngestedProduct {
        id: product.id,
        name: product.name.clone(),
        description: Some(product.description.clone()),
        price: Some(product.price()),
        currency: Some("USD".to_owned()),
        brand: Some(product.brand.clone()),
        category: Some(product.category.to_owned()),
        source_url,
        features: product.features.iter().map(|feature| (*feature).to_owned()).collect(),
        images: vec![image],
    };
    let clauses = [
        &clause::PRODUCT_INGEST as ClauseRef,
        &clause::PRODUCT_INGEST_FREE,
        &clause::PRODUCT_INGEST_DERIVED,
        &clause::PRODUCT_PRICE_IS_STRING,
    ];
    let answer = Answer::json(StatusCode::CREATED, &serde_json::json!({ "product": product }));
    Ok(answer.citing(cited).citing(clauses).citing([caller.identified_by]))
}

/// Returns an instant in ISO 8601, in UTC and in whole seconds (`status.timestamps`).
fn in_seconds(at: Timestamp) -> String {
    format!("{at:.0}")
}
