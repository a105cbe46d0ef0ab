//! Criteria: the properties by which a filter of the journal or a fault selects requests, and a check that they can be met.

use std::fmt;

use http::Method;

use crate::glob::Glob;

/// A provider of a sandbox, with the base of its calls.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The provider's name.
    pub provider: &'static str,
    /// The path below which the provider's calls lie, relative to a world.
    pub base: &'static str,
}

/// The methods of requests.
const METHODS: [Method; 9] = [
    Method::GET,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::HEAD,
    Method::OPTIONS,
    Method::CONNECT,
    Method::TRACE,
];

/// A criterion that no request can ever meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFilter {
    /// The criterion's name.
    pub field: &'static str,
    /// The problem as the end of a sentence that begins with the criterion's name.
    pub problem: String,
}

impl fmt::Display for BadFilter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.field, self.problem)
    }
}

impl std::error::Error for BadFilter {}

/// The properties that a request must have. Each one that is left out may have any value.
#[derive(Clone, Copy, Debug, Default)]
pub struct Criteria<'a> {
    /// The name of the provider.
    pub provider: Option<&'a str>,
    /// The HTTP method, in capitals.
    pub method: Option<&'a str>,
    /// The path below the provider's base.
    pub path: Option<&'a Glob>,
    /// The API key, in full.
    pub api_key: Option<&'a str>,
}

impl Criteria<'_> {
    /// Refuses criteria that no request can meet in a sandbox with these providers.
    pub fn check(self, known: &[Known]) -> Result<(), BadFilter> {
        let problems = [
            ("provider", self.provider.and_then(|name| no_provider(name, known))),
            ("method", self.method.and_then(no_method)),
            ("path", self.path.and_then(|glob| glob.problem().or_else(|| above_base(glob, known)))),
            ("api_key", self.api_key.and_then(no_key)),
        ];
        let bad =
            problems.into_iter().find_map(|(field, problem)| Some(BadFilter { field, problem: problem? }));
        bad.map_or(Ok(()), Err)
    }
}

fn no_provider(name: &str, known: &[Known]) -> Option<String> {
    let names: Vec<_> = known.iter().map(|known| known.provider).collect();
    let is_known = names.contains(&name);
    (!is_known).then(|| format!("there is no provider {name:?}; there are {}", names.join(", ")))
}

/// No header carries control characters.
fn no_key(key: &str) -> Option<String> {
    if key.is_empty() {
        return Some("must not be empty".to_owned());
    }
    key.contains(char::is_control).then(|| "must have no control characters".to_owned())
}

fn no_method(name: &str) -> Option<String> {
    if METHODS.iter().any(|method| method == name) {
        return None;
    }
    let meant = METHODS.iter().find(|method| method.as_str().eq_ignore_ascii_case(name));
    Some(match meant {
        Some(method) => format!("methods are written in capitals; write {method}"),
        None => format!("{name:?} is no HTTP method"),
    })
}

/// Names the right spelling of a glob that begins with a provider's base, since paths begin below it.
fn above_base(glob: &Glob, known: &[Known]) -> Option<String> {
    let glob = glob.as_ref();
    let known = known.iter().find(|known| {
        let below = glob.strip_prefix(known.base);
        below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
    })?;
    let below = &glob[known.base.len()..];
    let below = if below.is_empty() { "/" } else { below };
    Some(format!("paths begin below {}; write {below}", known.base))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [Known; 2] =
        [Known { provider: "one", base: "/one/api" }, Known { provider: "other", base: "/other" }];

    fn of(field: &str, value: &str) -> Result<(), BadFilter> {
        let glob = Glob::new(value);
        let mut criteria = Criteria::default();
        match field {
            "provider" => criteria.provider = Some(value),
            "method" => criteria.method = Some(value),
            "path" => criteria.path = Some(&glob),
            _ => criteria.api_key = Some(value),
        }
        criteria.check(&KNOWN)
    }

    #[test]
    fn what_no_request_can_meet_is_refused_with_what_would_do() {
        let rows = [
            ("provider", "One", "there is no provider \"One\"; there are one, other"),
            ("provider", "", "there is no provider \"\"; there are one, other"),
            ("method", "post", "methods are written in capitals; write POST"),
            ("method", "Options", "methods are written in capitals; write OPTIONS"),
            ("method", "FETCH", "\"FETCH\" is no HTTP method"),
            ("method", "", "\"\" is no HTTP method"),
            ("path", "jobs", "must begin with a slash"),
            ("path", "/one/api/jobs/*", "paths begin below /one/api; write /jobs/*"),
            ("path", "/one/api", "paths begin below /one/api; write /"),
            ("path", "/other/**", "paths begin below /other; write /**"),
            ("api_key", "", "must not be empty"),
        ];
        for (field, value, problem) in rows {
            assert_eq!(
                of(field, value),
                Err(BadFilter { field, problem: problem.to_owned() }),
                "{field} {value}"
            );
        }
    }

    #[test]
    fn what_a_request_can_meet_is_not() {
        let rows = [
            ("provider", "one"),
            ("method", "PATCH"),
            ("method", "TRACE"),
            ("path", "/jobs"),
            ("path", "/one/jobs"),
            ("path", "/one/apis/*"),
            ("path", "/others/*"),
            ("path", "/media/one/**"),
            ("api_key", "k"),
        ];
        for (field, value) in rows {
            assert_eq!(of(field, value), Ok(()), "{field} {value}");
        }
    }
}
