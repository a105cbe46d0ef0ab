//! Calls about faults, and faults as they are registered.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use journal::api_key::ApiKey;
use journal::criteria::{Criteria, Known};
use journal::glob::Glob;

/// Lists the registered faults.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListFaults {}

/// The registered faults.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FaultList {
    /// The faults, in the order in which they are tried.
    pub faults: Vec<FaultView>,
}

/// Registers a fault.
pub type AddFault = Fault;

/// Forgets all faults.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClearFaults {}

/// Forgets a fault.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoveFault {
    /// The id of the fault.
    pub id: String,
}

impl FaultView {
    /// Returns the same fault, with the key that it asks for to be written as JSON in full.
    #[must_use]
    pub fn in_full(mut self) -> Self {
        self.fault.matches.api_key = self.fault.matches.api_key.map(ApiKey::in_full);
        self
    }
}

/// A registered fault.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FaultView {
    /// The fault's id.
    pub id: Arc<str>,
    /// The fault as it was registered.
    #[serde(flatten)]
    pub fault: Fault,
    /// The number of requests that have matched.
    pub matched: u64,
    /// The number of times that the fault has happened.
    pub fired: u64,
}

/// The longest delay, in milliseconds: ten minutes.
const LONGEST_DELAY: u64 = 600_000;

/// A fault as a test registers it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The requests that the fault may happen to. All requests if left out.
    #[serde(default, rename = "match")]
    pub matches: Match,
    /// The number of matching requests that pass before the fault can happen.
    #[serde(default)]
    pub skip: u64,
    /// The largest number of times that the fault happens. Unlimited if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// The probability of the fault, above 0 and up to 1. Certain if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// The effect on the request or its answer.
    pub effect: Effect,
    /// The moment of the effect.
    #[serde(default)]
    pub apply: Apply,
}

/// The requests that a fault may happen to. A request has to meet every criterion that is given.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Match {
    /// The name of the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The HTTP method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// A glob on the path below the provider's base, without the query: `*` stands for anything but a slash, `**` for any
    /// number of whole segments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Glob>,
    /// The API key of the request, in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key: Option<ApiKey>,
}

/// The effects on a request or its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// This answer is sent instead of the provider's. A body that is a text is sent as it is, any other body as JSON.
    Respond {
        /// The status, from 200 to 599.
        status: u16,
        /// Headers in addition to the usual ones.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        headers: BTreeMap<String, String>,
        /// The body. Empty if left out.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        body: Value,
    },
    /// The provider refuses the request, in its own envelope.
    Refuse(Refusal),
    /// The answer comes later.
    Delay {
        /// The delay in milliseconds of the machine's time, at most ten minutes. The world's clock has no part in it.
        ms: u64,
    },
    /// The connection ends without an answer.
    Disconnect,
    /// The answer breaks off, and the connection with it. With [`Apply::Before`] it is an empty JSON object. An answer that is
    /// not longer than `bytes` lacks its last byte.
    Truncate {
        /// The number of bytes of the body that are sent.
        bytes: usize,
    },
    /// The answer is a success whose body is declared as JSON, but is not JSON.
    Malformed,
    /// The job that the request starts fails at its end, in the provider's own way.
    FailJob {
        /// The provider's error code, if it has codes.
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// A sentence on the failure.
        #[serde(skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
}

/// The refusals that a fault can ask a provider for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The key made too many requests.
    RateLimited,
    /// The key opens no account.
    Unauthorized,
    /// The balance is too small.
    InsufficientCredits,
    /// The service failed.
    ServerError,
    /// The service is not available for the moment.
    Unavailable,
}

impl Refusal {
    /// The words for all refusals.
    pub const WORDS: [&'static str; 5] =
        ["rate_limited", "unauthorized", "insufficient_credits", "server_error", "unavailable"];
}

/// The moments at which a fault can happen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Apply {
    /// The fault happens before the request reaches the provider. The request has no effect.
    #[default]
    Before,
    /// The fault happens after the request took effect. Its answer is lost or changed.
    After,
}

/// An error for a fault that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFault {
    /// The name of the wrong field, with the names of the objects that hold it.
    pub field: &'static str,
    /// The problem as the end of a sentence that begins with the field's name.
    pub problem: String,
}

