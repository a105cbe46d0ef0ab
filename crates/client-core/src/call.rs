//! The description of one call by a provider crate.

use std::time::Duration;

use bytes::Bytes;
use reqwest::Method;
use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::retry::Repeat;
use crate::upload::Form;

/// One logical call. Each of its tries sends exactly this request.
#[derive(Clone)]
pub struct Call {
    pub(crate) method: Method,
    pub(crate) route: &'static str,
    pub(crate) segments: Vec<(&'static str, String)>,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) body: Body,
    pub(crate) repeat: Repeat,
    pub(crate) time_limit: Option<Duration>,
}

/// The body of a call. Each try sends it again.
#[derive(Clone)]
pub(crate) enum Body {
    Empty,
    Json(Bytes),
    Form(Form),
}

impl Call {
    /// Creates a call that only reads, and can therefore always be repeated. The route is appended to the base URL. It is
    /// fixed, such as `/jobs`, or has [`segment`](Self::segment)s to fill in, such as `/jobs/{id}`.
    pub fn get(route: &'static str) -> Self {
        Self {
            method: Method::GET,
            route,
            segments: Vec::new(),
            query: Vec::new(),
            body: Body::Empty,
            repeat: Repeat::Always,
            time_limit: None,
        }
    }

    /// Creates a call that changes something, with a JSON body and a repeat rule. Fails if the body cannot be written as JSON.
    pub fn post(route: &'static str, body: &impl Serialize, repeat: Repeat) -> Result<Self> {
        Self::with_json(Method::POST, route, body, repeat)
    }

    /// Creates a call that changes something, without a body, and with a repeat rule.
    pub fn post_empty(route: &'static str, repeat: Repeat) -> Self {
        Self { method: Method::POST, repeat, ..Self::get(route) }
    }

    /// Creates a call that sends files, with a repeat rule. Each try reads the files again.
    ///
    /// There is no time limit for the whole upload. The [timeout of a try](crate::ClientBuilder::try_timeout) limits each
    /// period in which no bytes are sent, and then the wait for the answer.
    pub fn upload(route: &'static str, form: Form, repeat: Repeat) -> Self {
        Self { method: Method::POST, body: Body::Form(form), repeat, ..Self::get(route) }
    }

    /// Creates a call that puts an object into a given state, with a JSON body and a repeat rule. Fails if the body cannot be
    /// written as JSON.
    pub fn put(route: &'static str, body: &impl Serialize, repeat: Repeat) -> Result<Self> {
        Self::with_json(Method::PUT, route, body, repeat)
    }

    /// Creates a call that deletes something, with a repeat rule.
    pub fn delete(route: &'static str, repeat: Repeat) -> Self {
        Self { method: Method::DELETE, repeat, ..Self::get(route) }
    }

    fn with_json(method: Method, route: &'static str, body: &impl Serialize, repeat: Repeat) -> Result<Self> {
        match serde_json::to_vec(body) {
            Ok(json) => Ok(Self { method, body: Body::Json(json.into()), repeat, ..Self::get(route) }),
            Err(cause) => {
                let error =
                    Error::new(ErrorKind::Build, format!("the body cannot be written as JSON: {cause}"));
                Err(error.of_call(&method, route))
            }
        }
    }

    /// Fills in the route's segment `{name}`. The value always stays one segment: a `/` in it is encoded.
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

    /// Limits the time of all tries and pauses together. The retry policy's [`total_time`](crate::RetryPolicy::total_time)
    /// still applies if it is shorter. Unlike that, this limit includes the wait for the first try's turn, if the transport
    /// has a [pace](crate::ClientBuilder::pace).
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = Some(limit);
        self
    }

    /// Returns the route's segments, filled in. Refuses a value that is empty or made of dots: it would vanish from the URL,
    /// and the request would become another call.
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
