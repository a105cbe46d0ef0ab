//! Pages of lists: `limit` and `offset` in, `pagination` out (`animus-facts.md`, 1.6).

use kernel::evidence::ClauseRef;
use kernel::form::{Fields, integer_text};
use serde::Serialize;

/// The rules for the page of a list.
pub struct PageRule {
    /// The default `limit`.
    pub default: usize,
    /// The largest `limit`.
    pub most: u64,
    /// The clause on the `limit`.
    pub limit: ClauseRef,
    /// The clause on the `offset`.
    pub offset: ClauseRef,
}

/// The largest `offset`.
const FURTHEST: u64 = u64::MAX;

/// A page of a list, as the caller asks for it.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The most entries of the page.
    pub limit: usize,
    /// The number of entries to skip.
    pub offset: usize,
}

impl Page {
    /// Reads a page by the rules of a list.
    pub fn read(fields: &mut Fields<'_>, rule: &PageRule) -> Self {
        let limit = fields.optional("limit", rule.limit, integer_text(1..=rule.most));
        let offset = fields.optional("offset", rule.offset, integer_text(0..=FURTHEST));
        let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        Self { limit: limit.map_or(rule.default, size), offset: offset.map_or(0, size) }
    }

    /// Describes a page with `returned` entries, of a list of `total` entries.
    pub fn pagination(self, returned: usize, total: usize) -> Pagination {
        let Self { limit, offset } = self;
        Pagination { limit, offset, returned, has_more: offset.saturating_add(returned) < total }
    }
}

/// The description of a page.
#[derive(Debug, Serialize)]
pub struct Pagination {
    /// The most entries of the page.
    pub limit: usize,
    /// The number of entries before the page.
    pub offset: usize,
    /// The number of entries on the page.
    pub returned: usize,
    /// `true` if more entries follow.
    pub has_more: bool,
}
