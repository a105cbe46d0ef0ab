//! Tables of the clauses that shape each answer: by call, mode and state. They hold the clauses that no field, price or refusal
//! names already.

use jiff::Timestamp;
use mock_core::clause::{Citations, ClauseRef};
use mock_core::job::{Job, JobState};

use crate::clause;
use crate::lifecycle::State;
use crate::state::Sumatman;
use crate::story::Story;
use crate::wire::{Dimension, Mode, Wishes};

/// Returns the clauses that shape the answer to a task in this mode.
pub fn by_mode(mode: Mode) -> Citations {
    let clauses: &[ClauseRef] = match mode {
        Mode::Create => &[
            &clause::CREATE_ANSWER,
            &clause::CREATE_STATUS_200,
            &clause::CREATE_TASK_ID,
            &clause::CREATE_CREATED_AT,
            &clause::CREATE_PENDING,
            &clause::CREATE_NO_IDEMPOTENCY,
            &clause::CREDITS_CHARGE,
            &clause::CREDITS_CHARGE_BEFORE_WORK,
            &clause::CREDITS_COST_IN_ANSWER,
            &clause::PRICE_PER_VIDEO,
            &clause::PRICE_OPTIONS_FREE,
            &clause::ERROR_SUCCESS,
            &clause::LIMIT_PER_KEY,
            &clause::LIMIT_TASKS_REFUSED,
        ],
        Mode::Repeat => &[
            &clause::REPEAT_ANSWER,
            &clause::REPEAT_NEW_TASK,
            &clause::REPEAT_INHERITS,
            &clause::REPEAT_NULL_INHERITS,
            &clause::REPEAT_PRICE,
            &clause::REPEAT_FROM_TASK_ID,
            &clause::REPEAT_OF_REPEAT,
            &clause::REPEAT_ANY_STATE,
            &clause::REPEAT_NO_REQUIRED_FIELDS,
            &clause::REPEAT_SOURCE_UNCHANGED,
            &clause::DELETE_SOURCE_OF_REPEAT,
        ],
        Mode::Edit => &[
            &clause::EDIT_CHANGES,
            &clause::EDIT_KEEPS,
            &clause::EDIT_SAME_TASK,
            &clause::EDIT_ANSWER,
            &clause::EDIT_CREATED_AT,
            &clause::EDIT_RESTART,
            &clause::EDIT_RESTART_TIME,
            &clause::EDIT_UPDATED_AT,
            &clause::EDIT_KEEPS_MODE,
            &clause::EDIT_REFUND_OF_FAILURE,
            &clause::LIMIT_TASKS_EDIT,
        ],
        Mode::Continue => &[
            &clause::CONTINUE_ANSWER,
            &clause::CONTINUE_NO_REQUIRED_FIELDS,
            &clause::CONTINUE_INHERITS,
            &clause::CONTINUE_PRICE,
            &clause::CONTINUE_FROM_TASK_ID,
            &clause::CONTINUE_SOURCE_UNCHANGED,
        ],
    };
    clauses.iter().copied().collect()
}

/// Returns the clauses that shape the answer for these wishes about the film.
pub fn by_wishes(mode: Mode, wishes: &Wishes) -> Citations {
    let asked = !wishes.is_empty();
    let conditions: [(bool, ClauseRef); 9] = [
        (mode == Mode::Repeat && !asked, &clause::REPEAT_PRINTED),
        (mode == Mode::Repeat && asked, &clause::REPEAT_OVERRIDES),
        (mode == Mode::Edit && !asked, &clause::EDIT_NOTHING),
        (mode == Mode::Edit && wishes.has_story(), &clause::EDIT_PRINTED),
        (mode == Mode::Edit && asked && !wishes.has_story(), &clause::EDIT_PRINTED_SHORT),
        (mode == Mode::Continue && asked, &clause::CONTINUE_OVERRIDES),
        (mode == Mode::Continue && !wishes.has_story(), &clause::CONTINUE_INPUT_STORY_OPTIONAL),
        (mode == Mode::Continue && wishes.has_story(), &clause::CONTINUE_INPUT_STORY),
        (mode == Mode::Continue && wishes.has_story(), &clause::CONTINUE_PRINTED),
    ];
    let mut cited = Citations::default();
    cited.extend(conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause)));
    if mode == Mode::Continue && wishes.has_story() {
        cited.cite(&clause::CONTINUE_PRINTED_SAMPLES);
    }
    cited
}

