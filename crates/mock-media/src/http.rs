//! Answering HTTP requests for a file: validators and byte ranges (RFC 9110, sections 8.8, 13 and 14).

use bytes::Bytes;
use http::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
    IF_RANGE, RANGE,
};
use http::{HeaderMap, HeaderName, Method, Response, StatusCode};

use crate::studio::Rendering;

/// The answer to a request for a rendering.
///
/// `GET` and `HEAD` are answered, with `If-None-Match`, `If-Range` and a single byte range; a request for several
/// ranges gets the whole file, as section 14.2 allows. Other methods get 405.
pub fn respond(rendering: &Rendering, method: &Method, headers: &HeaderMap) -> Response<Bytes> {
    respond_with(&rendering.etag, method, headers, || rendering.clone())
}

/// The same, with a rendering that is made only if the answer depends on it.
pub(crate) fn respond_with(
    etag: &str,
    method: &Method,
    headers: &HeaderMap,
    render: impl FnOnce() -> Rendering,
) -> Response<Bytes> {
    if method != Method::GET && method != Method::HEAD {
        return answer(
            StatusCode::METHOD_NOT_ALLOWED,
            &[(ALLOW, "GET, HEAD"), (CONTENT_LENGTH, "0")],
            Bytes::new(),
        );
    }
    // The same artwork always has the same bytes.
    let lasting = [(ETAG, etag), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    if none_match_fails(headers, etag) {
        return answer(StatusCode::NOT_MODIFIED, &lasting, Bytes::new());
    }
    let rendering = render();
    let length = rendering.bytes.len();
    // Ranges are defined for GET alone (section 14.2).
    let range = if method == Method::GET { wanted_range(headers, etag, length) } else { Wanted::Whole };
    let (status, content_range, body) = match range {
        Wanted::Whole => (StatusCode::OK, None, rendering.bytes),
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
    let mut fields = lasting.to_vec();
    fields.extend([(ACCEPT_RANGES, "bytes"), (CONTENT_LENGTH, &content_length)]);
    if status != StatusCode::RANGE_NOT_SATISFIABLE {
        fields.push((CONTENT_TYPE, rendering.content_type));
    }
    if let Some(content_range) = &content_range {
        fields.push((CONTENT_RANGE, content_range));
    }
    answer(status, &fields, if method == Method::HEAD { Bytes::new() } else { body })
}

fn answer(status: StatusCode, fields: &[(HeaderName, &str)], body: Bytes) -> Response<Bytes> {
    let builder = fields
        .iter()
        .fold(Response::builder().status(status), |builder, (name, value)| builder.header(name, *value));
    builder.body(body).expect("all fields are visible ASCII")
}

/// Whether `If-None-Match` names this tag: weak comparison, a list or `*` (section 13.1.2).
fn none_match_fails(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

/// What of a file a request wants.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Whole,
    /// From the first to the last byte, both included.
    Part(usize, usize),
    /// A range with no byte in the file.
    Nothing,
}

fn wanted_range(headers: &HeaderMap, etag: &str, length: usize) -> Wanted {
    // `If-Range` takes a strong tag; a date never matches, for there is no `Last-Modified` (section 13.1.5).
    if headers.get(IF_RANGE).is_some_and(|condition| condition != etag) {
        return Wanted::Whole;
    }
    headers
        .get(RANGE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| parse_range(value, length))
        .unwrap_or(Wanted::Whole)
}

/// Reads a `Range` of one part (section 14.1.2). Nothing if it is malformed, of another unit or of several parts:
/// such a field is ignored.
fn parse_range(value: &str, length: usize) -> Option<Wanted> {
    let (unit, part) = value.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = part.trim().split_once('-')?;
    let end = length.saturating_sub(1);
    let (first, last) = match (first, last) {
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

/// A run of digits; one too large for the machine lies beyond every file.
fn position(digits: &str) -> Option<usize> {
    let digits_only = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    digits_only.then(|| digits.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_rendered_for_an_answer_without_it() {
        let fresh = [(IF_NONE_MATCH, "\"tag\"".parse().unwrap())].into_iter().collect();
        for (method, headers) in
            [(Method::GET, &fresh), (Method::HEAD, &fresh), (Method::POST, &HeaderMap::new())]
        {
            let render = || panic!("{method} was rendered for");
            assert!(respond_with("\"tag\"", &method, headers, render).body().is_empty());
        }
    }
}
