//! Lists that come in pages, walked to their end.

use std::collections::HashSet;

use futures_core::Stream;
use futures_util::{TryStreamExt, stream};

use crate::error::Result;

/// One page, as far as walking is concerned.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Whether, by what the provider says, there is more after these items when this page began after so many.
    pub more: bool,
}

/// All items of a list, each page asked for when the one before it has been taken. `fetch` gets a page by the number of
/// items before it; `id` tells items apart.
///
/// An item is told once, even if new ones shift it from one page to the next; one that is shifted back over a page's
/// edge, as others before it are removed meanwhile, can be missed. The stream ends with the list, after an error, or at
/// a page that brings nothing new: whatever that says is still to come, the walk might never end.
pub fn walk<T, Fetching>(
    fetch: impl FnMut(u64) -> Fetching + Send + 'static,
    id: fn(&T) -> &str,
) -> impl Stream<Item = Result<T>> + Send + Unpin
where
    T: Send + 'static,
    Fetching: Future<Output = Result<Page<T>>> + Send + 'static,
{
    let start = Walk { fetch, id, offset: 0, told: HashSet::new(), over: false };
    let pages = stream::try_unfold(start, |walk| async move {
        if walk.over { Ok(None) } else { walk.page().await.map(Some) }
    });
    let items = pages.map_ok(|page| stream::iter(page.into_iter().map(Ok)));
    Box::pin(items.try_flatten())
}

/// How far a list has been walked.
struct Walk<T, Fetch> {
    fetch: Fetch,
    id: fn(&T) -> &str,
    offset: u64,
    told: HashSet<String>,
    over: bool,
}

impl<T, Fetch, Fetching> Walk<T, Fetch>
where
    Fetch: FnMut(u64) -> Fetching,
    Fetching: Future<Output = Result<Page<T>>>,
{
    /// What the next page brings that was not told before.
    async fn page(mut self) -> Result<(Vec<T>, Self)> {
        let page = (self.fetch)(self.offset).await?;
        self.offset += page.items.len() as u64;
        let fresh = |item: &T| self.told.insert((self.id)(item).to_owned());
        let items: Vec<_> = page.items.into_iter().filter(fresh).collect();
        self.over = items.is_empty() || !page.more;
        Ok((items, self))
    }
}
