//! Result files: found in the account that owns them, and recognized by their URLs.

use std::time::Duration;

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::evidence::ClauseRef;
use url::Url;

use crate::answer::cite;
use crate::authority::Authority;
use crate::local::is_loopback;
use crate::request::RequestContext;

/// A file of this sandbox, as a URL names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnFile<'a> {
    /// The name of the provider.
    pub provider: &'a str,
    /// The public id of the account.
    pub account_id: &'a str,
    /// The path of the file, relative to the account's.
    pub path: &'a str,
}

impl RequestContext {
    /// Returns the file of this world that a URL names, even if there is no such file. `None` if the URL leads elsewhere.
    ///
    /// The URL may name the sandbox by its public URL, by the authority that the request came to, or by every other name of this
    /// machine with that port.
    pub fn own_file<'a>(&self, url: &'a Url) -> Option<OwnFile<'a>> {
        let roots = [
            self.world.settings.public_url.as_deref().map(str::to_owned),
            self.authority.as_ref().map(Authority::base_url),
        ];
        let path = roots.iter().flatten().find_map(|root| below(&Url::parse(root).ok()?, url))?;
        let path = path.strip_prefix(self.world.prefix().as_str())?.strip_prefix("/media/")?;
        let (provider, rest) = path.split_once('/')?;
        let (account_id, path) = rest.split_once('/')?;
        Some(OwnFile { provider, account_id, path })
    }

    /// Returns the length of the film that a URL names, if it is a film of this world.
    pub fn film_length(&self, url: &Url) -> Option<Duration> {
        let OwnFile { provider, account_id, path } = self.own_file(url)?;
        self.world.accounts_at(provider).ok()?.film_length(account_id, path)
    }
}

/// Returns the path of a URL relative to another URL, if both name the same server.
fn below<'a>(root: &Url, url: &'a Url) -> Option<&'a str> {
    let (ours, theirs) = (root.host()?, url.host()?);
    let is_same = ours == theirs || is_loopback(&ours) && is_loopback(&theirs);
    let is_same = is_same && root.port_or_known_default() == url.port_or_known_default();
    let path = url.path().strip_prefix(root.path().trim_end_matches('/'))?;
    (is_same && path.starts_with('/')).then_some(path)
}

/// Returns a 404 for a missing file, with the clauses for its absence. No cache keeps it, since the file may come later.
pub fn no_file(clauses: impl IntoIterator<Item = ClauseRef>) -> Response {
    let fields: [(HeaderName, &str); 2] = [(CACHE_CONTROL, "no-store"), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    let response = (StatusCode::NOT_FOUND, fields, "There is no such file.\n").into_response();
    cite(response, clauses.into_iter().collect())
}

/// Returns a response with a content security policy for browsers.
pub fn under_policy(mut response: Response, policy: &str) -> Response {
    if let Ok(policy) = HeaderValue::from_str(policy) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_below_another_is_one_of_the_same_server() {
        let rows = [
            ("http://127.0.0.1:4080", "http://127.0.0.1:4080/media/x", Some("/media/x")),
            ("http://127.0.0.1:4080", "http://localhost:4080/media/x", Some("/media/x")),
            ("http://127.0.0.1:4080", "http://LOCALHOST.:4080/media/x?a=b#c", Some("/media/x")),
            ("http://localhost:4080", "http://app.localhost:4080/media/x", Some("/media/x")),
            ("http://localhost:4080", "http://[::1]:4080/media/x", Some("/media/x")),
            ("http://127.0.0.1:4080", "http://localhost:4081/media/x", None),
            ("http://127.0.0.1:4080", "http://localhost/media/x", None),
            ("http://127.0.0.1:4080", "http://192.0.2.1:4080/media/x", None),
            ("http://sandbox.test:4080", "http://127.0.0.1:4080/media/x", None),
            ("https://app.example/mock", "https://app.example/mock/media/x", Some("/media/x")),
            ("https://app.example/mock/", "https://APP.example:443/mock/w/a/media/x", Some("/w/a/media/x")),
            ("https://app.example/mock", "https://app.example/media/x", None),
            ("https://app.example/mock", "https://app.example/mocking/media/x", None),
            ("https://app.example/mock", "http://app.example/mock/media/x", None),
            ("https://app.example/mock", "https://app.example.org/mock/media/x", None),
        ];
        for (root, url, expected) in rows {
            let (root, url) = (Url::parse(root).unwrap(), Url::parse(url).unwrap());
            assert_eq!(below(&root, &url), expected, "{url} below {root}");
        }
    }
}
