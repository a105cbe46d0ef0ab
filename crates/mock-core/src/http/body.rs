//! Request bodies and queries, bounded in size, as [`Form`]s.

use std::marker::PhantomData;

use axum::body::{Body as Incoming, HttpBody as _};
use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequest, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use serde_json::{Map, Value};
use tokio::task::spawn_blocking;

use crate::clause::Citations;
use crate::fields::{self, Fields, Form, Unreadable, type_name};
use crate::http::{Answer, Visit};
use crate::json;
use crate::provider::Provider;
use crate::refusal::Problem;

/// The size of the largest body that is read, in bytes.
pub(super) const LARGEST: usize = 10 * 1024 * 1024;
/// The number of bytes that are read and thrown away beyond that, so that a client which sends them all can read the refusal.
pub const DRAINED: usize = 64 * 1024 * 1024;
/// The size of the largest body that is parsed in place, in bytes. A larger one would keep a worker from its other calls.
const AT_ONCE: usize = 64 * 1024;

/// A JSON body as the form of a call, with the clauses of its fields.
pub struct Body<P, F> {
    /// The form that was read.
    pub form: F,
    /// The clauses of the fields that the form has.
    pub cited: Citations,
    provider: PhantomData<P>,
}

impl<P: Provider, F: Form, S: Send + Sync> FromRequest<S> for Body<P, F> {
    type Rejection = Answer;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Answer> {
        let (parts, body) = request.into_parts();
        let bytes = read_all(body).await.map_err(P::refuse)?;
        Self::of(&parts, bytes).await
    }
}

impl<P: Provider, F: Form> Body<P, F> {
    async fn of(parts: &Parts, bytes: Bytes) -> Result<Self, Answer> {
        let object = parse_object(&parts.headers, bytes).await.map_err(P::refuse)?;
        let (form, cited) = read_form::<P, F>(Visit::of(parts), &object, F::read)?;
        Ok(Self { form, cited, provider: PhantomData })
    }
}

impl<P: Provider, F: Form, S: Send + Sync> OptionalFromRequest<S> for Body<P, F> {
    type Rejection = Answer;

    async fn from_request(request: Request, _state: &S) -> Result<Option<Self>, Answer> {
        let (parts, body) = request.into_parts();
        // Only the end of a body in chunks shows that the body was empty.
        let bytes = read_all(body).await.map_err(P::refuse)?;
        if bytes.is_empty() { Ok(None) } else { Self::of(&parts, bytes).await.map(Some) }
    }
}

/// A query as the form of a call, with the clauses of its fields.
pub struct Query<P, F> {
    /// The form that was read.
    pub form: F,
    /// The clauses of the fields that the form has.
    pub cited: Citations,
    provider: PhantomData<P>,
}

impl<P: Provider, F: Form, S: Send + Sync> FromRequestParts<S> for Query<P, F> {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Answer> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        let object = pairs.map(|(name, value)| (name.into_owned(), value.into())).collect();
        let (form, cited) = read_form::<P, F>(Visit::of(parts), &object, F::read)?;
        Ok(Self { form, cited, provider: PhantomData })
    }
}

/// A JSON object as it came, for calls whose form depends on their path.
pub struct Object<P> {
    fields: Map<String, Value>,
    visit: Visit,
    provider: PhantomData<P>,
}

impl<P: Provider> Object<P> {
    /// Reads the object as a form, with the clauses of its fields.
    pub fn read<F>(&self, read: impl FnOnce(&mut Fields<'_>) -> Option<F>) -> Result<(F, Citations), Answer> {
        read_form::<P, F>(&self.visit, &self.fields, read)
    }
}

impl<P: Provider, S: Send + Sync> FromRequest<S> for Object<P> {
    type Rejection = Answer;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Answer> {
        let (parts, body) = request.into_parts();
        let fields = read_object(&parts.headers, body).await.map_err(P::refuse)?;
        Ok(Self { fields, visit: Visit::of(&parts).clone(), provider: PhantomData })
    }
}

/// Reads an object as a form, with the clauses of its fields, or refuses it in the provider's words. Fields that the call does
/// not know are noted.
pub fn read_form<P: Provider, F>(
    visit: &Visit,
    object: &Map<String, Value>,
    read: impl FnOnce(&mut Fields<'_>) -> Option<F>,
) -> Result<(F, Citations), Answer> {
    let mut read = fields::read(object, read).map_err(P::refuse)?;
    if !read.unknown.is_empty() {
        read.cited.cite(P::UNKNOWN_FIELDS);
        visit.notes.unread(read.unknown);
    }
    Ok((read.form, read.cited))
}

/// Reads the body of a request as a JSON object.
pub async fn read_object(headers: &HeaderMap, body: Incoming) -> Result<Map<String, Value>, Problem> {
    parse_object(headers, read_all(body).await?).await
}

async fn parse_object(headers: &HeaderMap, bytes: Bytes) -> Result<Map<String, Value>, Problem> {
    if !is_json(headers) {
        return Err(Unreadable::ContentType.into());
    }
    let value = if bytes.len() <= AT_ONCE {
        json::read(&bytes)
    } else {
        spawn_blocking(move || json::read(&bytes)).await.map_err(|_| Problem::Internal)?
    };
    match value.map_err(Unreadable::NotJson)? {
        Value::Object(object) => Ok(object),
        other => Err(Unreadable::NotAnObject(type_name(&other)).into()),
    }
}

/// Reads a body to its end, within bounds.
pub async fn read_all(mut body: Incoming) -> Result<Bytes, Problem> {
    let mut read = BytesMut::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Unreadable::Broken)?.into_data() else { continue };
        size += data.len();
        if size > LARGEST + DRAINED {
            break;
        }
        if size <= LARGEST {
            // Most bodies come in one piece and need no copy.
            if read.is_empty() && body.is_end_stream() {
                return Ok(data);
            }
            read.extend_from_slice(&data);
        } else {
            read = BytesMut::new();
        }
    }
    if size > LARGEST { Err(Problem::TooLarge(LARGEST)) } else { Ok(read.freeze()) }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}
