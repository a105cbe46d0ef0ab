//! The answers to requests for a file.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use mock_media::{Artwork, PictureFormat, Studio, respond};

use crate::picture;

const LENGTH: usize = 1000;

fn headers(fields: &[(&'static str, &str)]) -> HeaderMap {
    let field = |(name, value): &(&'static str, &str)| {
        (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
    };
    fields.iter().map(field).collect()
}

/// Returns a rendering of known bytes.
fn rendering() -> mock_media::Rendering {
    let bytes: Vec<u8> = (0..LENGTH).map(|at| u8::try_from(at % 251).unwrap()).collect();
    mock_media::Rendering { bytes: bytes.into(), content_type: "video/mp4", etag: "\"tag\"".to_owned() }
}

fn field<'a>(response: &'a Response<bytes::Bytes>, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

/// A `Range` field; then the status, the `Content-Range` and the bytes of the answer.
type Row = (&'static str, u16, Option<&'static str>, std::ops::Range<usize>);

const RANGES: [Row; 22] = [
    ("bytes=0-0", 206, Some("bytes 0-0/1000"), 0..1),
    ("bytes=0-99", 206, Some("bytes 0-99/1000"), 0..100),
    ("bytes=100-", 206, Some("bytes 100-999/1000"), 100..1000),
    ("bytes=0-", 206, Some("bytes 0-999/1000"), 0..1000),
    ("bytes=999-999", 206, Some("bytes 999-999/1000"), 999..1000),
    ("bytes=990-5000", 206, Some("bytes 990-999/1000"), 990..1000),
    ("bytes=-1", 206, Some("bytes 999-999/1000"), 999..1000),
    ("bytes=-1000", 206, Some("bytes 0-999/1000"), 0..1000),
    ("bytes=-5000", 206, Some("bytes 0-999/1000"), 0..1000),
    ("BYTES=5-6", 206, Some("bytes 5-6/1000"), 5..7),
    ("bytes=5-99999999999999999999999999", 206, Some("bytes 5-999/1000"), 5..1000),
    ("bytes=1000-", 416, Some("bytes */1000"), 0..0),
    ("bytes=1000-2000", 416, Some("bytes */1000"), 0..0),
    ("bytes=99999999999999999999999999-", 416, Some("bytes */1000"), 0..0),
    ("bytes=-0", 416, Some("bytes */1000"), 0..0),
    // These fields are malformed, of several parts or of another unit, and are ignored.
    ("bytes=9-5", 200, None, 0..1000),
    ("bytes=-", 200, None, 0..1000),
    ("bytes=a-b", 200, None, 0..1000),
    ("bytes=+1-2", 200, None, 0..1000),
    ("bytes", 200, None, 0..1000),
    ("items=0-5", 200, None, 0..1000),
    ("bytes=0-1,4-5", 200, None, 0..1000),
];

#[test]
fn ranges() {
    let rendering = rendering();
    for (range, status, content_range, body) in RANGES {
        let response = respond(&rendering, &Method::GET, &headers(&[("range", range)]));
        assert_eq!(response.status(), status, "{range}");
        assert_eq!(field(&response, "content-range"), content_range, "{range}");
        assert_eq!(field(&response, "content-length"), Some(body.len().to_string().as_str()), "{range}");
        assert_eq!(response.body(), &rendering.bytes[body], "{range}");
        assert_eq!(field(&response, "etag"), Some("\"tag\""), "{range}");
        assert_eq!(field(&response, "accept-ranges"), Some("bytes"), "{range}");
    }
}

#[test]
fn a_range_of_an_empty_file_cannot_be_had() {
    let empty = mock_media::Rendering { bytes: bytes::Bytes::new(), ..rendering() };
    for range in ["bytes=0-", "bytes=-0", "bytes=0-0"] {
        let response = respond(&empty, &Method::GET, &headers(&[("range", range)]));
        assert_eq!(field(&response, "content-range"), Some("bytes */0"), "{range}");
    }
    // An empty file can satisfy a request for its last bytes (RFC 9110, 14.1.2).
    let response = respond(&empty, &Method::GET, &headers(&[("range", "bytes=-1")]));
    assert_eq!((response.status(), field(&response, "content-length")), (StatusCode::OK, Some("0")));
}

/// The fields of a request; then the status for `GET` and the status for `HEAD`.
type Conditions = (&'static [(&'static str, &'static str)], u16, u16);

/// Conditional requests. Ranges are for `GET` alone.
const CONDITIONS: [Conditions; 26] = [
    (&[], 200, 200),
    (&[("if-match", "\"tag\"")], 200, 200),
    (&[("if-match", "\"a\", \"tag\"")], 200, 200),
    (&[("if-match", "*")], 200, 200),
    (&[("if-match", "\"other\"")], 412, 412),
    // A weak tag never matches a strong one here.
    (&[("if-match", "W/\"tag\"")], 412, 412),
    (&[("if-match", "")], 412, 412),
    (&[("if-none-match", "\"tag\"")], 304, 304),
    (&[("if-none-match", "W/\"tag\"")], 304, 304),
    (&[("if-none-match", "\"a\", \"tag\"")], 304, 304),
    (&[("if-none-match", "*")], 304, 304),
    (&[("if-none-match", "\"other\"")], 200, 200),
    // `If-Match` comes first, then `If-None-Match`, then the range.
    (&[("if-match", "\"other\""), ("if-none-match", "\"tag\"")], 412, 412),
    (&[("if-match", "\"tag\""), ("if-none-match", "\"tag\"")], 304, 304),
    (&[("if-match", "\"tag\""), ("if-none-match", "\"other\"")], 200, 200),
    (&[("if-match", "\"other\""), ("range", "bytes=0-5")], 412, 412),
    (&[("if-match", "\"tag\""), ("range", "bytes=0-5")], 206, 200),
    (&[("if-none-match", "\"tag\""), ("range", "bytes=0-5")], 304, 304),
    (&[("if-none-match", "\"tag\""), ("range", "bytes=1000-")], 304, 304),
    (&[("if-range", "\"tag\""), ("range", "bytes=0-5")], 206, 200),
    (&[("if-range", "\"other\""), ("range", "bytes=0-5")], 200, 200),
    (&[("if-range", "W/\"tag\""), ("range", "bytes=0-5")], 200, 200),
    (&[("if-range", "Mon, 23 Nov 2026 00:00:00 GMT"), ("range", "bytes=0-5")], 200, 200),
    // No file has a modification date, so conditions on dates are ignored.
    (&[("if-unmodified-since", "Thu, 01 Jan 1970 00:00:00 GMT")], 200, 200),
    (&[("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT")], 200, 200),
    (&[("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT"), ("if-none-match", "\"other\"")], 200, 200),
];

#[test]
fn conditions() {
    for (fields, get, head) in CONDITIONS {
        for (method, status) in [(Method::GET, get), (Method::HEAD, head)] {
            let response = respond(&rendering(), &method, &headers(fields));
            assert_eq!(response.status(), status, "{method} {fields:?}");
            let length = match status {
                200 if method == Method::GET => 1000,
                206 => 6,
                _ => 0,
            };
            assert_eq!(response.body().len(), length, "{method} {fields:?}");
        }
    }
}

#[test]
fn a_whole_answer_says_what_it_is() {
    let response = respond(&rendering(), &Method::GET, &HeaderMap::new());
    assert_eq!(field(&response, "content-type"), Some("video/mp4"));
    assert_eq!(field(&response, "content-length"), Some("1000"));
    assert_eq!(field(&response, "last-modified"), None);
}

/// A cache must ask before it uses an answer that it holds, and it can ask cheaply.
#[test]
fn every_answer_with_a_tag_is_to_be_validated() {
    let rows: [&[(&str, &str)]; 5] = [
        &[],
        &[("range", "bytes=0-5")],
        &[("range", "bytes=1000-")],
        &[("if-none-match", "*")],
        &[("if-match", "\"other\"")],
    ];
    for fields in rows {
        let response = respond(&rendering(), &Method::GET, &headers(fields));
        assert_eq!(field(&response, "etag"), Some("\"tag\""), "{fields:?}");
        assert_eq!(field(&response, "cache-control"), Some("no-cache"), "{fields:?}");
        assert_eq!(field(&response, "x-content-type-options"), Some("nosniff"), "{fields:?}");
    }
}

#[test]
fn other_bytes_have_another_tag_and_the_same_bytes_the_same() {
    let of = |bytes: &'static [u8]| mock_media::Rendering::of(bytes.into(), "image/png").etag;
    assert_eq!(of(b"one"), of(b"one"));
    assert_ne!(of(b"one"), of(b"two"));
}

#[test]
fn head_has_the_fields_without_the_body() {
    let get = respond(&rendering(), &Method::GET, &HeaderMap::new());
    // Ranges are for `GET` alone.
    for fields in [&[][..], &[("range", "bytes=0-5")]] {
        let head = respond(&rendering(), &Method::HEAD, &headers(fields));
        assert_eq!((head.status(), head.headers()), (StatusCode::OK, get.headers()));
        assert!(head.body().is_empty());
    }
}

#[test]
fn other_methods_are_refused() {
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        let response = respond(&rendering(), &method, &HeaderMap::new());
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(field(&response, "allow"), Some("GET, HEAD"));
    }
}

#[tokio::test]
async fn the_studio_answers_as_the_rendering_does() {
    let studio = Arc::new(Studio::new(1 << 20));
    let artwork = Artwork::from(picture(64, 64, PictureFormat::Png));
    let rendering = studio.render(&artwork);
    for fields in [&[][..], &[("range", "bytes=10-19")], &[("if-none-match", &rendering.etag)]] {
        let headers = headers(fields);
        let ours = studio.respond(artwork.clone(), &Method::GET, &headers).await;
        let plain = respond(&rendering, &Method::GET, &headers);
        assert_eq!(ours.status(), plain.status());
        assert_eq!(ours.headers(), plain.headers());
        assert_eq!(ours.body(), plain.body());
    }
}
