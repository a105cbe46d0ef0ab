//! Places an order: charges its price and enters its generations, or refuses and leaves no trace.

use std::sync::Arc;

use kernel::context::Context;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::job::Draft;
use kernel::machine::{Account, JobOf};
use mock_http::answer::Answer;

use super::order::{Accepted, Ask, Choice, Loras, Order, Placed};
use crate::clause;
use crate::lifecycle::{self, State};
use crate::prices::Kind;
use crate::refusals::{self, Payment};
use crate::state::batches::Batch;
use crate::state::characters::{Character, LoraStatus, PREMIUM};
use crate::state::drawings::Source;
use crate::state::generation::Generation;
use crate::state::groups::Group;
use crate::state::ids::fresh_id;
use crate::state::training::Part;
use crate::state::{Animus, JobData};

/// The number of characters of a prompt that become a title (`group.title-auto`).
const TITLE: usize = 50;

/// Places an order.
pub fn place(
    order: Order,
    account: &mut Account<Animus>,
    context: &Context,
    evidence: &mut Evidence,
) -> Result<Placed, Answer> {
    let character_id = order.character_id.as_deref();
    let joined = joined(account, &order.choice)?;
    let valid = || order.asks.iter().flatten();
    let price = valid().map(|ask| ask.brief.kind.price().credits).sum();
    let look = match character_id {
        None => None,
        Some(id) => {
            let (face, body) = (valid().any(|ask| ask.loras.face), valid().any(|ask| ask.loras.body));
            let payment = Payment { required: price, balance: account.ledger.balance() };
            Some(renderable(account, id, Loras { face, body }, payment, order.is_batch)?.look)
        }
    };
    account.ledger.afford(price).map_err(|short| {
        let clause = if order.is_batch { &clause::CREDITS_BATCH } else { &clause::CREDITS_INSUFFICIENT };
        refusals::short(short, character_id, clause)
    })?;
    let clauses = order_clauses(&order);

    let group = joined.unwrap_or_else(|| open(account, context, &order));
    let batch = order.is_batch.then(|| account.draw());
    let mut first = None;
    let mut parts = Vec::with_capacity(order.asks.len());
    for ask in order.asks {
        parts.push(ask.map(|ask| {
            let (ordinal, accepted) = accept(account, context, group, look, ask);
            first.get_or_insert(ordinal);
            accepted
        }));
    }
    let accepted = || parts.iter().flatten();
    let id = match batch {
        None => accepted().next().map(|accepted| accepted.id.clone()).unwrap_or_default(),
        Some((_, mut stream)) => {
            let groups = &mut account.data.groups;
            let id = fresh_id("batch", 12, &mut stream, |id| groups.batch(id).is_some()).into();
            let (first, accepted) = (first.unwrap_or(0), accepted().count() as u64);
            let batch = Batch { group, kind: order.kind, created_at: context.now, first, accepted };
            groups.enter_batch(Arc::clone(&id), batch);
            id
        }
    };
    let deducted =
        accepted().filter_map(|accepted| account.job(&accepted.id)).map(JobOf::<Animus>::paid).sum();
    let group_id = account.data.groups.at(group).map(|group| group.id.clone()).unwrap_or_default();
    let remaining = account.ledger.balance();
    evidence.extend(clauses);
    evidence.extend(result_clauses(&parts));
    Ok(Placed { id, group_id, parts, deducted, remaining })
}

/// Returns the number of the group that a choice names, or refuses if there is no such group.
fn joined(account: &Account<Animus>, choice: &Choice) -> Result<Option<u64>, Answer> {
    let Some(id) = choice.group_id.as_deref() else { return Ok(None) };
    let number = account.data.groups.number(id);
    number.map(Some).ok_or_else(|| refusals::about_group(&refusals::GROUP_TO_JOIN_NOT_FOUND, id))
}

