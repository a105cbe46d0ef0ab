//! The store that several sandboxes share.

use backlot::Membership;

use crate::arguments::Serve;
use crate::values::StoreUrl;

/// Connects to the shared store, if the options name one. `listening` is the URL of this sandbox, unless another one is advertised.
pub(crate) fn membership(options: &Serve, listening: &str) -> Result<Option<Membership>, String> {
    let Some(StoreUrl(url)) = &options.store else { return Ok(None) };
    let url_of_this = options.advertise.as_deref().unwrap_or(listening);
    connected(url, url_of_this).map(Some).map_err(|problem| format!("cannot start: {problem}"))
}

#[cfg(feature = "postgres")]
fn connected(url: &str, url_of_this: &str) -> Result<Membership, String> {
    let store = store_postgres::Postgres::connect(url).map_err(|error| error.to_string())?;
    Ok(Membership { store: std::sync::Arc::new(store), url: url_of_this.to_owned() })
}

#[cfg(not(feature = "postgres"))]
fn connected(_url: &str, _url_of_this: &str) -> Result<Membership, String> {
    Err("this Backlot was built without its feature `postgres`, so that it knows no shared store".to_owned())
}
