//! The actions of an account: pure and synchronous, with the instant as an argument.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::http::header;
use axum::http::request::Parts;
use jiff::Timestamp;
use mock_core::account::Account;
use mock_core::clause::{Citations, ClauseRef};
use mock_core::clock::Pace;
use mock_core::credits::Credits;
use mock_core::job::{Draft, Failure, Job, JobState, NotAllowed, Outcome, RetryError};
use mock_core::provider::{Credential, Provider};
use mock_core::random::Stream;
use mock_core::refusal::Refusals;
use mock_core::steer::Steer;
use uuid::Uuid;

use crate::catalogue::{KNOWN_PROJECT, Product, Project, Shelf};
use crate::lifecycle::{State, retry_timeline, timeline};
use crate::prices::Kind;
use crate::refusals::{self, Refusal};
use crate::wire::{AspectRatio, Style, Target};
use crate::{clause, media};

/// The provider CutX.
pub struct Cutx;

/// The data of an account beside its credits and jobs.
#[derive(Default)]
pub struct Extra {
    /// The projects of the account.
    pub projects: Shelf<Project>,
    /// The ordinal of the newest job of every idempotency key that was ever used.
    keys: HashMap<Box<str>, u64>,
}

/// The data of a job.
pub struct Detail {
    /// The kind of work.
    pub kind: Kind,
    /// The id of its asset.
    pub asset_id: Uuid,
    /// The seed that its result is drawn from.
    pub seed: u64,
    project_id: Uuid,
    idempotency_key: Option<Box<str>>,
    steer: Option<Box<Steer>>,
    /// The content that the result shows.
    pub brief: Brief,
}

/// The content of a request, as far as the result shows it.
pub enum Brief {
    /// A copy: its texts went with the answer.
    Copy,
    /// A static ad, with its content.
    StaticAd(Box<StaticAd>),
    /// A video, with its content.
    Video(Box<Video>),
}

/// The content of a static ad.
pub struct StaticAd {
    /// The style of the picture.
    pub style: Style,
    /// The aspect ratio of the picture.
    pub aspect_ratio: AspectRatio,
    /// The prompt, if the request has one.
    pub prompt: Option<String>,
}

/// The content of a video.
pub struct Video {
    /// The text that is spoken.
    pub script: String,
    /// The id of the voice.
    pub voice_id: String,
    /// The URL of the avatar, if the request has one.
    pub avatar_url: Option<String>,
    /// The aspect ratio of the film.
    pub aspect_ratio: AspectRatio,
}

/// A generation call, read and ready.
pub struct Order {
    /// The kind of work.
    pub kind: Kind,
    /// The product and the idempotency key.
    pub target: Target,
    /// The steering words in its texts.
    pub steer: Steer,
    /// The content that the result shows.
    pub brief: Brief,
}

/// The result of an order.
pub enum Placed {
    /// A new job was made.
    New(Box<NewJob>),
    /// The idempotency key belongs to the unfinished job with this id.
    Reused(Arc<str>),
}

/// A job that was just accepted.
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

