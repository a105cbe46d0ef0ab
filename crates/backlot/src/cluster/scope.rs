//! The world that a request needs, and the way to it if it is not here.

use std::sync::Arc;

use axum::http::request::Parts;
use axum::http::{Method, Uri};
use mock_http::world::World;

use super::forward::FORWARDED;
use crate::worlds::Backlot;

/// The way to a world that is not here.
pub(crate) struct Way {
    /// The name of the world.
    pub(super) world: String,
    /// The path and the query of the request, with the world.
    pub(super) whole: Uri,
    /// `true` if another node has sent the request on.
    pub(super) was_forwarded: bool,
    /// `true` if the request is about the world, and is no call within it.
    pub(super) is_about: bool,
}

/// A mark on a request that another node has sent on, as an extension.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SentOn;

/// The worlds that a call at the root needs.
#[derive(Debug, PartialEq, Eq)]
enum Need<'a> {
    /// None: it is about the process, or about all worlds.
    Nothing,
    /// The process that has this world.
    OwnerOf(&'a str),
    /// The default world.
    Default,
}

/// Finds the world of a request, whose name and whose URI within the world are given if its path names one.
pub(crate) fn find(
    backlot: &Backlot,
    parts: &mut Parts,
    named: Option<(String, Uri)>,
) -> Result<Arc<World>, Box<Way>> {
    let was_forwarded = parts.headers.remove(FORWARDED).is_some();
    if was_forwarded {
        parts.extensions.insert(SentOn);
    }
    let whole = parts.uri.clone();
    let way = |world: &str, is_about| {
        Box::new(Way { world: world.to_owned(), whole: whole.clone(), was_forwarded, is_about })
    };
    if let Some((name, within)) = named {
        parts.uri = within;
        return backlot.here(&name).ok_or_else(|| way(&name, false));
    }
    match need(&parts.method, parts.uri.path()) {
        Need::Nothing => Ok(backlot.lobby()),
        Need::Default => backlot.here("").ok_or_else(|| way("", false)),
        Need::OwnerOf(world) => match backlot.here(world) {
            Some(_) => Ok(backlot.lobby()),
            None => Err(way(world, true)),
        },
    }
}

fn need<'a>(method: &Method, path: &'a str) -> Need<'a> {
    match path.strip_prefix("/_backlot/") {
        Some("health" | "nodes" | "metrics" | "providers" | "openapi.json") => Need::Nothing,
        Some("worlds") if *method == Method::GET || *method == Method::POST => Need::Nothing,
        Some(call) => match call.strip_prefix("worlds/") {
            Some(world) if !world.is_empty() => Need::OwnerOf(world),
            _ => Need::Default,
        },
        None => Need::Default,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_about_the_process_need_no_world() {
        let rows = [
            ("GET", "/_backlot/health", Need::Nothing),
            ("GET", "/_backlot/worlds", Need::Nothing),
            ("POST", "/_backlot/worlds", Need::Nothing),
            ("DELETE", "/_backlot/worlds", Need::Default),
            ("DELETE", "/_backlot/worlds/one", Need::OwnerOf("one")),
            ("DELETE", "/_backlot/worlds/", Need::Default),
            ("POST", "/_backlot/reset", Need::Default),
            ("POST", "/cutx/api/generate/copy", Need::Default),
            ("GET", "/health", Need::Default),
        ];
        for (method, path, expected) in rows {
            assert_eq!(need(&method.parse().unwrap(), path), expected, "{method} {path}");
        }
    }
}
