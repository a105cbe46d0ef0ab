//! Request bodies and queries, bounded in size, as the forms of calls.

use axum::body::{Body as Incoming, HttpBody as _};
use axum::http::{HeaderMap, header};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use kernel::evidence::Evidence;
use kernel::form::{self, Fields, Unreadable, type_name};
use kernel::json;
use serde_json::{Map, Value};
use tokio::task::spawn_blocking;

use crate::answer::Answer;
use crate::provider::Provider;
use crate::refusal::Problem;
use crate::request::RequestContext;

/// The size of the largest body that is read, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;
/// The number of bytes that are read and thrown away beyond that, so that a client which sends them all can read the refusal.
pub const DRAINED: usize = 64 * 1024 * 1024;
/// The size of the largest body that is parsed in place, in bytes. A larger one would keep a worker from its other calls.
const AT_ONCE: usize = 64 * 1024;

/// Reads an object as a form, with the clauses of its fields, or refuses it in the provider's words. Fields that the call does
/// not know are noted.
pub(crate) fn read_form<P: Provider, F>(
    request: &RequestContext,
    object: &Map<String, Value>,
    read: impl FnOnce(&mut Fields<'_>) -> Option<F>,
) -> Result<(F, Evidence), Answer> {
    let mut read = form::read(object, read).map_err(P::refuse)?;
    if !read.unknown.is_empty() {
        read.cited.cite(P::UNKNOWN_FIELDS);
        request.notes.unread(read.unknown);
    }
    Ok((read.form, read.cited))
}

/// Reads the body of a request as a JSON object.
pub(crate) async fn read_object(headers: &HeaderMap, body: Incoming) -> Result<Map<String, Value>, Problem> {
    parse_object(headers, read_all(body).await?).await
}

pub(crate) async fn parse_object(headers: &HeaderMap, bytes: Bytes) -> Result<Map<String, Value>, Problem> {
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
pub async fn read_all(body: Incoming) -> Result<Bytes, Problem> {
    read_up_to(LARGEST, body).await
}

/// Reads a body of at most this many bytes to its end.
pub async fn read_up_to(largest: usize, mut body: Incoming) -> Result<Bytes, Problem> {
    let mut read = BytesMut::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Unreadable::Broken)?.into_data() else { continue };
        size += data.len();
        if size > largest + DRAINED {
            break;
        }
        if size <= largest {
            // Most bodies come in one piece and need no copy.
            if read.is_empty() && body.is_end_stream() {
                return Ok(data);
            }
            read.extend_from_slice(&data);
        } else {
            read = BytesMut::new();
        }
    }
    if size > largest { Err(Problem::TooLarge(largest)) } else { Ok(read.freeze()) }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}
