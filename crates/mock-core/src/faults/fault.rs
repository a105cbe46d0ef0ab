//! A fault as it is asked for, and what is wrong with one that makes no sense.

use std::collections::BTreeMap;
use std::fmt;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Target;
use crate::api_key::ApiKey;
use crate::criteria::Criteria;
use crate::glob::Glob;
use crate::mount::Known;

/// The longest delay, in milliseconds: ten minutes.
const LONGEST_DELAY: u64 = 600_000;

/// Misbehaviour as it is asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Which requests it may happen to; all of them if it says nothing.
    #[serde(default, rename = "match")]
    pub matches: Match,
    /// So many matching requests pass first.
    #[serde(default)]
    pub skip: u64,
    /// It happens at most so often; always if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// How likely it is, above 0 and up to 1; certain if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// What happens.
    pub effect: Effect,
    /// When it happens.
    #[serde(default)]
    pub apply: Apply,
}

/// Which requests a fault may happen to: those that have everything that is named here.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Match {
    /// To this provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// With this method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// On a path that this glob matches, below the provider's base and without the query: `*` is anything but a slash, `**`
    /// any number of whole segments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Glob>,
    /// With this API key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key: Option<ApiKey>,
}

/// What happens to a request or to its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// This answer instead of the provider's. A body that is a text is sent as it stands, any other as JSON.
    Respond {
        /// The status, from 200 to 599.
        status: u16,
        /// Headers beside the usual ones.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        headers: BTreeMap<String, String>,
        /// The body; empty if left out.
        #[serde(default, skip_serializing_if = "Value::is_null")]
        body: Value,
    },
    /// A refusal in the provider's own envelope.
    Refuse(Refusal),
    /// The answer comes so much later.
    Delay {
        /// In milliseconds of the machine's time, whatever the world's clock does; at most ten minutes.
        ms: u64,
    },
    /// The connection ends without an answer.
    Disconnect,
    /// The answer breaks off, and with it the connection. With `before` it is an empty object's; an answer that is no longer
    /// than this lacks its last byte.
    Truncate {
        /// So many bytes of the body are sent.
        bytes: usize,
    },
    /// A success whose body says that it is JSON and is not.
    Malformed,
    /// The job that the request starts fails in the end, by the provider's own way of failing.
    FailJob {
        /// The provider's code, where it has codes.
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// A sentence on it.
        #[serde(skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
}

/// What a provider may be made to refuse with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Too many requests.
    RateLimited,
    /// A key that opens nothing.
    Unauthorized,
    /// A balance that is too small.
    InsufficientCredits,
    /// A service that failed.
    ServerError,
    /// A service that is not there for the moment.
    Unavailable,
}

/// When a fault happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Apply {
    /// Before the request reaches the provider: it has no effect.
    #[default]
    Before,
    /// After the request took effect: its answer is lost or changed.
    After,
}

/// What is wrong with a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFault {
    /// The field, with the names of the objects that it is in.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: String,
}

impl fmt::Display for BadFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.field, self.problem)
    }
}

impl std::error::Error for BadFault {}

impl Fault {
    /// A fault that happens to every request.
    pub fn new(effect: Effect) -> Self {
        let (matches, apply) = (Match::default(), Apply::default());
        Self { matches, skip: 0, times: None, probability: None, effect, apply }
    }

    /// Only to this provider.
    #[must_use]
    pub fn provider(mut self, provider: &str) -> Self {
        self.matches.provider = Some(provider.to_owned());
        self
    }

    /// Only with this method.
    #[must_use]
    pub fn method(mut self, method: &str) -> Self {
        self.matches.method = Some(method.to_owned());
        self
    }

    /// Only on paths that this glob matches, below the provider's base.
    #[must_use]
    pub fn path(mut self, glob: &str) -> Self {
        self.matches.path = Some(Glob::new(glob));
        self
    }

    /// Only with this API key.
    #[must_use]
    pub fn api_key(mut self, api_key: &str) -> Self {
        self.matches.api_key = Some(api_key.into());
        self
    }

    /// Lets so many matching requests pass first.
    #[must_use]
    pub fn skip(mut self, requests: u64) -> Self {
        self.skip = requests;
        self
    }

    /// At most so often.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// Only so likely.
    #[must_use]
    pub fn probability(mut self, probability: f64) -> Self {
        self.probability = Some(probability);
        self
    }

    /// After the request took effect.
    #[must_use]
    pub fn after(mut self) -> Self {
        self.apply = Apply::After;
        self
    }

    /// Refuses a fault that makes no sense in a sandbox with these providers, and says what is wrong with it.
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

/// A header as it is sent, or why it cannot be.
pub fn header_of(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let parsed: HeaderName = name.parse().map_err(|_| format!("{name:?} is no header name"))?;
    if [header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION].contains(&parsed) {
        return Err(format!("{name} is set by the server itself"));
    }
    let value = HeaderValue::from_str(value).map_err(|_| format!("the value of {name} cannot be sent"))?;
    Ok((parsed, value))
}

/// A status that was checked to be one.
pub fn status_of(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl Match {
    /// Whether a request has what is named here, whatever its key.
    pub(super) fn covers(&self, target: &Target<'_>) -> bool {
        self.provider.as_deref().is_none_or(|provider| provider == target.provider)
            && self.method.as_deref().is_none_or(|method| method == target.method)
            && self.path.as_ref().is_none_or(|glob| glob.matches(target.path))
    }
}
