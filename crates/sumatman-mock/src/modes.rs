//! The rules of the four modes: the task that each works on, and the clauses that shape its answers.

use kernel::evidence::ClauseRef;

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

/// Returns the refusal of a mode that does not work on a task in this state, and the clause that decides it.
pub fn refusal(mode: Mode, state: State) -> Option<(&'static Refusal, ClauseRef)> {
    match (mode, state) {
        (Mode::Edit, State::Completed) => Some((&refusals::CANNOT_EDIT, &clause::EDIT_COMPLETED)),
        (Mode::Edit, State::Failed) => Some((&refusals::CANNOT_EDIT_FAILED, &clause::EDIT_FAILED)),
        (Mode::Continue, State::Failed) => {
            Some((&refusals::CANNOT_CONTINUE_FAILED, &clause::CONTINUE_FAILED))
        }
        (Mode::Continue, State::Pending | State::Processing) => {
            Some((&refusals::CANNOT_CONTINUE, &clause::CONTINUE_COMPLETED_ONLY))
        }
        _ => None,
    }
}

/// Returns the clause on a task to work on that is not there, if the mode has one of its own.
pub fn unknown_source(mode: Mode) -> Option<ClauseRef> {
    match mode {
        Mode::Create | Mode::Repeat => None,
        Mode::Edit => Some(&clause::EDIT_UNKNOWN),
        Mode::Continue => Some(&clause::CONTINUE_UNKNOWN),
    }
}

/// Returns the clause on a balance that does not suffice for a mode.
pub fn insufficient(mode: Mode) -> ClauseRef {
    match mode {
        Mode::Create | Mode::Repeat => &clause::CREDITS_INSUFFICIENT,
        Mode::Edit => &clause::EDIT_INSUFFICIENT,
        Mode::Continue => &clause::CONTINUE_INSUFFICIENT,
    }
}

/// Returns the clauses on what a mode makes of the wishes, each with its condition.
pub fn clauses(mode: Mode, wishes: &Wishes) -> [(bool, ClauseRef); 12] {
    let (asked, has_story) = (!wishes.is_empty(), wishes.has_story());
    let has_options = wishes.has_options();
    let is = |other: Mode| mode == other;
    [
        (is(Mode::Create), &clause::CREATE_ANSWER),
        (is(Mode::Create), &clause::CREATE_PENDING),
        (is(Mode::Repeat), &clause::REPEAT_ANSWER),
        (is(Mode::Repeat), if asked { &clause::REPEAT_OVERRIDES } else { &clause::REPEAT_INHERITS }),
        (is(Mode::Repeat), &clause::REPEAT_PRICE),
        (is(Mode::Edit), &clause::EDIT_ANSWER),
        (is(Mode::Edit), if asked { &clause::EDIT_CHANGES } else { &clause::EDIT_NOTHING }),
        (is(Mode::Continue), &clause::CONTINUE_ANSWER),
        (is(Mode::Continue) && has_story, &clause::CONTINUE_INPUT_STORY),
        (is(Mode::Continue) && !has_story, &clause::CONTINUE_INPUT_STORY_OPTIONAL),
        (
            is(Mode::Continue),
            if has_options { &clause::CONTINUE_OVERRIDES } else { &clause::CONTINUE_INHERITS },
        ),
        (is(Mode::Continue), &clause::CONTINUE_PRICE),
    ]
}