/// Places an order: finds the unfinished job of its key, or charges for a new one, or refuses and leaves no trace. Adds the
/// clauses that decided to `cited` in each case (`cutx-facts.md`, 5.2 row 7 for the sequence).
pub fn place(
    account: &mut Account<Cutx>,
    now: Timestamp,
    pace: Pace,
    order: Order,
    cited: &mut Citations,
) -> Result<Placed, &'static Refusal> {
    let Order { kind, target, steer, brief } = order;
    let price = kind.price();
    let product = find_product(account, &target);
    if let Some(key) = target.idempotency_key.as_deref() {
        cited.extend(key_clauses(key));
        if let Some(job) = account.extra.keys.get(key).and_then(|ordinal| account.job_at(*ordinal)) {
            if !job.state.is_terminal() {
                cited.extend([&clause::IDEMPOTENCY_REUSED, &clause::IDEMPOTENCY_REMAINING_OMITTED]);
                cited.extend([&clause::IDEMPOTENCY_BODY_IGNORED]);
                let spared = [
                    (job.detail.kind != kind, &clause::IDEMPOTENCY_ACROSS_ENDPOINTS),
                    (product.is_err(), &clause::IDEMPOTENCY_BEFORE_NOT_FOUND),
                    (account.ledger.balance() < price.credits, &clause::IDEMPOTENCY_BEFORE_BALANCE),
                ];
                cited.extend(spared.into_iter().filter_map(|(spared, clause)| spared.then_some(clause)));
                return Ok(Placed::Reused(job.id.clone()));
            }
            cited.cite(&clause::IDEMPOTENCY_TERMINAL_FREES_KEY);
            if kind == Kind::Copy {
                cited.cite(&clause::IDEMPOTENCY_COPY_AGAIN);
            }
        }
    }
    let refusal = |refusal, cited: &mut Citations| {
        if target.idempotency_key.is_some() {
            cited.cite(&clause::IDEMPOTENCY_REFUSED_KEEPS_KEY_FREE);
        }
        refusal
    };
    let product = product.map_err(|clauses| {
        cited.extend(clauses);
        refusal(&refusals::NOT_FOUND, cited)
    })?;
    account.ledger.afford(price.credits).map_err(|_| refusal(&refusals::INSUFFICIENT_CREDITS, cited))?;

    let (ordinal, mut stream) = account.draw();
    let id = stream.uuid().to_string();
    let detail = Detail {
        kind,
        asset_id: stream.uuid(),
        seed: stream.seed(),
        project_id: target.project_id,
        idempotency_key: target.idempotency_key.as_deref().map(Into::into),
        steer: (steer != Steer::default()).then(|| Box::new(steer.clone())),
        brief,
    };
    let draft = Draft {
        id,
        ordinal,
        kind: price.name,
        price: price.credits,
        timeline: timeline(kind, &steer, pace, &mut stream),
        failure: failure(&steer),
        detail,
    };
    let remaining = account.ledger.balance() - price.credits;
    let job = account.accept(now, draft).map_err(|_| refusal(&refusals::INSUFFICIENT_CREDITS, cited))?;
    let (id, state) = (job.id.clone(), job.state);
    cited.extend([&clause::GENERATE_DEDUCT_FIRST, price.clause]);
    if let Some(key) = target.idempotency_key {
        account.extra.keys.insert(key.into(), ordinal);
    }
    Ok(Placed::New(Box::new(NewJob { id, ordinal, state, remaining, product, stream })))
}

/// Returns the product of a request, or the clauses that explain why it is not found.
fn find_product(account: &Account<Cutx>, target: &Target) -> Result<Arc<Product>, Citations> {
    let project = account.extra.projects.get(target.project_id);
    let product = project.and_then(|project| project.products.get(target.product_id));
    product.cloned().ok_or_else(|| {
        let ids = [target.project_id, target.product_id];
        let odd_version = ids.iter().any(|id| id.get_version_num() != 4);
        let clauses = [
            (project.is_some(), &clause::GENERATE_FOREIGN as ClauseRef),
            (odd_version, &clause::GENERATE_UUID_VERSION),
        ];
        clauses.into_iter().filter_map(|(shaped, clause)| shaped.then_some(clause)).collect()
    })
}

fn key_clauses(key: &str) -> impl Iterator<Item = ClauseRef> {
    let exactness_shows = key.trim().to_lowercase() != key;
    let exact = exactness_shows.then_some(&clause::IDEMPOTENCY_EXACT as ClauseRef);
    [&clause::IDEMPOTENCY_PER_USER as ClauseRef].into_iter().chain(exact)
}

fn failure(steer: &Steer) -> Option<Failure> {
    let code = if steer.reject { Some(None) } else { steer.fail.clone() };
    code.map(|code| Failure { code, message: None })
}

