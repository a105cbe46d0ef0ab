//! Strict reading of control bodies, queries and paths: unknown and malformed parts are named.

use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::extract::{self, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use kernel::json;
use mock_http::body::read_all;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::error::Refused;
use super::reader::{read, read_texts};

/// A JSON body. An empty body is an empty object. The content type is ignored.
pub(crate) struct Input<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Input<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Refused> {
        Self::of(&read_all(request.into_body()).await?)
    }
}

impl<T: DeserializeOwned> Input<T> {
    /// Reads a body.
    pub(crate) fn of(bytes: &[u8]) -> Result<Self, Refused> {
        Ok(Self(read(json(bytes)?)?))
    }
}

/// Reads the JSON of a body. An empty body is an empty object.
fn json(bytes: &[u8]) -> Result<Value, Refused> {
    match json::read(bytes) {
        Err(json::Error::Empty) => Ok(Map::new().into()),
        read => read.map_err(|error| Refused::bad_request(error.to_string())),
    }
}

/// A body or a query without fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// A query string.
pub(crate) struct Filter<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Filter<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Refused> {
        let query = parts.uri.query().unwrap_or_default();
        let mut parameters = Map::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if parameters.insert(name.clone().into_owned(), value.into_owned().into()).is_some() {
                return Err(Refused::bad_request(format!("{name}: is there twice")));
            }
        }
        Ok(Self(read_texts(parameters)?))
    }
}

/// Refuses the query of a call that takes none, since the call would ignore it.
pub(super) async fn without_query(
    Filter(Nothing {}): Filter<Nothing>,
    request: Request,
    next: Next,
) -> Response {
    next.run(request).await
}

/// The variable parts of a path.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let path = extract::Path::from_request_parts(parts, state).await;
        path.map(|extract::Path(value)| Self(value)).map_err(|rejection| {
            let part = match rejection {
                PathRejection::FailedToDeserializePathParams(failed) => match failed.into_kind() {
                    ErrorKind::InvalidUtf8InPathParam { key } => key,
                    _ => "path".to_owned(),
                },
                _ => "path".to_owned(),
            };
            Refused::bad_request(format!("{part}: must be UTF-8 once it is decoded"))
        })
    }
}
