//! The queries of the calls that read.

use mock_core::fields::{Fields, Form, integer_text, one_of, text};

use super::options::{STATES, State};
use crate::clause;

/// The query of `GET /user/{userId}/tasks`.
pub struct ListQuery {
    /// The state to filter by.
    pub status: Option<State>,
    /// The most tasks of the page.
    pub limit: usize,
    /// The number of tasks to skip.
    pub offset: usize,
}

/// The most tasks of a page, and also the default.
const PAGE: usize = 100;
/// The largest `offset`.
const FURTHEST: u64 = u64::MAX;

impl Form for ListQuery {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let limit = fields.optional("limit", &clause::LIST_LIMIT, integer_text(1..=i128::MAX));
        let limit = limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
        match limit {
            None => fields.cite(&clause::LIST_LIMIT_DEFAULT),
            Some(large) if large > PAGE => fields.cite(&clause::LIST_LIMIT_CLAMPED),
            Some(_) => {}
        }
        let offset = fields.optional("offset", &clause::LIST_OFFSET, integer_text(0..=FURTHEST));
        if offset.is_none() {
            fields.cite(&clause::LIST_OFFSET_DEFAULT);
        }
        let status = fields.optional("status", &clause::LIST_STATUS, one_of(STATES));
        let offset = offset.map_or(0, |offset| usize::try_from(offset).unwrap_or(usize::MAX));
        Some(Self { status, limit: limit.unwrap_or(PAGE).min(PAGE), offset })
    }
}

/// The query of `GET /task/{taskId}/status`.
pub struct StatusQuery {
    /// The expected owner of the task.
    pub user_id: Option<String>,
}

impl Form for StatusQuery {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let user_id = fields.optional("userId", &clause::STATUS_USER_ID, text(0..=usize::MAX));
        Some(Self { user_id })
    }
}
