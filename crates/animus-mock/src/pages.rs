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
    /// The clause on the page of a call that names none.
    pub usual: ClauseRef,
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
    /// `true` if the caller left the limit out.
    is_usual: bool,
}

impl Page {
    /// Reads a page by the rules of a list.
    pub fn read(fields: &mut Fields<'_>, rule: &PageRule) -> Self {
        let limit = fields.checked("limit", rule.limit, integer_text(1..=rule.most));
        let offset = fields.checked("offset", rule.offset, integer_text(0..=FURTHEST));
        let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let is_usual = limit.is_none();
        Self { limit: limit.map_or(rule.default, size), offset: offset.map_or(0, size), is_usual }
    }

    /// Returns the clauses that left entries of a list of `total` entries out of a page with `returned` entries.
    pub fn clauses(self, rule: &PageRule, returned: usize, total: usize) -> impl Iterator<Item = ClauseRef> {
        let is_cut = self.offset.saturating_add(returned) < total;
        let limit = if self.is_usual { rule.usual } else { rule.limit };
        [(is_cut, limit), (self.offset > 0, rule.offset)]
            .into_iter()
            .filter_map(|(left_out, by)| left_out.then_some(by))
    }

    /// Describes a page with `returned` entries, of a list of `total` entries.
    pub fn pagination(self, returned: usize, total: usize) -> Pagination {
        let Self { limit, offset, .. } = self;
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
