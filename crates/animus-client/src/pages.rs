//! Lists that come in pages (facts 1.6).

use client_core::{Call, Result, lenient, pages};
use futures_core::Stream;
use serde::Deserialize;

/// Which part of a list is asked for. What isn't set is the provider's to choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageOptions {
    /// How many at most: 1 to 100, of a group's generations to 200. By the provider's default 50, of characters 20.
    pub limit: Option<u32>,
    /// How many come before; none by the provider's default.
    pub offset: Option<u64>,
}

impl PageOptions {
    /// Sets [`limit`](Self::limit).
    #[must_use]
    pub fn with_limit(self, limit: u32) -> Self {
        Self { limit: Some(limit), ..self }
    }

    /// Sets [`offset`](Self::offset).
    #[must_use]
    pub fn with_offset(self, offset: u64) -> Self {
        Self { offset: Some(offset), ..self }
    }

    pub(crate) fn ask(self, call: Call) -> Call {
        let call = match self.limit {
            Some(limit) => call.query("limit", &limit),
            None => call,
        };
        match self.offset {
            Some(offset) => call.query("offset", &offset),
            None => call,
        }
    }
}

/// Where a page stands in its list. There is no total.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Pagination {
    /// How many were asked for at most.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub limit: Option<i64>,
    /// How many come before.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub offset: Option<i64>,
    /// How many are on this page.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub returned: Option<i64>,
    /// Whether more come after it.
    #[serde(default)]
    pub has_more: Option<bool>,
}

/// All items of a list, `most` at a time.
pub(crate) fn walk<T, Fetching>(
    most: u32,
    mut fetch: impl FnMut(PageOptions) -> Fetching + Send + 'static,
    id: fn(&T) -> &str,
) -> impl Stream<Item = Result<T>> + Send + Unpin
where
    T: Send + 'static,
    Fetching: Future<Output = Result<(Vec<T>, Option<Pagination>)>> + Send + 'static,
{
    let page = move |offset| {
        let fetching = fetch(PageOptions { limit: Some(most), offset: Some(offset) });
        async move {
            let (items, pagination) = fetching.await?;
            let more = pagination.and_then(|pagination| pagination.has_more) == Some(true);
            Ok(pages::Page { items, more })
        }
    };
    pages::walk(page, id)
}
