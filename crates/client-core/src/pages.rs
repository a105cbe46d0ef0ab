//! Lists that come in pages, walked to their end.

use std::collections::HashSet;

use futures_core::Stream;
use futures_util::{TryStreamExt, stream};

use crate::error::Result;

/// One page of a list, as far as walking needs it.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The items of the page.
    pub items: Vec<T>,
    /// `true` if the provider says that more items follow this page.
    pub more: bool,
}

/// Returns all items of a list. Each page is fetched after the items of the page before it have been taken. `fetch` gets a
/// page by the number of items before it. `id` tells items apart.
///
/// Each item is returned once, even if new items shift it from one page to the next. An item can be missed if earlier items
/// are removed during the walk and shift it back to a page that was already fetched. The stream ends with the list, after an
/// error, or at a page without new items, even if the provider says that more follow: otherwise the walk might never end.
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

/// The state of a walk through a list.
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
    /// Fetches the next page and returns its new items.
    async fn page(mut self) -> Result<(Vec<T>, Self)> {
        let page = (self.fetch)(self.offset).await?;
        self.offset += page.items.len() as u64;
        let fresh = |item: &T| self.told.insert((self.id)(item).to_owned());
        let items: Vec<_> = page.items.into_iter().filter(fresh).collect();
        self.over = items.is_empty() || !page.more;
        Ok((items, self))
    }
}
