//! An exchange, as it is recorded.

use std::sync::Arc;

use http::{Method, StatusCode};
use jiff::Timestamp;
use kernel::credits::Credits;
use kernel::evidence::Evidence;

use crate::transcript::{Texts, Transcript};

/// One HTTP request with its response.
#[derive(Debug)]
pub struct Exchange {
    /// The data on the exchange.
    pub about: About,
    /// The texts and bodies of the exchange.
    pub transcript: Transcript,
}

/// The data on an exchange, beside its texts and bodies.
#[derive(Clone, Debug)]
pub struct About {
    /// The instant at which the request came.
    pub at: Timestamp,
    /// The provider that was called.
    pub provider: &'static str,
    /// The base of the provider's paths. Empty for a result file.
    pub base: &'static str,
    /// The API key of the request.
    pub api_key: Option<Arc<str>>,
    /// The template of the route that the request matched, if one did.
    pub matched: Option<Arc<str>>,
    /// `true` if the request was for a result file.
    pub is_file: bool,
    /// The request's method.
    pub method: Method,
    /// The status of the response. `None` if there was no response, or if the caller had left.
    pub status: Option<StatusCode>,
    /// The clauses that decided the answer.
    pub evidence: Evidence,
    /// The fields of the body or the query that the call does not know.
    pub unread: Vec<String>,
    /// The id of the fault that happened to the request.
    pub fault: Option<Arc<str>>,
    /// The duration of the exchange on the machine's clock, in microseconds, an hour at most.
    pub took_us: u32,
    /// The credits that the exchange moved.
    pub moved: Credits,
}

impl About {
    /// Returns the status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.status.map(|status| status.as_u16())
    }

    /// Returns the path below the provider's base, without the query. For a result file it is the path in its world.
    pub(crate) fn path<'a>(&self, texts: Texts<'a>) -> &'a str {
        let path = texts.target().split('?').next().unwrap_or_default();
        path.strip_prefix(self.base).unwrap_or(path)
    }

    /// Returns the template that the path matched, below the provider's base. `None` if there is no such path.
    pub fn route(&self) -> Option<&str> {
        if self.is_file {
            return Some("/media");
        }
        let template = &**self.matched.as_ref()?;
        Some(template.strip_prefix(self.base).unwrap_or(template))
    }

    /// Returns the number of bytes that the data keep alive beside themselves, as far as they own them.
    pub(crate) fn weight(&self) -> usize {
        let unread: usize = self.unread.iter().map(|field| size_of::<String>() + field.capacity()).sum();
        unread + self.evidence.weight() + self.api_key.as_deref().map_or(0, str::len)
    }
}
