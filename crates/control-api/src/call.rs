//! A call of the control API.

use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A call of the control API. Its fields are the parameters of the path, and those of the query (`GET`, `DELETE`) or the body
/// (`POST`, `PUT`).
pub trait Call: Serialize + DeserializeOwned + Send + 'static {
    /// The words for the call.
    const DESCRIPTION: Description;

    /// The reply to the call. `()` if the answer has no body, and a text or JSON if the answer is no typed one.
    type Reply: Serialize + DeserializeOwned + Send + 'static;
}

/// The words for a call.
#[derive(Clone, Debug)]
pub struct Description {
    /// The name of the call's type.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path below `/_backlot`, with its parameters in braces.
    pub path: &'static str,
    /// The worlds in which the call exists.
    pub scope: Scope,
    /// The answer to a call that succeeds.
    pub answer: Answer,
    /// A sentence on the call.
    pub summary: &'static str,
}

/// The worlds in which a call exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The call is about the sandbox, and is at the root only.
    Root,
    /// The call is about one world, and is in each of them.
    World,
}

/// The answers to calls that succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The reply as JSON, with status 200.
    Ok,
    /// The reply as JSON, with status 201.
    Created,
    /// No body, with status 204.
    Nothing,
    /// A text, with status 200.
    Text,
    /// Server-sent events, with status 200.
    Events,
    /// The answer that a script prescribes.
    Scripted,
}

impl Answer {
    /// Returns the status of the answer, unless a script prescribes it.
    pub const fn status(self) -> u16 {
        match self {
            Self::Created => 201,
            Self::Nothing => 204,
            Self::Ok | Self::Text | Self::Events | Self::Scripted => 200,
        }
    }
}

impl Description {
    /// Returns the names of the parameters in the path, in order.
    pub fn path_parameters(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    /// Returns `true` if the fields of the call that are not in the path are in its body, and `false` if they are in the query.
    pub fn has_body(&self) -> bool {
        self.method == Method::POST || self.method == Method::PUT
    }
}
