//! The provider's refusals by name.

use std::collections::BTreeMap;

use client_core::{Error, Refusal};
use serde_json::Value;

use crate::answers::Job;

/// The provider's own words: `error` is a short text, `message` a longer one that is often missing (facts sheet 1.2).
pub(crate) fn read_refusal(body: &Value) -> Refusal {
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    Refusal { code: text("error"), message: text("message").or_else(|| text("error")) }
}

/// What an [`Error`] means here. Refusals are told by their HTTP status, as bodies are hardly documented (S4,
/// errors; facts sheet 1.1 and 1.2).
pub trait CutxErrorExt {
    /// 400: a field is missing, or beyond its limits; see [`field_errors`](Self::field_errors).
    fn is_invalid_input(&self) -> bool;

    /// 401: the token is missing, wrong or too old (it lives 7 days).
    fn is_unauthenticated(&self) -> bool;

    /// 402: the credits don't suffice; nothing was taken.
    fn is_insufficient_credits(&self) -> bool;

    /// 403: the account is suspended or banned.
    fn is_forbidden(&self) -> bool;

    /// 404: no such project, product or job in this account.
    fn is_not_found(&self) -> bool;

    /// What is wrong with each field, if the provider says so in `details.fieldErrors`. That envelope is not
    /// documented; where it is missing the map is empty, and [`Error::body`] has what was sent.
    fn field_errors(&self) -> BTreeMap<String, Vec<String>>;

    /// The job that failed, or that was given up on, when a wait ended in an error.
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