/// Returns the clauses that shape a task in every answer that shows it.
pub fn of_task(job: &Job<Sumatman>, now: Timestamp) -> Citations {
    let every: [ClauseRef; 9] = [
        &clause::TASK_FIELDS,
        &clause::TASK_NUMBER,
        &clause::TASK_NUMBER_COUNTS,
        &clause::TASK_USER_ID,
        &clause::TASK_USER_ID_UUID,
        &clause::TASK_USER_EMAIL,
        &clause::TASK_PROCESS_STATUS,
        &clause::TASK_TIMESTAMPS,
        &clause::TASK_UPDATED_AT,
    ];
    let by_state: &[ClauseRef] = match job.state {
        State::Pending => &[&clause::TASK_PENDING, &clause::TASK_PENDING_TIME],
        State::Processing => &[
            &clause::TASK_PROCESSING,
            &clause::TASK_PENDING_TIME,
            &clause::TASK_TIME,
            &clause::CREDITS_REFUND_WITH_FAILED,
        ],
        State::Completed => &[
            &clause::TASK_COMPLETED,
            &clause::TASK_COMPLETED_AT,
            &clause::TASK_TIME,
            &clause::TASK_TIME_BY_MINUTES,
            &clause::CREDITS_SPENT,
            &clause::RESULT_TEXTS,
            &clause::RESULT_HASHTAGS,
            &clause::RESULT_VIDEO_ID,
            &clause::STATUS_URLS,
        ],
        State::Failed => &[
            &clause::TASK_FAILED,
            &clause::TASK_FAILED_LATE,
            &clause::TASK_FAILED_NO_REASON,
            &clause::TASK_RESULTS_NULL_FAILED,
            &clause::CREDITS_REFUND,
            &clause::CREDITS_REFUND_WITH_FAILED,
            &clause::CREDITS_REFUND_ONCE,
        ],
    };
    let ended = job.state.is_terminal();
    let minutes = job.detail.story.minutes;
    let completed = job.state == State::Completed;
    let long_ago = now.duration_since(job.changed_at).as_hours() >= 24;
    let early_failure = job.state == State::Failed && job.changed_at == job.created_at;
    let conditions: [(bool, ClauseRef); 11] = [
        (!ended, &clause::TASK_RESULTS_NULL),
        (!ended, &clause::STATUS_POLLING),
        (ended, &clause::TASK_TERMINAL),
        (ended && long_ago, &clause::TASK_KEPT),
        (completed && minutes == 3, &clause::TASK_TIME_3_MINUTES),
        (completed && minutes == 10, &clause::TASK_TIME_10_MINUTES),
        (completed && minutes == 30, &clause::TASK_TIME_30_MINUTES),
        (early_failure, &clause::TASK_FAILED_BEFORE_WORK),
        (early_failure, &clause::CREDITS_REFUND_REJECTED),
        (job.detail.from.is_none(), &clause::TASK_FROM_TASK_ID),
        (completed, &clause::RESULT_URLS),
    ];
    let by_condition = conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause));
    every.into_iter().chain(by_state.iter().copied()).chain(job.changed_by).chain(by_condition).collect()
}

/// The clauses that shape the answer to a look at one task.
pub const LOOK: [ClauseRef; 6] = [
    &clause::STATUS_ANSWER,
    &clause::STATUS_ENVELOPE,
    &clause::STATUS_ENDPOINT,
    &clause::STATUS_FREE,
    &clause::LIMIT_PER_KEY,
    &clause::AUTH_EVERY_CALL,
];

/// The clauses that shape every list.
pub const LIST: [ClauseRef; 13] = [
    &clause::LIST_ANSWER,
    &clause::LIST_FREE,
    &clause::LIST_NEWEST_FIRST,
    &clause::LIST_SAME_INSTANT,
    &clause::LIST_TOTAL,
    &clause::LIST_LIMIT_MOST,
    &clause::LIST_OFFSET_BEYOND,
    &clause::LIST_TOTAL_FILTERED,
    &clause::LIST_PRINTED,
    &clause::LIST_PRINTED_PAGE,
    &clause::LIST_EMPTY,
    &clause::DELETE_GONE_FROM_LIST,
    &clause::AUTH_EVERY_CALL,
];

/// Returns the clause that shapes a list of the tasks in this state; `None` without a filter and for `pending`.
pub fn of_list(state: Option<State>) -> Option<ClauseRef> {
    Some(match state? {
        State::Pending => return None,
        State::Processing => &clause::LIST_STATUS_PROCESSING,
        State::Completed => &clause::LIST_STATUS_COMPLETED,
        State::Failed => &clause::LIST_STATUS_FAILED,
    })
}

/// Returns the clauses that shape the answer to the deletion of a task in this state.
pub fn of_deletion(state: State) -> Citations {
    let every: [ClauseRef; 6] = [
        &clause::DELETE_ANSWER,
        &clause::DELETE_ENVELOPE,
        &clause::DELETE_NO_REFUND,
        &clause::DELETE_FOR_GOOD,
        &clause::DELETE_GONE,
        &clause::AUTH_EVERY_CALL,
    ];
    let by_state: &[ClauseRef] = match state {
        State::Failed => {
            &[&clause::DELETE_FAILED, &clause::DELETE_NOT_ONLY_PENDING, &clause::CREDITS_REFUND_AND_DELETE]
        }
        _ => &[&clause::DELETE_PENDING],
    };
    every.into_iter().chain(by_state.iter().copied()).collect()
}

/// Returns the clauses that shape the result files of a story.
pub fn of_result(story: &Story) -> Citations {
    let every: [ClauseRef; 8] = [
        &clause::RESULT_DRAWN,
        &clause::RESULT_URLS,
        &clause::RESULT_LIFETIME,
        &clause::RESULT_FILM,
        &clause::RESULT_IMAGE,
        &clause::RESULT_PAGE,
        &clause::RESULT_LENGTH,
        &clause::RESULT_SCENES,
    ];
    let turned: ClauseRef = match story.dimension {
        Dimension::Landscape => &clause::RESULT_LANDSCAPE,
        Dimension::Portrait => &clause::RESULT_PORTRAIT,
    };
    let subtitled: ClauseRef =
        if story.subtitle { &clause::RESULT_SUBTITLES } else { &clause::RESULT_NO_SUBTITLES };
    let watermarked = story.watermark.then_some(&clause::RESULT_WATERMARK as ClauseRef);
    every.into_iter().chain([turned, subtitled]).chain(watermarked).collect()
}
