//! What a provider crate says about one call.

use std::time::Duration;

use bytes::Bytes;
use reqwest::Method;
use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::retry::Repeat;
use crate::upload::Form;

/// One logical call: however many tries it takes, each sends exactly this.
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

/// What a call carries. Each try sends it anew.
#[derive(Clone)]
pub(crate) enum Body {
    Empty,
    Json(Bytes),
    Form(Form),
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
            body: Body::Empty,
            repeat: Repeat::Always,
            time_limit: None,
        }
    }

    /// A call that changes something, with its body, and with what a repeat of it would mean.
    pub fn post(route: &'static str, body: &impl Serialize, repeat: Repeat) -> Result<Self> {
        Self::with_json(Method::POST, route, body, repeat)
    }

    /// A call that changes something and needs no body, with what a repeat of it would mean.
    pub fn post_empty(route: &'static str, repeat: Repeat) -> Self {
        Self { method: Method::POST, repeat, ..Self::get(route) }
    }

    /// A call that sends files, with what a repeat of it would mean. The files are read anew for each try.
    ///
    /// An upload takes as long as its bytes take to go out: the [timeout of a
    /// try](crate::TransportBuilder::try_timeout) limits the time in which none of them move, and then the wait for the
    /// answer.
    pub fn upload(route: &'static str, form: Form, repeat: Repeat) -> Self {
        Self { method: Method::POST, body: Body::Form(form), repeat, ..Self::get(route) }
    }

    /// A call that puts something into a certain state, with its body, and with what a repeat of it would mean.
    pub fn put(route: &'static str, body: &impl Serialize, repeat: Repeat) -> Result<Self> {
        Self::with_json(Method::PUT, route, body, repeat)
    }

    /// A call that removes something, with what a repeat of it would mean.
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