impl fmt::Display for BadFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.field, self.problem)
    }
}

impl std::error::Error for BadFault {}

impl Fault {
    /// Creates a fault that happens to every request.
    pub fn new(effect: Effect) -> Self {
        let (matches, apply) = (Match::default(), Apply::default());
        Self { matches, skip: 0, times: None, probability: None, effect, apply }
    }

    /// Restricts the fault to a provider.
    #[must_use]
    pub fn provider(mut self, provider: &str) -> Self {
        self.matches.provider = Some(provider.to_owned());
        self
    }

    /// Restricts the fault to an HTTP method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.matches.method = Some(method.to_owned());
        self
    }

    /// Restricts the fault to paths that a glob matches, below the provider's base.
    #[must_use]
    pub fn path(mut self, glob: &str) -> Self {
        self.matches.path = Some(Glob::new(glob));
        self
    }

    /// Restricts the fault to an API key.
    #[must_use]
    pub fn api_key(mut self, api_key: &str) -> Self {
        self.matches.api_key = Some(api_key.into());
        self
    }

    /// Lets this number of matching requests pass first.
    #[must_use]
    pub fn skip(mut self, requests: u64) -> Self {
        self.skip = requests;
        self
    }

    /// Limits the number of times that the fault happens.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// Sets the probability of the fault, above 0 and up to 1.
    #[must_use]
    pub fn probability(mut self, probability: f64) -> Self {
        self.probability = Some(probability);
        self
    }

    /// Moves the fault to the moment after the request took effect.
    #[must_use]
    pub fn after(mut self) -> Self {
        self.apply = Apply::After;
        self
    }

    /// Refuses a fault that makes no sense in a sandbox with these providers. The error names the wrong field and the problem.
    pub fn check(&self, known: &[Known]) -> Result<(), BadFault> {
        let bad = |field, problem: String| Err(BadFault { field, problem });
        let Match { provider, method, path, api_key } = &self.matches;
        let (provider, method, api_key) = (provider.as_deref(), method.as_deref(), api_key.as_deref());
        Criteria { provider, method, path: path.as_ref(), api_key }.check(known).map_err(|bad| {
            let field = match bad.field {
                "provider" => "match.provider",
                "method" => "match.method",
                "path" => "match.path",
                _ => "match.api_key",
            };
            BadFault { field, problem: bad.problem }
        })?;
        if self.times == Some(0) {
            return bad("times", "must be at least 1".to_owned());
        }
        if self.probability.is_some_and(|probability| !(probability > 0.0 && probability <= 1.0)) {
            return bad("probability", "must be above 0 and at most 1".to_owned());
        }
        self.effect.check(self.apply)
    }
}

impl Effect {
    fn check(&self, apply: Apply) -> Result<(), BadFault> {
        let bad = |field, problem: String| Err(BadFault { field, problem });
        match self {
            Self::Respond { status, headers, .. } => {
                if !(200..=599).contains(status) {
                    return bad("effect.respond.status", "must be from 200 to 599".to_owned());
                }
                for (name, value) in headers {
                    if let Err(problem) = header_of(name, value) {
                        return bad("effect.respond.headers", problem);
                    }
                }
                Ok(())
            }
            Self::Delay { ms } if *ms > LONGEST_DELAY => {
                bad("effect.delay.ms", format!("must be at most {LONGEST_DELAY}"))
            }
            Self::FailJob { .. } if apply == Apply::After => {
                bad("apply", "a job that is to fail is told so before it starts".to_owned())
            }
            _ => Ok(()),
        }
    }
}

/// Returns a header as it is sent. The error is a sentence with the reason for which it cannot be sent.
pub fn header_of(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let parsed: HeaderName = name.parse().map_err(|_| format!("{name:?} is no header name"))?;
    if [header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION].contains(&parsed) {
        return Err(format!("{name} is set by the server itself"));
    }
    let value = HeaderValue::from_str(value).map_err(|_| format!("the value of {name} cannot be sent"))?;
    Ok((parsed, value))
}

/// Returns the status for a checked number, and 500 for any number that is no status.
pub fn status_of(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
