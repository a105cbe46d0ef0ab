//! An exchange as it is kept: cheap to write down, and no larger than it says.

use std::sync::Arc;

use axum::extract::MatchedPath;
use axum::http::{Method, StatusCode};
use jiff::Timestamp;

use super::transcript::Transcript;

/// What an exchange takes beside its texts and bodies, with its places in the ring.
const FRAME: usize = size_of::<Exchange>() + 160;

/// One HTTP request with its response.
#[derive(Debug)]
pub struct Exchange {
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
    /// What was said.
    pub transcript: Transcript,
    /// The fields of its body that nothing read.
    pub unread: Vec<String>,
    /// The id of the fault that happened to it.
    pub fault: Option<Arc<str>>,
}

impl Exchange {
    /// The status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.status.map(|status| status.as_u16())
    }

    /// The path below the provider's base, without the query. A result file has the path that it has in its world.
    pub fn path(&self) -> &str {
        let path = self.transcript.target().split('?').next().unwrap_or_default();
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

    /// How many bytes it takes.
    pub fn weight(&self) -> usize {
        let unread: usize = self.unread.iter().map(|field| size_of::<String>() + field.len()).sum();
        FRAME + self.transcript.weight() + unread
    }
}
