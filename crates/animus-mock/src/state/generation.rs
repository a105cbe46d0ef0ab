//! Generations: one picture or clip each.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use mock_core::account::Account;
use mock_core::clause::ClauseRef;
use mock_core::clock::{Pace, later};
use mock_core::credits::Credits;
use mock_core::job::{Draft, Failure, Job, JobState};
use mock_core::kept_text::KeptText;
use mock_core::steer::Steer;
use mock_media::Source;

use super::batches::Batch;
use super::characters::Loras;
use super::groups::{self, Choice, Occasion};
use super::{Work, fresh_id};
use crate::clause;
use crate::lifecycle::{self, State};
use crate::prices::Kind;
use crate::refusals::{self, Payment, Refused};
use crate::state::Animus;

/// The data of a generation.
pub struct Generation {
    /// The content of the request; all pictures of one call share it.
    pub brief: Arc<Brief>,
    /// The seed that its result is drawn from.
    pub seed: u64,
    /// The seed of the look that all pictures of its character share.
    pub look: Option<u64>,
    /// The number of its group.
    group: u64,
    /// The time that it waited for a worker; `None` as long as it waits.
    waited: Option<Duration>,
}

/// The content of a request, as far as answers and results show it.
pub struct Brief {
    /// The kind of generation.
    pub kind: Kind,
    /// The prompt.
    pub prompt: KeptText,
    /// The picture that it is made from.
    pub origin: Option<Box<Origin>>,
    /// The width and the height, in pixels.
    pub pixels: (u16, u16),
    /// Other options that the result shows, with their labels.
    pub notes: Box<[(&'static str, String)]>,
    /// `true` if the caller gave the seed.
    pub is_seeded: bool,
}

/// The picture that a generation is made from.
pub enum Origin {
    /// A picture that this sandbox serves.
    Here(Source),
    /// A picture elsewhere, which is never fetched. It is drawn from this seed, which comes from its URL.
    Elsewhere(u64),
}

/// A request for one picture or clip.
pub struct Ask {
    /// The content of the request.
    pub brief: Arc<Brief>,
    /// The steering words in its prompt.
    pub steer: Steer,
    /// The LoRAs that it needs.
    pub loras: Loras,
    /// The seed, if the caller gave one.
    pub seed: Option<u64>,
}

/// A call for generations, read and ready.
pub struct Order {
    /// The requests for single generations, or the sentence that tells why a request is not valid.
    pub asks: Vec<Result<Ask, String>>,
    /// The kind of its first generation.
    pub kind: Kind,
    /// `true` if its generations have one id to poll.
    pub is_batch: bool,
    /// The id of the character.
    pub character_id: Option<String>,
    /// The choice of the group.
    pub choice: Choice,
}

/// The result of an order.
pub struct Placed {
    /// The id to poll: of the generation, or of the batch.
    pub id: Arc<str>,
    /// The id of the group.
    pub group_id: Arc<str>,
    /// The result of each request, in their order.
    pub parts: Vec<Result<Accepted, String>>,
    /// The credits that were charged and not refunded at once.
    pub deducted: Credits,
    /// The balance after the order.
    pub remaining: Credits,
}

/// A generation that was accepted.
pub struct Accepted {
    /// The id of the generation.
    pub id: Arc<str>,
    /// The state of the generation.
    pub state: State,
}

/// Places an order: charges its price and enters its generations, or refuses and leaves no trace.
pub fn place(
    account: &mut Account<Animus>,
    now: Timestamp,
    pace: Pace,
    order: Order,
) -> Result<Placed, Refused> {
    let character_id = order.character_id.as_deref();
    let spot = account.extra.gallery.find(&order.choice)?;
    let valid = || order.asks.iter().flatten();
    let price = valid().map(|ask| ask.brief.kind.price().credits).sum();
    let look = match character_id {
        None => None,
        Some(id) => {
            let (face, body) = (valid().any(|ask| ask.loras.face), valid().any(|ask| ask.loras.body));
            let payment = Payment { required: price, balance: account.ledger.balance() };
            Some(account.extra.cast.for_render(id, Loras { face, body }, payment)?.look)
        }
    };
    let short = |short| {
        let refused = Refused::short(short, character_id);
        if order.is_batch { refused.by(&clause::CREDITS_BATCH) } else { refused }
    };
    account.ledger.afford(price).map_err(short)?;

    let prompt = valid().next().map(|ask| ask.brief.prompt.opening(groups::TITLE));
    let (title, kind) = (order.choice.title.as_deref(), order.kind);
    let occasion = Occasion { title, prompt: prompt.as_deref(), kind, character_id };
    let group = groups::open(account, now, spot, &occasion);
    let batch = order.is_batch.then(|| account.draw());
    let mut first = None;
    let mut parts = Vec::with_capacity(order.asks.len());
    for ask in order.asks {
        parts.push(ask.map(|ask| {
            let (ordinal, accepted) = accept(account, now, pace, group, look, ask);
            first.get_or_insert(ordinal);
            accepted
        }));
    }
    let accepted = || parts.iter().flatten();
    let id = match batch {
        None => accepted().next().map(|accepted| accepted.id.clone()).unwrap_or_default(),
        Some((_, mut stream)) => {
            let gallery = &mut account.extra.gallery;
            let id = fresh_id("batch", 12, &mut stream, |id| gallery.batches.contains_key(id)).into();
            let (first, accepted) = (first.unwrap_or(0), accepted().count() as u64);
            gallery.enter_batch(Arc::clone(&id), Batch { group, kind, created_at: now, first, accepted });
            id
        }
    };
    let deducted = accepted().filter_map(|accepted| account.job(&accepted.id)).map(Job::paid).sum();
    let group_id = account.extra.gallery.at(group).map(|group| group.id.clone()).unwrap_or_default();
    let remaining = account.ledger.balance();
    Ok(Placed { id, group_id, parts, deducted, remaining })
}

/// Enters one generation. The balance must be sufficient.
fn accept(
    account: &mut Account<Animus>,
    now: Timestamp,
    pace: Pace,
    group: u64,
    look: Option<u64>,
    ask: Ask,
) -> (u64, Accepted) {
    let (ordinal, mut stream) = account.draw();
    let id = fresh_id("gen", 12, &mut stream, |id| account.job(id).is_some());
    let Ask { brief, steer, seed, .. } = ask;
    let (kind, drawn) = (brief.kind, stream.seed());
    let (timeline, failure) = lifecycle::generation(kind, &steer, pace, &mut stream);
    let look = look.filter(|_| kind == Kind::Character);
    let generation = Generation { brief, seed: seed.unwrap_or(drawn), look, group, waited: None };
    let (detail, price) = (Work::Generation(Box::new(generation)), kind.price());
    let draft = Draft { id, ordinal, kind: price.name, price: price.credits, timeline, failure, detail };
    account.extra.gallery.join(group, ordinal, now);
    let job = account.accept(now, draft).expect("the whole order can be paid");
    (ordinal, Accepted { id: job.id.clone(), state: job.state })
}

/// Reacts to a new state of the job.
pub(super) fn entered(account: &mut Account<Animus>, ordinal: u64, at: Timestamp) {
    let Some(job) = account.job_at(ordinal) else { return };
    let (state, waited) = (job.state, at.duration_since(job.created_at).unsigned_abs());
    let Some(Work::Generation(generation)) = account.detail_mut(ordinal) else { return };
    if state == State::Processing {
        generation.waited = Some(waited);
    }
    if state.is_terminal() {
        let (group, began) = (generation.group, generation.waited.is_some());
        let has_picture = state == State::Completed && !generation.brief.kind.is_video();
        account.extra.gallery.ended(group, ordinal, has_picture, at);
        if state == State::Failed && !began {
            account.refund(ordinal, at, "the submission failed before processing");
        }
    }
}

/// A generation as answers show it, copied while the account is locked.
pub struct Seen {
    /// The id of the generation.
    pub id: Arc<str>,
    /// The number of its group.
    pub group: u64,
    /// The content of the request.
    pub brief: Arc<Brief>,
    /// The state of the generation.
    pub state: State,
    /// The instant of its creation.
    pub created_at: Timestamp,
    /// The instant at which the work on it began.
    pub started_at: Option<Timestamp>,
    /// The instant at which it entered its state.
    pub changed_at: Timestamp,
    /// The clause by which it entered its state.
    pub changed_by: Option<ClauseRef>,
    /// The instant at which it enters the next state.
    pub next_change_at: Option<Timestamp>,
    /// Its place in the queue of the account's work, from 1; 0 as soon as a worker has it.
    pub queue_position: usize,
    /// The reason for a failure.
    pub failure: Option<Failure>,
}

impl Seen {
    /// Returns the generation of a job; `None` for other kinds of jobs.
    pub fn of(account: &Account<Animus>, job: &Job<Animus>) -> Option<Self> {
        let Work::Generation(generation) = &job.detail else { return None };
        let waits = job.state == State::Submitted;
        let failure = job.failure.as_deref().filter(|_| job.state == State::Failed);
        Some(Self {
            id: job.id.clone(),
            group: generation.group,
            brief: generation.brief.clone(),
            state: job.state,
            created_at: job.created_at,
            started_at: generation.waited.map(|waited| later(job.created_at, waited)),
            changed_at: job.changed_at,
            changed_by: job.changed_by,
            next_change_at: job.next_change_at(),
            queue_position: if waits { account.ahead_of(job) + 1 } else { 0 },
            failure: failure.cloned(),
        })
    }

    /// Returns its progress in percent: 100 as soon as it has ended.
    pub fn progress(&self, now: Timestamp) -> u64 {
        match (self.state, self.next_change_at) {
            (State::Submitted, _) => 0,
            (State::Processing, Some(end)) => {
                let (done, all) = (now.duration_since(self.changed_at), end.duration_since(self.changed_at));
                let hundredths = done.as_micros() * 98 / all.as_micros().max(1);
                u64::try_from(hundredths).unwrap_or(0).min(98) + 1
            }
            _ => 100,
        }
    }

    /// Returns the time of work on it, in seconds; `None` before its end.
    pub fn duration(&self) -> Option<f64> {
        let worked = self.changed_at.duration_since(self.started_at?);
        self.state.is_terminal().then(|| worked.as_millis() as f64 / 1000.0)
    }

    /// Returns a sentence on the reason for a failure.
    pub fn error(&self) -> Option<String> {
        let failed = self.state == State::Failed;
        let failure = self.failure.as_ref();
        failed.then(|| match failure.map(|failure| (&failure.message, &failure.code)) {
            Some((Some(message), _)) => message.clone(),
            Some((None, Some(code))) => format!("Generation failed: {code}"),
            _ if self.started_at.is_none() => "The job could not be submitted".to_owned(),
            _ => "Generation failed".to_owned(),
        })
    }
}

/// A generation that was deleted.
pub struct Deleted {
    /// The generation before its deletion.
    pub seen: Seen,
    /// The id of its group.
    pub group_id: Arc<str>,
}

/// Deletes a generation in any state, with its file.
pub fn delete(account: &mut Account<Animus>, id: &str, now: Timestamp) -> Result<Deleted, Refused> {
    let not_found = || Refused::from(&refusals::GENERATION_NOT_FOUND);
    let job = account.job(id).ok_or_else(not_found)?;
    let (ordinal, seen) = (job.ordinal, Seen::of(account, job).ok_or_else(not_found)?);
    account.remove(ordinal);
    let gallery = &mut account.extra.gallery;
    gallery.leave(seen.group, ordinal, !seen.state.is_terminal(), now);
    let group_id = gallery.at(seen.group).map(|group| group.id.clone()).unwrap_or_default();
    Ok(Deleted { seen, group_id })
}

/// A group that was deleted.
pub struct DeletedGroup {
    /// The group before its deletion.
    pub group: groups::Group,
    /// Its generations, oldest first.
    pub generations: Vec<Seen>,
}

/// Deletes a group with its generations and their files. Refuses as long as one of them is unfinished.
pub fn delete_group(account: &mut Account<Animus>, id: &str) -> Result<DeletedGroup, Refused> {
    let group = account.extra.gallery.remove(id)?;
    let mut generations = Vec::with_capacity(group.members.len());
    for ordinal in group.members.iter() {
        generations.extend(account.job_at(ordinal).and_then(|job| Seen::of(account, job)));
        account.remove(ordinal);
    }
    Ok(DeletedGroup { group, generations })
}
