//! An exchange, as it is written down.

use std::sync::Arc;

use axum::extract::MatchedPath;
use axum::http::{Method, StatusCode};
use jiff::Timestamp;

use super::transcript::{Said, Transcript};

/// One HTTP request with its response.
#[derive(Debug)]
pub struct Exchange {
    /// What is known of it.
    pub about: About,
    /// What was said.
    pub transcript: Transcript,
}

/// What is known of an exchange beside what was said.
#[derive(Clone, Debug)]
pub struct About {
    /// When the request came.
    pub at: Timestamp,
    /// The provider that it went to.
    pub provider: &'static str,
    /// Where the provider's paths begin; nothing for a result file.
    pub base: &'static str,
    /// The API key that it came with.
    pub api_key: Option<Arc<str>>,
    /// The template of the route that took it, if one did.
    pub matched: Option<MatchedPath>,
    /// Whether it fetched a result file.
    pub is_file: bool,
    /// The request's method.
    pub method: Method,
    /// The response's status; none if there was no response, or nobody to wait for it.
    pub status: Option<StatusCode>,
    /// The fields of its body that nothing read.
    pub unread: Vec<String>,
    /// The id of the fault that happened to it.
    pub fault: Option<Arc<str>>,
}

impl About {
    /// The status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.status.map(|status| status.as_u16())
    }

    /// The path below the provider's base, without the query. A result file has the path that it has in its world.
    pub(super) fn path<'a>(&self, said: Said<'a>) -> &'a str {
        let path = said.target().split('?').next().unwrap_or_default();
        path.strip_prefix(self.base).unwrap_or(path)
    }

    /// The template that its path matched, below the provider's base; none if there is no such path.
    pub fn route(&self) -> Option<&str> {
        if self.is_file {
            return Some("/media");
        }
        let template = self.matched.as_ref()?.as_str();
        Some(template.strip_prefix(self.base).unwrap_or(template))
    }

    /// Returns the number of bytes that it keeps alive beside itself, as far as they are its own.
    pub(super) fn weight(&self) -> usize {
        let unread: usize = self.unread.iter().map(|field| size_of::<String>() + field.capacity()).sum();
        unread + self.api_key.as_deref().map_or(0, str::len)
    }
}
