//! The nearest call to one that no route matched, as a hint in the journal.

use mock_http::module::ProviderModule;
use serde_json::{Map, Value, json};

/// The length of the longest path that is compared, in bytes.
const LONGEST: usize = 200;

/// The calls of a provider, as its document lists them.
pub(crate) struct Calls {
    provider: &'static str,
    base: &'static str,
    listed: Vec<Call>,
}

struct Call {
    method: String,
    template: String,
}

impl Calls {
    /// Reads the calls in a provider's document.
    pub(crate) fn of(module: &ProviderModule) -> Self {
        let document: Value = serde_json::from_str(module.openapi).unwrap_or_default();
        let paths = document["paths"].as_object().cloned().unwrap_or_default();
        let calls = paths.iter().flat_map(|(template, methods)| {
            let methods = methods.as_object().into_iter().flat_map(Map::keys);
            methods.map(|method| Call { method: method.to_uppercase(), template: template.clone() })
        });
        Self { provider: module.provider, base: module.base, listed: calls.collect() }
    }

    /// Returns the name of the provider.
    pub(crate) fn provider(&self) -> &'static str {
        self.provider
    }

    /// Returns the nearest listed call, and a sentence on the difference. A path outside the provider's base is a path within the
    /// world. A path that is too long to be a mistyped one is not compared.
    pub(crate) fn nearest(&self, method: &str, path: &str) -> Option<Value> {
        if path.len() > LONGEST {
            return Some(json!({ "call": null, "why": "the path is too long to be compared with others" }));
        }
        let is_off_base = path.starts_with(&format!("/{}", self.provider));
        let base = if is_off_base { self.base } else { "" };
        let asked: Vec<_> = path.strip_prefix(self.base).unwrap_or(path).split('/').collect();
        let distance = |call: &&Call| {
            let target = base.split('/').chain(call.template.split('/').skip(1));
            (distance(&asked, &target.collect::<Vec<_>>()), call.method != method)
        };
        let nearest = self.listed.iter().min_by_key(distance)?;
        let (off, wrong_method) = distance(&nearest);
        let why = match (off, wrong_method) {
            _ if is_off_base => "the path misses the provider's base",
            (0, true) => "the path is right, the method is not",
            (0, false) => "the call is right",
            (_, true) => "neither path nor method are right",
            (_, false) => "the path is not right",
        };
        let call = format!("{} {}{}", nearest.method, self.base, nearest.template);
        Some(json!({ "call": call, "why": why }))
    }
}

/// Returns the edit distance of two paths, by changed, missing and added segments, in steps of the product of their lengths.
fn distance(asked: &[&str], template: &[&str]) -> usize {
    let weight = |segment: &str| 1 + segment.len();
    let mut row = vec![0];
    row.extend(template.iter().scan(0, |sum, own| {
        *sum += weight(own);
        Some(*sum)
    }));
    for given in asked {
        let mut diagonal = row[0];
        row[0] += weight(given);
        for (place, own) in template.iter().enumerate() {
            let changed = diagonal + difference(given, own);
            diagonal = row[place + 1];
            row[place + 1] = changed.min(diagonal + weight(given)).min(row[place] + weight(own));
        }
    }
    row[template.len()]
}

/// Returns the edit distance of two segments. A parameter matches any segment that is not empty.
fn difference(given: &str, own: &str) -> usize {
    if own.starts_with('{') { usize::from(given.is_empty()) } else { strsim::levenshtein(given, own) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls() -> Calls {
        let call = |method: &str, template: &str| Call { method: method.into(), template: template.into() };
        let listed =
            vec![call("POST", "/jobs"), call("GET", "/jobs/{id}/status"), call("DELETE", "/jobs/{id}")];
        Calls { provider: "one", base: "/one/api", listed }
    }

    #[test]
    fn the_nearest_call_says_what_is_wrong() {
        let rows = [
            ("GET", "/jobs", "POST /one/api/jobs", "the path is right, the method is not"),
            ("POST", "/job", "POST /one/api/jobs", "the path is not right"),
            ("GET", "/jobs/abc/state", "GET /one/api/jobs/{id}/status", "the path is not right"),
            ("PUT", "/jobs/abc", "DELETE /one/api/jobs/{id}", "the path is right, the method is not"),
            ("POST", "/v1/jobs", "POST /one/api/jobs", "the path is not right"),
            ("GET", "/jobs//status", "GET /one/api/jobs/{id}/status", "the path is not right"),
            ("POST", "/one/jobs", "POST /one/api/jobs", "the path misses the provider's base"),
        ];
        for (method, path, call, why) in rows {
            assert_eq!(
                calls().nearest(method, path),
                Some(json!({ "call": call, "why": why })),
                "{method} {path}"
            );
        }
    }

    #[test]
    fn a_long_path_is_compared_with_nothing() {
        let nearest =
            |length: usize| calls().nearest("GET", &format!("/jobs/{}/state", "a".repeat(length - 12)));
        assert_eq!(nearest(LONGEST).unwrap()["call"], "GET /one/api/jobs/{id}/status");
        let none = json!({ "call": null, "why": "the path is too long to be compared with others" });
        assert_eq!(nearest(LONGEST + 1), Some(none));
    }
}
