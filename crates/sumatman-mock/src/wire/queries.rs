//! The queries of the calls that look.

use mock_core::fields::{Fields, Form, one_of, text, whole_number};

use super::options::{STATES, State};
use crate::clause;

/// `GET /user/{userId}/tasks`.
pub struct ListQuery {
    /// Only the tasks in this state.
    pub status: Option<State>,
    /// How many at the most.
    pub limit: usize,
    /// How many to pass over.
    pub offset: usize,
}

/// How many tasks a page has at the most, and has where nothing is said.
const PAGE: u64 = 100;

impl Form for ListQuery {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let limit = fields.optional("limit", &clause::LIST_LIMIT, whole_number(1..=u64::MAX));
        match limit {
            None => fields.cite(&clause::LIST_LIMIT_DEFAULT),
            Some(large) if large > PAGE => fields.cite(&clause::LIST_LIMIT_CLAMPED),
            Some(_) => {}
        }
        let offset = fields.optional("offset", &clause::LIST_OFFSET, whole_number(0..=u64::MAX));
        if offset.is_none() {
            fields.cite(&clause::LIST_OFFSET_DEFAULT);
        }
        let status = fields.optional("status", &clause::LIST_STATUS, one_of(STATES));
        let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        Some(Self { status, limit: size(limit.unwrap_or(PAGE).min(PAGE)), offset: size(offset.unwrap_or(0)) })
    }
}

/// `GET /task/{taskId}/status`.
pub struct StatusQuery {
    /// Whose the task should be.
    pub user_id: Option<String>,
}

impl Form for StatusQuery {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let user_id = fields.optional("userId", &clause::STATUS_USER_ID, text(0..=usize::MAX));
        Some(Self { user_id })
    }
}
