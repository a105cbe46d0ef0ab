//! Answers to HTTP requests for a file: validators, preconditions and byte ranges (RFC 9110, sections 8.8, 13 and 14).

use bytes::Bytes;
use http::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_MATCH,
    IF_NONE_MATCH, IF_RANGE, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, Method, Response, StatusCode};

use crate::rendering::Rendering;

/// Returns the answer to a request for a file.
///
/// `GET` and `HEAD` are answered. `If-Match`, `If-None-Match`, `If-Range` and a single byte range are respected. Files
/// have no modification date, so conditions on dates are ignored (13.1.3, 13.1.4). A request for several ranges gets
/// the whole file (14.2). Other methods get status 405.
pub fn respond(rendering: &Rendering, method: &Method, headers: &HeaderMap) -> Response<Bytes> {
    if let Some(answer) = without_file(&rendering.etag, method, headers) {
        return answer;
    }
    let length = rendering.bytes.len();
    // Ranges are defined for GET alone (14.2).
    let range =
        if *method == Method::GET { wanted_range(headers, &rendering.etag, length) } else { Wanted::Whole };
    let (status, content_range, body) = match range {
        Wanted::Whole => (StatusCode::OK, None, rendering.bytes.clone()),
        Wanted::Part(first, last) => (
            StatusCode::PARTIAL_CONTENT,
            Some(format!("bytes {first}-{last}/{length}")),
            rendering.bytes.slice(first..=last),
        ),
        Wanted::Nothing => {
            (StatusCode::RANGE_NOT_SATISFIABLE, Some(format!("bytes */{length}")), Bytes::new())
        }
    };
    let content_length = body.len().to_string();
    let mut fields = validators(&rendering.etag).to_vec();
    fields.extend([(ACCEPT_RANGES, "bytes"), (CONTENT_LENGTH, &content_length)]);
    if status != StatusCode::RANGE_NOT_SATISFIABLE {
        fields.push((CONTENT_TYPE, rendering.content_type));
    }
    if let Some(content_range) = &content_range {
        fields.push((CONTENT_RANGE, content_range));
    }
    answer(status, &fields, if *method == Method::HEAD { Bytes::new() } else { body })
}

/// Returns the answer if it depends on the file's tag alone: to a wrong method, or to a precondition that fails, in the
/// order of section 13.2.2.
pub(crate) fn without_file(etag: &str, method: &Method, headers: &HeaderMap) -> Option<Response<Bytes>> {
    let empty = |status, fields: &[_]| Some(answer(status, fields, Bytes::new()));
    if *method != Method::GET && *method != Method::HEAD {
        return empty(StatusCode::METHOD_NOT_ALLOWED, &[(ALLOW, "GET, HEAD")]);
    }
    if headers.contains_key(IF_MATCH) && !names(headers, &IF_MATCH, |tag| tag == etag) {
        return empty(StatusCode::PRECONDITION_FAILED, &validators(etag));
    }
    if names(headers, &IF_NONE_MATCH, |tag| tag.strip_prefix("W/").unwrap_or(tag) == etag) {
        return empty(StatusCode::NOT_MODIFIED, &validators(etag));
    }
    None
}

/// Returns the answer for a file that exists but could not be made: status 500.
pub(crate) fn failure() -> Response<Bytes> {
    answer(StatusCode::INTERNAL_SERVER_ERROR, &[(CACHE_CONTROL, "no-store")], Bytes::new())
}

/// Returns the fields that describe the state of a file. The same URL may serve another file after a reset or a
/// restart, and none after the file is deleted. Caches must therefore ask, and the tag makes that cheap.
fn validators(etag: &str) -> [(HeaderName, &str); 2] {
    [(ETAG, etag), (CACHE_CONTROL, "no-cache")]
}

fn answer(status: StatusCode, fields: &[(HeaderName, &str)], body: Bytes) -> Response<Bytes> {
    // Some files were sent by callers. Browsers must trust the stated type and not guess another one from the content.
    let builder = Response::builder().status(status).header(X_CONTENT_TYPE_OPTIONS, "nosniff");
    let builder = fields.iter().fold(builder, |builder, (name, value)| builder.header(name, *value));
    builder.body(body).expect("all fields are visible ASCII")
}

/// Returns `true` if a condition names a tag that `will_do` accepts, or `*`, which stands for any tag (13.1.1, 13.1.2).
fn names(headers: &HeaderMap, condition: &HeaderName, will_do: impl Fn(&str) -> bool) -> bool {
    let values = headers.get_all(condition).iter().filter_map(|value| value.to_str().ok());
    // The tags of this crate contain no commas.
    values.flat_map(|value| value.split(',')).map(str::trim).any(|tag| tag == "*" || will_do(tag))
}

/// The part of a file that a request asks for.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Whole,
    /// The bytes from the first to the last, both included.
    Part(usize, usize),
    /// A range with no byte in the file.
    Nothing,
}

fn wanted_range(headers: &HeaderMap, etag: &str, length: usize) -> Wanted {
    // `If-Range` takes a strong tag. A date never matches, as there is no `Last-Modified` (13.1.5).
    if headers.get(IF_RANGE).is_some_and(|condition| condition != etag) {
        return Wanted::Whole;
    }
    headers
        .get(RANGE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| parse_range(value, length))
        .unwrap_or(Wanted::Whole)
}

/// Reads a `Range` field of one part (14.1.2). Returns `None` if the field is malformed, of another unit or of several
/// parts: such a field is ignored.
fn parse_range(value: &str, length: usize) -> Option<Wanted> {
    let (unit, part) = value.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = part.trim().split_once('-')?;
    let end = length.saturating_sub(1);
    let (first, last) = match (first, last) {
        // A request for the last bytes of an empty file is allowed. Only the whole file can answer it.
        ("", suffix) if length == 0 && position(suffix)? > 0 => return None,
        ("", suffix) => (length.saturating_sub(position(suffix)?), end),
        (first, "") => (position(first)?, end),
        (first, last) => {
            let (first, last) = (position(first)?, position(last)?);
            if last < first {
                return None;
            }
            (first, last.min(end))
        }
    };
    Some(if first < length { Wanted::Part(first, last) } else { Wanted::Nothing })
}

/// Reads a run of digits. A number too large for the machine becomes a position beyond every file.
fn position(digits: &str) -> Option<usize> {
    let digits_only = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    digits_only.then(|| digits.parse().unwrap_or(usize::MAX))
}
