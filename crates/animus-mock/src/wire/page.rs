//! Pages of lists: `limit` and `offset` in, `pagination` out (`animus-facts.md`, 1.6).

use mock_core::clause::ClauseRef;
use mock_core::fields::{Fields, integer_text};
use serde::Serialize;

/// What a list takes for its page.
pub struct PageRule {
    /// The `limit` if none is named,
    pub default: usize,
    /// and the largest.
    pub most: u64,
    /// The clause on its `limit`.
    pub limit: ClauseRef,
    /// The clause on its `offset`.
    pub offset: ClauseRef,
}

/// The largest `offset`.
const FURTHEST: u64 = u64::MAX;

/// A page that was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// At most so many,
    pub limit: usize,
    /// after so many.
    pub offset: usize,
}

impl Page {
    /// Reads a page by a list's rule.
    pub fn read(fields: &mut Fields<'_>, rule: &PageRule) -> Self {
        let limit = fields.optional("limit", rule.limit, integer_text(1..=rule.most));
        let offset = fields.optional("offset", rule.offset, integer_text(0..=FURTHEST));
        let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        Self { limit: limit.map_or(rule.default, size), offset: offset.map_or(0, size) }
    }

    /// What is said of a page of which `returned` are there, of `total` in all.
    pub fn pagination(self, returned: usize, total: usize) -> Pagination {
        let Self { limit, offset } = self;
        Pagination { limit, offset, returned, has_more: offset.saturating_add(returned) < total }
    }
}

/// What is said of a page.
#[derive(Debug, Serialize)]
pub struct Pagination {
    /// At most so many,
    pub limit: usize,
    /// after so many.
    pub offset: usize,
    /// So many are there.
    pub returned: usize,
    /// Whether more follow.
    pub has_more: bool,
}
