//! The pictures that generations are made from, found by their URLs.

use kernel::machine::{Account, Machine};
use kernel::random::Root;
use mock_http::request::RequestContext;
use url::Url;

use super::{characters, generations};
use crate::state::Animus;
use crate::state::drawings::Source;

/// The number of pictures that a result shows, each one made from the next.
const MOST: usize = 3;

/// Returns the sources of a generation that is made from the picture at a URL. A picture that this sandbox serves is shown as it
/// is; any other is never fetched (`create.source-here`, `create.source-not-fetched`).
pub fn find(context: &RequestContext, url: &str) -> Box<[Source]> {
    let served = served(context, url);
    served.unwrap_or_else(|| [Source::Elsewhere(Root::new(0, "source", url).stream(0).seed())].into())
}

/// Returns a picture that this sandbox serves, and those that it was made from itself.
fn served(context: &RequestContext, url: &str) -> Option<Box<[Source]>> {
    let url = Url::parse(url).ok()?;
    let file = context.own_file(&url).filter(|file| file.provider == Animus::NAME)?;
    let slot = context.world.accounts_of::<Animus>().by_id(file.account_id)?;
    slot.look(|account: &Account<Animus>, _| match file.path.split_once('/') {
        Some((character_id, name)) => {
            let character = account.data.characters.get(character_id)?;
            Some([characters::source(character, name)?].into())
        }
        None => {
            let (id, generation) = generations::find(account, file.path)?;
            let nearest = Source::Drawing(Box::new(generations::drawing(id, generation)));
            let behind = generation.brief.sources.iter().cloned();
            Some([nearest].into_iter().chain(behind).take(MOST).collect())
        }
    })
}
