//! Requests that the sandbox itself causes. They are no traffic, so that the log does not show them.

use axum::extract::Request;

/// The path of the console in every world.
pub(crate) const CONSOLE: &str = "/_backlot/ui";

/// A mark on requests of a client inside the process.
#[derive(Clone, Copy)]
pub(crate) struct FromWithin;

/// Returns `true` if a path within a world leads to the console.
pub(crate) fn is_console(path: &str) -> bool {
    path.strip_prefix(CONSOLE).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns `true` if the sandbox itself caused a request: a client inside it, or a page that brings itself up to date.
pub(crate) fn is_from_within(request: &Request) -> bool {
    request.extensions().get::<FromWithin>().is_some() || is_console(request.uri().path())
}
