//! The command and the answers that the three generation calls share.

use std::sync::Arc;

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::credits::Credits;
use kernel::directives::PromptDirectives;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::form::{Fields, text, uuid};
use kernel::job::{Draft, JobState};
use kernel::machine::Account;
use kernel::random::Stream;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalogue::{Product, Project};
use crate::copywriter::Variant;
use crate::lifecycle::{State, timeline};
use crate::prices::Kind;
use crate::refusals::Refusal;
use crate::state::{Brief, Cutx, JobData};
use crate::{clause, refusals};

/// The fields that all three calls share.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Target {
    /// The id of the project.
    pub project_id: Uuid,
    /// The id of the product in the project.
    pub product_id: Uuid,
    /// The idempotency key of the caller; an empty one counts as none.
    pub idempotency_key: Option<String>,
}

impl Target {
    /// Reads the shared fields.
    pub(crate) fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let project_id = fields.required("projectId", &clause::GENERATE_PROJECT_ID, uuid);
        let product_id = fields.required("productId", &clause::GENERATE_PRODUCT_ID, uuid);
        let key = fields.checked("idempotencyKey", &clause::GENERATE_IDEMPOTENCY_KEY, text(0..=128));
        if key.as_deref() == Some("") {
            fields.cite(&clause::IDEMPOTENCY_EMPTY_KEY);
        }
        let idempotency_key = key.filter(|key| !key.is_empty());
        Some(Self { project_id: project_id?, product_id: product_id?, idempotency_key })
    }
}

/// Starts a job, or finds the unfinished one of the same idempotency key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Generate {
    /// The product and the idempotency key.
    pub target: Target,
    /// The directives in the texts of the request.
    pub directives: PromptDirectives,
    /// The content that the result shows.
    pub brief: Brief,
}

/// The result of a generation call.
#[derive(Debug)]
pub enum Generated {
    /// A new job was started.
    New(Box<NewJob>),
    /// The idempotency key belongs to the unfinished job with this id.
    Reused(Arc<str>),
}

/// A job that was just accepted.
#[derive(Debug)]
pub struct NewJob {
    /// The id of the job.
    pub id: Arc<str>,
    /// The ordinal of the job in its account.
    pub ordinal: u64,
    /// The state of the job.
    pub state: State,
    /// The balance after the charge.
    pub remaining: Credits,
    /// The product that the job is for.
    pub product: Arc<Product>,
    /// The random stream of the job, for the texts that are made outside the account's lock.
    pub stream: Stream,
}

impl Command<Cutx> for Generate {
    const NAME: &'static str = "generate";
    type Reply = Generated;

    fn apply(self, account: &mut Account<Cutx>, context: &Context) -> Decision<Generated, Answer> {
        Decision::by(|evidence| self.place(account, context, evidence))
    }
}

