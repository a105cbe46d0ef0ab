//! Lists that come in pages (facts 1.6).

use client_core::{BoxStream, Call, pages};

use crate::client::Result;
use crate::pagination::Pagination;

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

/// One page of a list.
pub(crate) struct Part<T> {
    pub(crate) items: Vec<T>,
    /// The number of elements that could not be read.
    pub(crate) skipped: usize,
    pub(crate) pagination: Option<Pagination>,
}

/// Returns all items of a list, and fetches `most` of them at a time.
pub(crate) fn walk<T, Fetching>(
    most: u32,
    mut fetch: impl FnMut(PageOptions) -> Fetching + Send + 'static,
    id: fn(&T) -> &str,
) -> BoxStream<'static, Result<T>>
where
    T: Send + 'static,
    Fetching: Future<Output = Result<Part<T>>> + Send + 'static,
{
    let page = move |offset| {
        let fetching = fetch(PageOptions { limit: Some(most), offset: Some(offset) });
        async move {
            let Part { items, skipped, pagination } = fetching.await?;
            let more = pagination.and_then(|pagination| pagination.has_more) == Some(true);
            Ok(pages::Page { items, skipped, more })
        }
    };
    Box::pin(pages::walk(page, id))
}
