//! The rules of the four modes: the task that each works on, and the clauses that shape its answers.

use kernel::evidence::{ClauseRef, Evidence};

use crate::lifecycle::State;
use crate::options::Mode;
use crate::refusals::Refusal;
use crate::wishes::Wishes;
use crate::{clause, refusals};

/// Returns the clause on the task that a mode works on, if it works on one.
pub fn source_clause(mode: Mode) -> Option<ClauseRef> {
    match mode {
        Mode::Create => None,
        Mode::Repeat => Some(&clause::REPEAT_TASK_ID),
        Mode::Edit => Some(&clause::EDIT_TASK_ID),
        Mode::Continue => Some(&clause::CONTINUE_TASK_ID),
    }
}

/// Returns the refusal of a mode that does not work on a task in this state.
pub fn refusal(mode: Mode, state: State) -> Option<&'static Refusal> {
    match (mode, state) {
        (Mode::Edit, State::Completed | State::Failed) => Some(&refusals::CANNOT_EDIT),
        (Mode::Continue, State::Pending | State::Processing | State::Failed) => {
            Some(&refusals::CANNOT_CONTINUE)
        }
        _ => None,
    }
}

/// Returns the clauses on the wishes in a mode, each with its condition.
pub fn wish_clauses(mode: Mode, wishes: &Wishes) -> [(bool, ClauseRef); 10] {
    let (asked, has_story) = (!wishes.is_empty(), wishes.has_story());
    [
        (mode == Mode::Repeat && !asked, &clause::REPEAT_PRINTED),
        (mode == Mode::Repeat && asked, &clause::REPEAT_OVERRIDES),
        (mode == Mode::Edit && !asked, &clause::EDIT_NOTHING),
        (mode == Mode::Edit && has_story, &clause::EDIT_PRINTED),
        (mode == Mode::Edit && asked && !has_story, &clause::EDIT_PRINTED_SHORT),
        (mode == Mode::Continue && asked, &clause::CONTINUE_OVERRIDES),
        (mode == Mode::Continue && !has_story, &clause::CONTINUE_INPUT_STORY_OPTIONAL),
        (mode == Mode::Continue && has_story, &clause::CONTINUE_INPUT_STORY),
        (mode == Mode::Continue && has_story, &clause::CONTINUE_PRINTED),
        (mode == Mode::Continue && has_story, &clause::CONTINUE_PRINTED_SAMPLES),
    ]
}

/// Returns the clauses that shape the answer to a request in this mode.
pub fn clauses(mode: Mode) -> Evidence {
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
