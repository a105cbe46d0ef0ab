//! A request as it is read: the parameters of the path and of the query, the headers, and the body.

use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path, Request};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use bytes::Bytes;
use control_api::Call;
use kernel::json;
use mock_http::body::read_up_to;
use serde::Deserialize;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::error::Refused;
use super::reader::CallFields;

/// A request as it is read.
pub(crate) struct Input {
    /// The parameters of the path.
    path: Map<String, Value>,
    /// The query, undecoded.
    pub(super) query: Option<String>,
    /// The headers.
    pub(super) headers: HeaderMap,
    /// The body.
    pub(super) body: Bytes,
}

impl Input {
    /// Reads a request to its end, with a body of at most so many bytes.
    pub(super) async fn of(request: Request, largest: usize) -> Result<Self, Refused> {
        let (mut parts, body) = request.into_parts();
        let path = parameters(&mut parts).await?;
        let query = parts.uri.query().map(str::to_owned);
        Ok(Self { path, query, headers: parts.headers, body: read_up_to(largest, body).await? })
    }

    /// Reads the call that the request is.
    pub(super) fn call<C: Call>(self) -> Result<C, Refused> {
        Ok(self.fields(C::DESCRIPTION.has_body())?.read()?)
    }

    /// Returns the fields of a call, which are in the body or in the query.
    fn fields(self, has_body: bool) -> Result<CallFields, Refused> {
        let query = self.queried()?;
        if !has_body {
            return Ok(CallFields::with_texts(self.path, query));
        }
        let Nothing {} = CallFields::with_texts(Map::new(), query).read()?;
        Ok(CallFields::new(self.path, json(&self.body)?)?)
    }

    /// Reads the call from the path alone: the query and the body are something else.
    pub(super) fn in_path<C: Call>(&self) -> Result<C, Refused> {
        Ok(CallFields::with_texts(self.path.clone(), Map::new()).read()?)
    }

    fn queried(&self) -> Result<Map<String, Value>, Refused> {
        let mut parameters = Map::new();
        for (name, value) in form_urlencoded::parse(self.query.as_deref().unwrap_or_default().as_bytes()) {
            if parameters.insert(name.clone().into_owned(), value.into_owned().into()).is_some() {
                return Err(Refused::bad_request(format!("{name}: is there twice")));
            }
        }
        Ok(parameters)
    }
}

/// A query without parameters.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Reads the JSON of a body. An empty body is an empty object.
fn json(bytes: &[u8]) -> Result<Value, Refused> {
    match json::read(bytes) {
        Err(json::Error::Empty) => Ok(Map::new().into()),
        read => read.map_err(|error| Refused::bad_request(error.to_string())),
    }
}

/// Returns the parameters of the path, decoded.
async fn parameters(parts: &mut Parts) -> Result<Map<String, Value>, Refused> {
    let read = Path::<Vec<(String, String)>>::from_request_parts(parts, &()).await;
    let Path(parameters) = read.map_err(|rejection| {
        let part = match rejection {
            PathRejection::FailedToDeserializePathParams(failed) => match failed.into_kind() {
                ErrorKind::InvalidUtf8InPathParam { key } => key,
                _ => "path".to_owned(),
            },
            _ => "path".to_owned(),
        };
        Refused::bad_request(format!("{part}: must be UTF-8 once it is decoded"))
    })?;
    Ok(parameters.into_iter().map(|(name, value)| (name, value.into())).collect())
}
