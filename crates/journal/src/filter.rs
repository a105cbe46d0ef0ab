//! A filter of exchanges.

use serde::Deserialize;

use crate::criteria::{BadFilter, Criteria, Known};
use crate::glob::Glob;
use crate::segment::JournalEntry;

/// A filter of exchanges. An exchange has to meet every criterion that is given.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// The name of the provider.
    pub provider: Option<String>,
    /// The HTTP method.
    pub method: Option<String>,
    /// A glob on the path below the provider's base, without the query.
    pub path: Option<Glob>,
    /// The status of the answer.
    pub status: Option<u16>,
    /// The API key of the request, in full.
    pub api_key: Option<String>,
    /// The number of an exchange. Only later exchanges match.
    pub after: Option<u64>,
    /// The largest number of exchanges to return, the earliest first.
    pub limit: Option<usize>,
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
        self.status = Some(status);
        self
    }

    /// Restricts the filter to an API key.
    #[must_use]
    pub fn api_key(mut self, api_key: &str) -> Self {
        self.api_key = Some(api_key.to_owned());
        self
    }

    /// Restricts the filter to exchanges after the one with this number.
    #[must_use]
    pub fn later_than(mut self, seq: u64) -> Self {
        self.after = Some(seq);
        self
    }

    /// Refuses a filter that no exchange can ever match in a sandbox with these providers.
    pub fn check(&self, known: &[Known]) -> Result<(), BadFilter> {
        let Self { provider, method, path, api_key, .. } = self;
        let (provider, method, api_key) = (provider.as_deref(), method.as_deref(), api_key.as_deref());
        Criteria { provider, method, path: path.as_ref(), api_key }.check(known)?;
        if self.status.is_some_and(|status| !(100..=599).contains(&status)) {
            return Err(BadFilter { field: "status", problem: "must be from 100 to 599".to_owned() });
        }
        Ok(())
    }

    pub(crate) fn covers(&self, seen: &JournalEntry) -> bool {
        let about = seen.about();
        self.provider.as_deref().is_none_or(|provider| provider == about.provider)
            && self.status.is_none_or(|status| about.status() == Some(status))
            && self.method.as_deref().is_none_or(|method| method == about.method)
            && self.api_key.as_deref().is_none_or(|key| about.api_key.as_deref() == Some(key))
            && self.path.as_ref().is_none_or(|glob| glob.matches(about.path(seen.texts())))
    }

    /// Returns `true` if an index alone can count the exchanges that match.
    pub(crate) fn is_indexed(&self) -> bool {
        let one = self.provider.is_none() || self.api_key.is_none();
        one && self.method.is_none() && self.path.is_none() && self.status.is_none()
    }
}
