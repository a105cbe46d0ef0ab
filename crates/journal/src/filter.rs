//! A filter of exchanges.

use kernel::evidence::Basis;
use serde::{Deserialize, Serialize};

use crate::criteria::{BadFilter, Criteria, Known};
use crate::glob::Glob;
use crate::segment::JournalEntry;
use crate::status_filter::StatusFilter;
use crate::transcript::Text;

/// The length of the longest text to look for, in bytes.
const LONGEST: usize = 1024;

/// A filter of exchanges. An exchange has to meet every criterion that is given.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The name of the provider.
    pub provider: Option<String>,
    /// The HTTP method.
    pub method: Option<String>,
    /// A glob on the path below the provider's base, without the query.
    pub path: Option<Glob>,
    /// The status of the answer, or its class.
    pub status: Option<StatusFilter>,
    /// The API key of the request, in full.
    pub api_key: Option<String>,
    /// The weakest basis of the answer's clauses.
    pub basis: Option<Basis>,
    /// The id of the fault that happened to the request, or `*` for any.
    pub fault: Option<String>,
    /// The id of a clause that decided the answer.
    pub clause: Option<String>,
    /// The id of a job that the exchange names.
    pub job: Option<String>,
    /// A text in the path, the query or a body of the exchange.
    pub text: Option<String>,
    /// The order of the numbers, ascending if left out.
    pub order: Option<Order>,
    /// The number of an exchange. Only later exchanges match.
    pub after: Option<u64>,
    /// The number of an exchange. Only earlier exchanges match.
    pub before: Option<u64>,
    /// The largest number of exchanges to return, the first ones in the order.
    pub limit: Option<usize>,
}

/// The orders of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// The earliest first.
    #[default]
    Asc,
    /// The latest first.
    Desc,
}

impl Filter {
    /// Creates a filter that every exchange matches.
    pub fn all() -> Self {
        Self::default()
    }

    /// Restricts the filter to a provider.
    #[must_use]
    pub fn provider(mut self, provider: &str) -> Self {
        self.provider = Some(provider.to_owned());
        self
    }

    /// Restricts the filter to an HTTP method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    /// Restricts the filter to paths that a glob matches, below the provider's base.
    #[must_use]
    pub fn path(mut self, glob: &str) -> Self {
        self.path = Some(Glob::new(glob));
        self
    }

    /// Restricts the filter to a status of the answer.
    #[must_use]
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(StatusFilter::One(status));
        self
    }

    /// Restricts the filter to an API key.
    #[must_use]
    pub fn api_key(mut self, api_key: &str) -> Self {
        self.api_key = Some(api_key.to_owned());
        self
    }

    /// Restricts the filter to exchanges that name a job.
    #[must_use]
    pub fn job(mut self, job_id: &str) -> Self {
        self.job = Some(job_id.to_owned());
        self
    }

    /// Restricts the filter to exchanges after the one with this number.
    #[must_use]
    pub fn later_than(mut self, seq: u64) -> Self {
        self.after = Some(seq);
        self
    }

    /// Restricts the filter to a number of exchanges, the latest first.
    #[must_use]
    pub fn latest(mut self, limit: usize) -> Self {
        self.order = Some(Order::Desc);
        self.limit = Some(limit);
        self
    }

    /// Refuses a filter that no exchange can ever match in a sandbox with these providers.
    pub fn check(&self, known: &[Known]) -> Result<(), BadFilter> {
        let Self { provider, method, path, api_key, .. } = self;
        let (provider, method, api_key) = (provider.as_deref(), method.as_deref(), api_key.as_deref());
        Criteria { provider, method, path: path.as_ref(), api_key }.check(known)?;
        let bad = |field, problem: String| Err(BadFilter { field, problem });
        if self.status.is_some_and(|status| !status.is_possible()) {
            return bad("status", "must be from 100 to 599".to_owned());
        }
        for (field, text) in [("job", &self.job), ("text", &self.text)] {
            match text.as_deref().map(str::len) {
                Some(0) => return bad(field, "must not be empty".to_owned()),
                Some(length) if length > LONGEST => {
                    return bad(field, format!("must have at most {LONGEST} bytes"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    pub(crate) fn covers(&self, seen: &JournalEntry) -> bool {
        let about = seen.about();
        self.provider.as_deref().is_none_or(|provider| provider == about.provider)
            && self.status.is_none_or(|status| about.status().is_some_and(|own| status.covers(own)))
            && self.method.as_deref().is_none_or(|method| method == about.method)
            && self.api_key.as_deref().is_none_or(|key| about.api_key.as_deref() == Some(key))
            && self
                .fault
                .as_deref()
                .is_none_or(|fault| about.fault.as_deref().is_some_and(|own| fault == "*" || fault == own))
            && self
                .basis
                .is_none_or(|basis| about.evidence.iter().map(|clause| clause.basis).max() == Some(basis))
            && self.clause.as_deref().is_none_or(|id| about.evidence.iter().any(|clause| clause.id == id))
            && self.path.as_ref().is_none_or(|glob| glob.matches(about.path(seen.texts())))
            && [&self.job, &self.text].into_iter().flatten().all(|text| names(seen, text))
    }

    /// Returns `true` if an index alone can count the exchanges that match.
    pub(crate) fn is_indexed(&self) -> bool {
        let one = self.provider.is_none() || self.api_key.is_none();
        let Self { method, path, status, basis, fault, clause, job, text, .. } = self;
        let plain = method.is_none() && path.is_none() && status.is_none() && basis.is_none();
        one && plain && [fault, clause, job, text].into_iter().all(Option::is_none)
    }
}

/// Returns `true` if a text is in the path, the query or a body of an exchange.
fn names(seen: &JournalEntry, text: &str) -> bool {
    let (texts, finder) = (seen.texts(), memchr::memmem::Finder::new(text));
    let is_in = |body| matches!(body, Text::Whole(bytes) if finder.find(bytes).is_some());
    finder.find(texts.target().as_bytes()).is_some()
        || is_in(texts.request_body())
        || is_in(texts.response_body())
}
