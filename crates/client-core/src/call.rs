//! What a provider crate says about one call.

use std::time::Duration;

use bytes::Bytes;
use reqwest::Method;
use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::retry::Repeat;

/// One logical call: however many tries it takes, each sends exactly this.
#[derive(Clone)]
pub struct Call {
    pub(crate) method: Method,
    pub(crate) route: &'static str,
    pub(crate) segments: Vec<(&'static str, String)>,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) json: Option<Bytes>,
    pub(crate) repeat: Repeat,
    pub(crate) time_limit: Option<Duration>,
}

impl Call {
    /// A call that reads, and may therefore always be repeated. The route stands below the base URL: `/jobs`, or, with
    /// a [`segment`](Self::segment) that differs from call to call, `/jobs/{id}`.
    pub fn get(route: &'static str) -> Self {
        Self {
            method: Method::GET,
            route,
            segments: Vec::new(),
            query: Vec::new(),
            json: None,
            repeat: Repeat::Always,
            time_limit: None,
        }
    }

    /// A call that changes something, with its body, and with what a repeat of it would mean.
    pub fn post(route: &'static str, body: &impl Serialize, repeat: Repeat) -> Result<Self> {
        let json = serde_json::to_vec(body).map_err(|cause| {
            let error = Error::new(ErrorKind::Build, format!("the body cannot be written as JSON: {cause}"));
            error.of_call(&Method::POST, route)
        })?;
        Ok(Self { method: Method::POST, json: Some(json.into()), repeat, ..Self::get(route) })
    }

    /// A call that removes something, with what a repeat of it would mean.
    pub fn delete(route: &'static str, repeat: Repeat) -> Self {
        Self { method: Method::DELETE, repeat, ..Self::get(route) }
    }

    /// Fills in the route's segment `{name}`. Whatever the value holds, it stays one segment: a `/` is encoded.
    #[must_use]
    pub fn segment(mut self, name: &'static str, value: &impl ToString) -> Self {
        self.segments.push((name, value.to_string()));
        self
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: &impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// Limits all tries and pauses together, below the limit that the retry policy sets; and, unlike that, the wait for
    /// the first try's turn too, where the transport keeps a [pace](crate::TransportBuilder::pace).
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = Some(limit);
        self
    }

    /// The route's segments, filled in. One that is empty or made of dots would vanish from a URL, and leave another
    /// call than the one that was meant.
    pub(crate) fn path(&self) -> Result<Vec<&str>> {
        let segments = self.route.split('/').filter(|segment| !segment.is_empty());
        let fill = |segment: &'static str| {
            let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
                return Ok(segment);
            };
            let value = self.segments.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
            match value {
                "" | "." | ".." => {
                    let problem = format!("{name}: {value:?} cannot stand in a path");
                    Err(Error::new(ErrorKind::Build, problem))
                }
                value => Ok(value),
            }
        };
        segments.map(fill).collect()
    }
}
