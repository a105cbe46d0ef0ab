//! The clauses that shape each answer, beside those of its fields.

use mock_core::clause::{Citations, ClauseRef};
use mock_core::job::JobState;
use mock_core::world::OpeningCredits;

use crate::clause;
use crate::lifecycle::State;
use crate::prices::Kind;
use crate::state::batches::SeenBatch;
use crate::state::generation::{Brief, Order, Origin, Placed, Seen};
use crate::state::groups::SeenGroup;

/// The clauses that shape every answer to a create call.
pub const CREATED: [ClauseRef; 7] = [
    &clause::CREATE_ANSWER,
    &clause::CREATE_MESSAGE,
    &clause::CREATE_ESTIMATED_TIME,
    &clause::CREATE_ID,
    &clause::CREDITS_AT_ONCE,
    &clause::CREDITS_NO_IDEMPOTENCY,
    &clause::PRICE_EACH,
];

/// The clauses that shape every answer to a batch call.
pub const BATCH: [ClauseRef; 9] = [
    &clause::BATCH_ANSWER,
    &clause::BATCH_GROUP,
    &clause::BATCH_INDEX,
    &clause::BATCH_PROMPTS,
    &clause::BATCH_PROMPT_DEFAULTS,
    &clause::BATCH_KINDS,
    &clause::BATCH_ESTIMATED_TIME,
    &clause::CREDITS_AT_ONCE,
    &clause::ERROR_SUCCESS_WORDS,
];

/// Returns the clause on the opening credits, if the world leaves them to the provider.
pub fn of_opening(credits: OpeningCredits) -> Citations {
    holding([(matches!(credits, OpeningCredits::Provider), &clause::CREDITS_OPENING as ClauseRef)])
}

/// Returns the clause on the missing limits, if the world does not set them.
pub fn of_limits(rate_limits: Option<bool>) -> Citations {
    holding([(rate_limits.is_none(), &clause::LIMIT_OFF as ClauseRef)])
}

/// The clauses that shape every list of groups.
pub const LIST: [ClauseRef; 5] = [
    &clause::GROUP_LIST,
    &clause::GROUP_LIST_DEFAULTS,
    &clause::GROUP_LIST_ORDER,
    &clause::GROUP_LIST_ORGANIZATION,
    &clause::GROUP_LIST_ERROR,
];

/// The clauses that shape every look at one group.
pub const DETAIL: [ClauseRef; 3] =
    [&clause::GROUP_DETAIL, &clause::GROUP_DETAIL_DEFAULTS, &clause::GROUP_DETAIL_ORDER];

/// The clauses that shape every answer to the deletion of a group.
pub const GROUP_DELETED: [ClauseRef; 4] = [
    &clause::DELETE_GROUP,
    &clause::DELETE_GROUP_MEDIA,
    &clause::DELETE_GROUP_RETRY,
    &clause::ERROR_SUCCESS_WORDS,
];

type Row = (bool, ClauseRef);

fn holding(rows: impl IntoIterator<Item = Row>) -> Citations {
    rows.into_iter().filter_map(|(holds, clause)| holds.then_some(clause)).collect()
}

/// Returns the clauses that shape the answer to an order and follow from the order itself.
pub fn of_order(order: &Order) -> Citations {
    let valid = || order.asks.iter().flatten();
    let origins = || valid().filter_map(|ask| ask.brief.origin.as_deref());
    let kinds = || valid().map(|ask| ask.brief.kind);
    let mut citations = holding([
        (origins().any(|origin| matches!(origin, Origin::Here(_))), &clause::CREATE_SOURCE_HERE as ClauseRef),
        (origins().any(|origin| matches!(origin, Origin::Elsewhere(_))), &clause::CREATE_SOURCE_NOT_FETCHED),
        (order.choice.group_id.is_none(), &clause::GROUP_MADE),
        (order.choice.group_id.is_some(), &clause::GROUP_JOINED),
        (order.choice.group_id.is_some(), &clause::BATCH_JOIN),
    ]);
    citations.extend(kinds().map(|kind| kind.price().clause));
    if kinds().any(|kind| kind == Kind::Character) {
        citations.cite(&clause::CREATE_FLAGS_FREE);
    }
    citations
}