impl Provider for Cutx {
    const NAME: &'static str = "cutx";
    const OPENING_CREDITS: Credits = Credits::whole(25);
    const UNKNOWN_FIELDS: ClauseRef = &clause::GENERATE_UNKNOWN_FIELDS;

    type State = State;
    type Detail = Detail;
    type Extra = Extra;

    fn opened(account: &mut Account<Self>, now: Timestamp) {
        let (_, mut stream) = account.draw();
        let description = Some("There from the start, to try things with.".to_owned());
        let mut project = Project::new(KNOWN_PROJECT, "First project".to_owned(), description, now);
        project.put(Product::known(&mut stream, now), now);
        account.extra.projects.put(project.id, project);
    }

    fn entered(account: &mut Account<Self>, ordinal: u64, at: Timestamp) {
        let Some(job) = account.job_at(ordinal) else { return };
        let (state, kind, project_id) = (job.state, job.detail.kind, job.detail.project_id);
        match state {
            State::Failed => account.refund(ordinal, at, "the job failed"),
            State::Completed if !kind.is_synchronous() => {
                if let Some(project) = account.extra.projects.get_mut(project_id) {
                    project.assets += 1;
                }
            }
            _ => {}
        }
    }

    fn outcome(job: &Job<Self>, outcome: &Outcome) -> Option<State> {
        match outcome {
            Outcome::Succeed => Some(State::Completed),
            Outcome::Fail(_) => Some(State::Failed),
            Outcome::Cancel => Some(State::Canceled),
            // A synchronous job waits for no callback, so it cannot expire.
            Outcome::Expire if job.detail.kind.is_synchronous() => None,
            Outcome::Expire => Some(State::Expired),
        }
    }

    fn retry(
        account: &mut Account<Self>,
        ordinal: u64,
        now: Timestamp,
        pace: Pace,
    ) -> Result<(), RetryError> {
        let (_, mut stream) = account.draw();
        let Some(job) = account.job_at(ordinal) else { return Ok(()) };
        if job.state.transition(State::Pending).is_none() {
            return Err(RetryError::NotAllowed(NotAllowed { from: job.state.name() }));
        }
        let key = job.detail.idempotency_key.as_deref();
        let newest =
            key.and_then(|key| account.extra.keys.get(key)).and_then(|newest| account.job_at(*newest));
        if newest.is_some_and(|newest| newest.ordinal != ordinal && !newest.state.is_terminal()) {
            return Err(RetryError::KeyInUse(&clause::JOB_RETRY_KEY_IN_USE));
        }
        // A refunded price is charged again. The price of an expired job was never refunded, so `reprice` charges nothing.
        let (kind, key) = (job.detail.kind, key.map(Box::from));
        let steer = job.detail.steer.as_deref().cloned().unwrap_or_default();
        let plan = retry_timeline(kind, &steer, pace, &mut stream);
        let paid = account.reprice(ordinal, kind.price().credits, now, "");
        paid.map_err(RetryError::InsufficientCredits)?;
        account.replan(ordinal, &plan, failure(&steer), now);
        if let Some(key) = key {
            account.extra.keys.insert(key, ordinal);
        }
        Ok(())
    }

    fn film_length(account: &Account<Self>, file: &str) -> Option<Duration> {
        media::film_length(account, file)
    }

    fn credential(parts: &Parts) -> Option<Credential> {
        Credential::bearer(parts, &clause::AUTH_BEARER).or_else(|| {
            let cookies =
                parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
            let mut pairs = cookies.flat_map(|cookies| cookies.split(';'));
            let token = pairs.find_map(|pair| pair.trim().strip_prefix("cutx_token="))?;
            Some(Credential { api_key: token.to_owned(), clause: &clause::AUTH_COOKIE })
        })
    }

    fn refusals() -> &'static Refusals {
        &refusals::REFUSALS
    }
}
