//! Result files: found in the account that owns them, and served with the evidence for them.

use std::sync::Arc;

pub use axum::Router;
pub use axum::body::Body;
use axum::extract::Path;
pub use axum::http::{HeaderMap, Method};
pub use axum::response::Response;
use axum::routing::any;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use kernel::evidence::Evidence;
use kernel::machine::Account;

use crate::answer::cite;
use crate::files::no_file;
use crate::provider::Provider;
use crate::request::RequestContext;

/// A result of an account with the evidence for it, or the evidence for its absence.
pub type Found<T> = Result<(T, Evidence), Evidence>;

/// Finds the result in a file of an account. The path is relative to the account's.
pub type Find<P, T> = fn(&Account<P>, &str, Timestamp) -> Found<T>;

/// Returns the routes of the result files of all accounts: `find` looks under the account's lock, `show` makes the response
/// outside it.
pub fn result_files<P: Provider, T: Send + 'static>(
    find: Find<P, T>,
    show: impl Fn(RequestContext, T, Method, HeaderMap) -> BoxFuture<'static, Response> + Send + Sync + 'static,
) -> Router {
    let show = Arc::new(show);
    let serve = async move |context: RequestContext,
                            Path((account_id, file)): Path<(String, String)>,
                            method: Method,
                            headers: HeaderMap| {
        let slot = context.world.accounts_of::<P>().by_id(&account_id);
        let found = slot.map_or_else(
            || Err(Evidence::default()),
            |slot| {
                let found = slot.look(|account, now| find(account, &file, now));
                context.notes.saw(slot.position());
                found
            },
        );
        match found {
            Ok((result, evidence)) => cite(show(context, result, method, headers).await, evidence),
            Err(evidence) => no_file(evidence),
        }
    };
    Router::new().route("/{account}/{*file}", any(serve)).fallback(async || no_file([]))
}