/// Returns the clauses that shape the answer to an order and follow from its result.
pub fn of_placed(placed: &Placed) -> Citations {
    let rejected = placed.parts.iter().flatten().any(|accepted| accepted.state == State::Failed);
    let invalid = placed.parts.iter().filter(|part| part.is_err()).count();
    let all_invalid = invalid == placed.parts.len();
    let several = placed.parts.len() > 1;
    holding([
        (several && invalid == 0, &clause::CREATE_SEVERAL as ClauseRef),
        (rejected, &clause::JOB_REJECT),
        (rejected, &clause::CREDITS_REFUND),
        (invalid > 0, &clause::BATCH_PARTIAL),
        (invalid > 0, &clause::BATCH_ITEM_ERROR),
        (invalid > 0, &clause::BATCH_ITEM_SHAPE),
        (all_invalid, &clause::BATCH_ALL_INVALID),
    ])
}

/// Returns the clauses that shape the status answer of a generation.
pub fn of_status(seen: &Seen) -> Citations {
    let state = seen.state;
    let by_state: ClauseRef = match state {
        State::Submitted => &clause::STATUS_SUBMITTED,
        State::Processing => &clause::STATUS_PROCESSING,
        State::Failed => &clause::STATUS_FAILED,
        _ => &clause::STATUS_COMPLETED,
    };
    let (ended, began) = (state.is_terminal(), seen.started_at.is_some());
    let mut citations = holding([
        (true, &clause::STATUS_ANSWER as ClauseRef),
        (true, by_state),
        (true, &clause::STATUS_PROGRESS),
        (true, &clause::STATUS_SERVICE),
        (true, &clause::STATUS_CREATED_AT),
        (true, &clause::STATUS_QUEUE_POSITION),
        (ended && began, &clause::STATUS_DURATION),
        (ended && began, &clause::JOB_TIME),
        (!ended, &clause::STATUS_UNFINISHED),
        (state == State::Failed && began, &clause::CREDITS_NO_REFUND),
        (state == State::Completed, &clause::RESULT_FILE_NAME),
    ]);
    citations.extend(seen.changed_by);
    citations.extend(of_result(&seen.brief).into_iter().filter(|_| state == State::Completed));
    citations
}

/// Returns the clauses that shape the status answer of a batch.
pub fn of_batch(batch: &SeenBatch) -> Citations {
    let state = batch.state();
    let (failed, completed) = (batch.count(State::Failed), batch.count(State::Completed));
    holding([
        (true, &clause::STATUS_BATCH as ClauseRef),
        (true, &clause::BATCH_POLL),
        (true, &clause::STATUS_BATCH_FIELDS),
        (true, &clause::STATUS_BATCH_PROGRESS),
        (true, &clause::STATUS_BATCH_STATE),
        (failed > 0 && completed > 0, &clause::STATUS_BATCH_MIXED),
        (state == State::Failed, &clause::STATUS_BATCH_FAILED),
        (batch.is_emptied, &clause::STATUS_BATCH_EMPTIED),
    ])
}

/// Returns the clauses that shape answers about these groups.
pub fn of_groups<'a>(groups: impl IntoIterator<Item = &'a SeenGroup>) -> Citations {
    let mut citations = Citations::default();
    for group in groups {
        citations.extend([&clause::GROUP_FIELDS as ClauseRef, &clause::GROUP_TYPE, &clause::GROUP_UPDATED]);
        citations.extend(holding([
            (group.is_active, &clause::GROUP_ACTIVE as ClauseRef),
            (!group.is_active, &clause::GROUP_COMPLETED),
            (group.preview.is_some(), &clause::GROUP_PREVIEW),
            (group.preview.is_none(), &clause::GROUP_NO_PREVIEW),
            (group.count == 0, &clause::GROUP_EMPTY),
        ]));
    }
    citations
}

/// Returns the clauses that shape the answer to the deletion of a generation.
pub fn of_deletion(seen: &Seen) -> Citations {
    holding([
        (true, &clause::DELETE_GENERATION as ClauseRef),
        (seen.state == State::Completed, &clause::DELETE_MEDIA),
        (!seen.state.is_terminal(), &clause::DELETE_ACTIVE),
        (true, &clause::DELETE_NO_REFUND),
        (true, &clause::ERROR_SUCCESS_WORDS),
    ])
}

/// Returns the clauses that shape a result.
pub fn of_result(brief: &Brief) -> Citations {
    let is_video = brief.kind.is_video();
    holding([
        (true, &clause::RESULT_PIXELS as ClauseRef),
        (!is_video, &clause::RESULT_PNG),
        (is_video, &clause::RESULT_CLIP),
        (true, &clause::RESULT_SEED),
        (brief.is_seeded, &clause::RESULT_SAME_SEED),
        (brief.kind == Kind::Character, &clause::RESULT_CHARACTER),
        (brief.origin.is_some(), &clause::RESULT_SOURCE),
    ])
}
