//! The answers of the console: pages, redirections and assets, with the headers that keep a browser from anything else.

use std::borrow::Cow;

use http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use http::{HeaderValue, Response, StatusCode};
use maud::Markup;

/// An answer of the console.
pub(crate) type Answer = Response<Cow<'static, str>>;

/// The rules for the browser: nothing but this sandbox's own files, and no text that becomes markup or a script.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

/// The files beside the pages, with their media types.
const ASSETS: [(&str, &str, &str); 3] = [
    ("console.css", "text/css; charset=utf-8", include_str!("../assets/console.css")),
    ("console.js", "text/javascript; charset=utf-8", include_str!("../assets/console.js")),
    ("icon.svg", "image/svg+xml", include_str!("../assets/icon.svg")),
];

/// Returns the answer with a page.
pub(crate) fn page(status: StatusCode, page: Markup) -> Answer {
    guarded(status, "text/html; charset=utf-8", page.into_string().into())
}

/// Returns the answer with a file, if there is one of this name.
pub(crate) fn asset(name: &str) -> Option<Answer> {
    let (_, kind, text) = ASSETS.iter().find(|(own, ..)| *own == name)?;
    Some(guarded(StatusCode::OK, kind, Cow::Borrowed(text)))
}

/// Returns the answer that sends the browser on to another page.
pub(crate) fn see(address: &str) -> Answer {
    let mut answer = guarded(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", Cow::Borrowed(""));
    let address = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("./"));
    answer.headers_mut().insert(LOCATION, address);
    answer
}

fn guarded(status: StatusCode, kind: &'static str, body: Cow<'static, str>) -> Answer {
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    let headers = [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        (CONTENT_TYPE.as_str(), kind),
        (CACHE_CONTROL.as_str(), "no-store"),
    ];
    for (name, value) in headers {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}
