//! The provider's own words in a refusal.

use client_core::Refusal;
use serde_json::Value;

/// Reads the provider's own words: `error` is a short name, `message` a sentence. Failed validation has `detail` instead (S0
/// and S1, errors; facts 1.3).
pub(crate) fn read_refusal(body: &Value) -> Refusal {
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let detail = || {
        let problems: Vec<_> = problems(body).iter().map(ToString::to_string).collect();
        (!problems.is_empty()).then(|| problems.join("; "))
    };
    Refusal { code: text("error"), message: text("message").or_else(detail) }
}

/// Returns 0, which is no status, for an answer with `"success": false`: nine answers have that field (S1), and none of them did
/// what was asked for then.
pub(crate) fn read_status(body: &Value) -> Option<i64> {
    (body["success"] == false).then_some(0)
}

/// One problem of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The place of the problem, such as `body.prompt`; `None` if the provider sent only a sentence.
    pub at: Option<String>,
    /// The problem, in the provider's words.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.at {
            Some(at) => write!(f, "{at}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// Reads `detail`: a sentence (S1, upload reference photos), or a list of places with a sentence each, as the likely
/// framework behind the service writes it (facts 9, A07).
pub(crate) fn problems(body: &Value) -> Vec<Problem> {
    let word = |part: &Value| part.as_str().map_or_else(|| part.to_string(), str::to_owned);
    let problem = |entry: &Value| {
        let message = entry["msg"].as_str().or(entry.as_str())?.to_owned();
        let at = entry["loc"].as_array().map(|at| at.iter().map(word).collect::<Vec<_>>().join("."));
        Some(Problem { at, message })
    };
    match &body["detail"] {
        Value::Array(entries) => entries.iter().filter_map(problem).collect(),
        entry => problem(entry).into_iter().collect(),
    }
}