impl Generate {
    /// Finds the unfinished job of the key, or charges for a new one, or refuses and leaves no trace (`cutx-facts.md`, 5.2 row 7
    /// for the sequence).
    fn place(
        self,
        account: &mut Account<Cutx>,
        context: &Context,
        evidence: &mut Evidence,
    ) -> Result<Generated, Answer> {
        let Self { target, directives, brief } = self;
        let (kind, price) = (brief.kind(), brief.kind().price());
        let product = find_product(account, &target);
        let mut freed_by: Option<ClauseRef> = None;
        let job_of = |key: &str| account.data.keys.get(key).and_then(|ordinal| account.job_at(*ordinal));
        if let Some(job) = target.idempotency_key.as_deref().and_then(job_of) {
            if !job.state.is_terminal() {
                evidence.extend([&clause::IDEMPOTENCY_REUSED, &clause::IDEMPOTENCY_REMAINING_OMITTED]);
                let is_other_kind = job.data.brief.kind() != kind;
                let spared = [
                    (is_other_kind, &clause::IDEMPOTENCY_ACROSS_ENDPOINTS as ClauseRef),
                    (!is_other_kind && job.data.brief != brief, &clause::IDEMPOTENCY_BODY_IGNORED),
                    (product.is_err(), &clause::IDEMPOTENCY_BEFORE_NOT_FOUND),
                    (account.ledger.balance() < price.credits, &clause::IDEMPOTENCY_BEFORE_BALANCE),
                ];
                evidence.extend(spared.into_iter().filter_map(|(spared, clause)| spared.then_some(clause)));
                return Ok(Generated::Reused(job.id.clone()));
            }
            freed_by = Some(match (job.data.brief.kind(), kind) {
                (Kind::Copy, Kind::Copy) => &clause::IDEMPOTENCY_COPY_AGAIN,
                _ => &clause::IDEMPOTENCY_TERMINAL_FREES_KEY,
            });
        }
        let product = product.map_err(Refusal::answer)?;
        account.ledger.afford(price.credits).map_err(|_| refusals::INSUFFICIENT_CREDITS.answer())?;
        evidence.extend(freed_by);

        let (ordinal, mut stream) = account.draw();
        let id = stream.uuid().to_string();
        let data = JobData {
            asset_id: stream.uuid(),
            seed: stream.seed(),
            project_id: target.project_id,
            idempotency_key: target.idempotency_key.as_deref().map(Into::into),
            directives: (directives != PromptDirectives::default()).then(|| Box::new(directives.clone())),
            brief,
        };
        let timeline = timeline(kind, &directives, context.pace, &mut stream);
        let draft =
            Draft { id, ordinal, price: price.credits, timeline, failure: directives.failure(), data };
        let remaining = account.ledger.balance() - price.credits;
        let job = account.accept(context, draft).map_err(|_| refusals::INSUFFICIENT_CREDITS.answer())?;
        let (id, state) = (job.id.clone(), job.state);
        evidence.cite(price.clause);
        if let Some(key) = target.idempotency_key {
            account.data.keys.insert(key.into(), ordinal);
        }
        Ok(Generated::New(Box::new(NewJob { id, ordinal, state, remaining, product, stream })))
    }
}

/// Returns the product of a request, or the refusal of one that is not there.
fn find_product(account: &Account<Cutx>, target: &Target) -> Result<Arc<Product>, &'static Refusal> {
    let projects = &account.data.projects;
    let product = projects.get(target.project_id).and_then(|project| project.products.get(target.product_id));
    product.cloned().ok_or_else(|| {
        let is_elsewhere = |project: &Project| project.products.get(target.product_id).is_some();
        let is_foreign = projects.newest(projects.count()).any(is_elsewhere);
        if is_foreign { &refusals::FOREIGN } else { &refusals::NOT_FOUND }
    })
}

/// The answer to a generation call.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Submitted {
    /// The id of the job.
    pub(crate) job_id: Arc<str>,
    /// The state of the job, or `reused`.
    pub(crate) status: &'static str,
    /// The credits that this call took.
    pub(crate) credits_used: i64,
    /// The balance after the call; absent for a reused job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) credits_remaining: Option<i64>,
    /// The texts of a copy; absent in other answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) variants: Option<Vec<Variant>>,
}

impl Submitted {
    /// Returns the answer that names the unfinished job of the same key. The fields beside the key do not count.
    pub(crate) fn reused(call: &mut Call<Cutx>, job_id: Arc<str>) -> Answer {
        call.forget_form();
        Answer::ok(&Self {
            job_id,
            status: "reused",
            credits_used: 0,
            credits_remaining: None,
            variants: None,
        })
    }
}

/// Starts an asynchronous job. It is answered at once, as queued, even if the job has failed already (`job.fail-before-work`).
pub(crate) fn enqueue(call: &mut Call<Cutx>, command: Generate, answered: ClauseRef) -> Outcome {
    let price = command.brief.kind().price();
    let new = match call.apply(command)? {
        Generated::Reused(id) => return Ok(Submitted::reused(call, id)),
        Generated::New(new) => new,
    };
    let answer = Submitted {
        job_id: new.id,
        status: State::Queued.name(),
        credits_used: price.credits.to_whole(),
        credits_remaining: Some(new.remaining.to_whole()),
        variants: None,
    };
    let failed = (new.state == State::Failed).then_some(&clause::JOB_FAIL_BEFORE_WORK as ClauseRef);
    call.cite([answered, &clause::JOB_ENQUEUE].into_iter().chain(failed));
    Ok(Answer::ok(&answer))
}
