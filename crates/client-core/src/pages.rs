//! Lists that come in pages, walked to their end.

use std::collections::HashSet;

use futures_core::Stream;
use futures_util::{TryStreamExt, stream};

/// One page of a list, as far as walking needs it.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The items of the page.
    pub items: Vec<T>,
    /// The number of elements of the page that could not be read.
    pub skipped: usize,
    /// `true` if the provider says that more items follow this page.
    pub more: bool,
}

/// Returns all items of a list. Each page is fetched after the items of the page before it have been taken. `fetch` gets a
/// page by the number of items before it. `id` tells items apart.
///
/// Each item is returned once, even if new items shift it from one page to the next. An item can be missed if earlier items
/// are removed during the walk and shift it back to a page that was already fetched. The stream ends with the list, after an
/// error, or at a page without new items, even if the provider says that more follow: otherwise the walk might never end.
pub fn walk<T, E, Fetching>(
    fetch: impl FnMut(u64) -> Fetching + Send + 'static,
    id: fn(&T) -> &str,
) -> impl Stream<Item = Result<T, E>> + Send + Unpin
where
    T: Send + 'static,
    E: Send + 'static,
    Fetching: Future<Output = Result<Page<T>, E>> + Send + 'static,
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

impl<T, Fetch> Walk<T, Fetch> {
    /// Fetches the next page and returns its new items.
    async fn page<E, Fetching>(mut self) -> Result<(Vec<T>, Self), E>
    where
        Fetch: FnMut(u64) -> Fetching,
        Fetching: Future<Output = Result<Page<T>, E>>,
    {
        let page = (self.fetch)(self.offset).await?;
        self.offset += (page.items.len() + page.skipped) as u64;
        self.over = !page.more || page.items.is_empty() && page.skipped == 0;
        let fresh = |item: &T| self.told.insert((self.id)(item).to_owned());
        let items: Vec<_> = page.items.into_iter().filter(fresh).collect();
        // A page of bad elements alone is no end.
        self.over |= items.is_empty() && page.skipped == 0;
        Ok((items, self))
    }
}
