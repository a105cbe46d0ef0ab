//! The provider's refusals by name.

use std::collections::BTreeMap;

use client_core::{Error, Refusal};
use serde_json::Value;

use crate::answers::Job;

/// Reads the provider's own words: `error` is a short text, `message` a longer one that is often missing (facts sheet 1.2).
pub(crate) fn read_refusal(body: &Value) -> Refusal {
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    Refusal { code: text("error"), message: text("message").or_else(|| text("error")) }
}

/// The `CutX` view of an [`Error`]. The HTTP status tells refusals apart, because their bodies are hardly documented (S4,
/// errors; facts sheet 1.1 and 1.2).
pub trait CutxErrorExt {
    /// Returns `true` for a 400: a field is missing or not within its limits; see [`field_errors`](Self::field_errors).
    fn is_invalid_input(&self) -> bool;

    /// Returns `true` for a 401: the token is missing, wrong or expired (it is valid for 7 days).
    fn is_unauthenticated(&self) -> bool;

    /// Returns `true` for a 402: the account has too few credits. Nothing was charged.
    fn is_insufficient_credits(&self) -> bool;

    /// Returns `true` for a 403: the account is suspended or banned.
    fn is_forbidden(&self) -> bool;

    /// Returns `true` for a 404: the account has no such project, product or job.
    fn is_not_found(&self) -> bool;

    /// Returns the problems of each field, if the provider lists them in `details.fieldErrors`. That shape is not
    /// documented. Without it the map is empty, and [`Error::body`] has the text of the answer.
    fn field_errors(&self) -> BTreeMap<String, Vec<String>>;

    /// Returns the job, as last seen, if a wait for it failed or reached its deadline.
    fn last_job(&self) -> Option<&Job>;
}

impl CutxErrorExt for Error {
    fn is_invalid_input(&self) -> bool {
        self.status() == Some(400)
    }

    fn is_unauthenticated(&self) -> bool {
        self.status() == Some(401)
    }

    fn is_insufficient_credits(&self) -> bool {
        self.status() == Some(402)
    }

    fn is_forbidden(&self) -> bool {
        self.status() == Some(403)
    }

    fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    fn field_errors(&self) -> BTreeMap<String, Vec<String>> {
        let body: Value = self.body().and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default();
        serde_json::from_value(body["details"]["fieldErrors"].clone()).unwrap_or_default()
    }

    fn last_job(&self) -> Option<&Job> {
        self.job()
    }
}
