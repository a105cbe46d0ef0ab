//! What came nearest to a call that no route took: for whoever looks at the journal and wonders why.

use mock_core::mount::Mount;
use serde_json::{Map, Value, json};

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
    /// The calls in a provider's document.
    pub(crate) fn of(mount: &Mount) -> Self {
        let document: Value = serde_json::from_str(mount.openapi).unwrap_or_default();
        let paths = document["paths"].as_object().cloned().unwrap_or_default();
        let calls = paths.iter().flat_map(|(template, methods)| {
            let methods = methods.as_object().into_iter().flat_map(Map::keys);
            methods.map(|method| Call { method: method.to_uppercase(), template: template.clone() })
        });
        Self { provider: mount.provider, base: mount.base, listed: calls.collect() }
    }

    /// Whose calls they are.
    pub(crate) fn provider(&self) -> &'static str {
        self.provider
    }

    /// What comes nearest to a call, and what is wrong with the call then. A path that misses the provider's base is one
    /// within the world.
    pub(crate) fn nearest(&self, method: &str, path: &str) -> Option<Value> {
        let is_off_base = path.starts_with(&format!("/{}", self.provider));
        let asked = path.strip_prefix(self.base).unwrap_or(path);
        let distance = |call: &&Call| {
            let target = if is_off_base {
                format!("{}{}", self.base, filled(&call.template, asked))
            } else {
                filled(&call.template, asked)
            };
            (strsim::levenshtein(asked, &target), call.method != method)
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

/// A template with its parameters as the path has them, segment by segment.
fn filled(template: &str, path: &str) -> String {
    let mut given = path.split('/');
    let segments = template.split('/').map(|own| {
        let given = given.next();
        if own.starts_with('{') { given.filter(|given| !given.is_empty()).unwrap_or(own) } else { own }
    });
    segments.collect::<Vec<_>>().join("/")
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
}