/// Returns a character that can be rendered with these LoRAs. Refuses a character that needs a subscription (402), one that
/// does not exist (404), and one that lacks a LoRA that is needed (409; `animus-facts.md`, A21).
fn renderable<'a>(
    account: &'a Account<Animus>,
    id: &str,
    loras: Loras,
    payment: Payment,
    is_batch: bool,
) -> Result<&'a Character, Answer> {
    if id.starts_with(PREMIUM) {
        return Err(refusals::about_payment(&refusals::SUBSCRIPTION_REQUIRED, payment, Some(id)));
    }
    let missing = if is_batch {
        &refusals::BATCH_CHARACTER_NOT_FOUND
    } else {
        &refusals::CHARACTER_TO_RENDER_NOT_FOUND
    };
    let character = account.data.characters.get(id);
    let character = character.ok_or_else(|| refusals::about_character(missing, id))?;
    let ready = |asked: bool, part| !asked || character.lora(part).status == LoraStatus::Completed;
    if ready(loras.face, Part::Face) && ready(loras.body, Part::Body) {
        Ok(character)
    } else {
        Err(refusals::about_character(&refusals::CHARACTER_NOT_READY, id))
    }
}

/// Makes a group for the generations of an order, and returns its number.
fn open(account: &mut Account<Animus>, context: &Context, order: &Order) -> u64 {
    let (_, mut stream) = account.draw();
    let groups = &mut account.data.groups;
    let id = fresh_id("grp", 8, &mut stream, |id| groups.number(id).is_some());
    let first = order.asks.iter().flatten().next();
    let title = match order.choice.title.as_deref().filter(|title| !title.is_empty()) {
        Some(title) => title.into(),
        None => first.map_or_else(|| "Untitled".into(), |ask| ask.brief.prompt.opening(TITLE).into()),
    };
    groups.add(Group::new(id.into(), title, order.kind, order.character_id.as_deref(), context.now))
}

/// Enters one generation. The balance must be sufficient.
fn accept(
    account: &mut Account<Animus>,
    context: &Context,
    group: u64,
    look: Option<u64>,
    ask: Ask,
) -> (u64, Accepted) {
    let (ordinal, mut stream) = account.draw();
    let id = fresh_id("gen", 12, &mut stream, |id| account.job(id).is_some());
    let Ask { brief, directives, seed, .. } = ask;
    let (kind, drawn) = (brief.kind, stream.seed());
    let (timeline, failure) = lifecycle::generation(kind, &directives, context.pace, &mut stream);
    let look = look.filter(|_| kind == Kind::Character);
    let generation = Generation { brief, seed: seed.unwrap_or(drawn), look, group, waited: None };
    let (data, price) = (JobData::Generation(Box::new(generation)), kind.price().credits);
    account.data.groups.join(group, ordinal, context.now);
    let draft = Draft { id, ordinal, price, timeline, failure, data };
    let job = account.accept(context, draft).expect("the whole order can be paid");
    (ordinal, Accepted { id: job.id.clone(), state: job.state })
}

/// Returns the clauses that follow from an order itself.
fn order_clauses(order: &Order) -> Evidence {
    let valid = || order.asks.iter().flatten();
    let sources = || valid().filter_map(|ask| ask.brief.sources.first());
    let kinds = || valid().map(|ask| ask.brief.kind);
    let is_elsewhere = |source: &Source| matches!(source, Source::Elsewhere(_));
    let conditions: [(bool, ClauseRef); 2] = [
        (sources().any(|source| !is_elsewhere(source)), &clause::CREATE_SOURCE_HERE),
        (sources().any(is_elsewhere), &clause::CREATE_SOURCE_NOT_FETCHED),
    ];
    let conditions = conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause));
    conditions.chain(kinds().map(|kind| kind.price().clause)).collect()
}

/// Returns the clauses that follow from the results of an order.
fn result_clauses(parts: &[Result<Accepted, String>]) -> impl Iterator<Item = ClauseRef> {
    let rejected = parts.iter().flatten().any(|accepted| accepted.state == State::Failed);
    let invalid = parts.iter().filter(|part| part.is_err()).count();
    let conditions: [(bool, ClauseRef); 5] = [
        (rejected, &clause::JOB_REJECT),
        (rejected, &clause::CREDITS_REFUND),
        (invalid > 0 && invalid < parts.len(), &clause::BATCH_PARTIAL),
        (invalid > 0, &clause::BATCH_ITEM_ERROR),
        (invalid == parts.len(), &clause::BATCH_ALL_INVALID),
    ];
    conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause))
}
