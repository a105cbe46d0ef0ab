//! Lists that come in pages (facts 1.6).

use client_core::{Call, Result, lenient, pages};
use futures_core::Stream;
use serde::Deserialize;

/// The part of a list to fetch. The provider chooses the values that are not set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageOptions {
    /// The largest number of items: 1 to 100, or to 200 for the generations of a group. The provider's default is 50, for
    /// characters 20.
    pub limit: Option<u32>,
    /// The number of items to skip; 0 by the provider's default.
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

/// The position of a page in its list. There is no total.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Pagination {
    /// The largest number of items that was asked for.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub limit: Option<i64>,
    /// The number of items before this page.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub offset: Option<i64>,
    /// The number of items on this page.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub returned: Option<i64>,
    /// `true` if more items come after this page.
    #[serde(default)]
    pub has_more: Option<bool>,
}

/// Returns all items of a list, and fetches `most` of them at a time.
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
