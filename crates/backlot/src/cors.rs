//! Cross-origin resource sharing: the headers with which a browser lets a page read an answer.

use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, VARY,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;

use crate::access::Page;

const REQUEST_PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-request-private-network");
const ALLOW_PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-allow-private-network");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const TRUE: HeaderValue = HeaderValue::from_static("true");

/// The sharing of an answer with web pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sharing {
    /// The answer is shared with no page.
    None,
    /// The answer is shared with the pages of one origin, cookies included.
    Origin(HeaderValue),
    /// The answer is shared with every page, as a result file is.
    Everyone,
}

impl Sharing {
    /// Returns the sharing of a provider's answers: with pages on this machine and of listed origins.
    pub(crate) fn of_provider(page: Page<'_>) -> Self {
        match page {
            Page::Local(origin) | Page::Listed(origin) => Self::Origin(origin.clone()),
            Page::None | Page::Own | Page::Foreign => Self::None,
        }
    }

    /// Returns the sharing of a result file: with every page, since a cached copy must serve later pages, too.
    pub(crate) fn of_file(page: Page<'_>) -> Self {
        match Self::of_provider(page) {
            Self::None => Self::Everyone,
            sharing => sharing,
        }
    }

    /// Returns the sharing of control answers: with pages of listed origins.
    pub(crate) fn of_control(page: Page<'_>) -> Self {
        match page {
            Page::Listed(origin) => Self::Origin(origin.clone()),
            _ => Self::None,
        }
    }

    /// Answers a browser's preflight for a page's request: allows the method and the headers that it asks for. `None` if the
    /// request is no preflight, or if nothing is shared with the page.
    pub(crate) fn preflight(&self, parts: &Parts) -> Option<Response> {
        let asked = parts.headers.get(ACCESS_CONTROL_REQUEST_METHOD);
        let method = asked.filter(|_| parts.method == Method::OPTIONS && *self != Self::None)?;
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        let headers = response.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, method.clone());
        if let Some(asked) = parts.headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
        }
        if parts.headers.get(REQUEST_PRIVATE_NETWORK) == Some(&TRUE) {
            headers.insert(ALLOW_PRIVATE_NETWORK, TRUE);
        }
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
        self.allow(headers);
        Some(response)
    }

    /// Adds the headers that let a page read an answer, with all of its headers.
    pub(crate) fn apply(&self, headers: &mut HeaderMap) {
        if *self == Self::None {
            return;
        }
        let names: Vec<_> = headers.keys().map(HeaderName::as_str).collect();
        let exposed = HeaderValue::try_from(names.join(", ")).expect("names of headers are plain ASCII");
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        self.allow(headers);
    }

    fn allow(&self, headers: &mut HeaderMap) {
        let origin = match self {
            Self::None => return,
            Self::Origin(origin) => {
                headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
                origin.clone()
            }
            Self::Everyone => HeaderValue::from_static("*"),
        };
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.append(VARY, HeaderValue::from_static("origin"));
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    const PAGE: HeaderValue = HeaderValue::from_static("http://localhost:3000");

    fn names(headers: &HeaderMap) -> Vec<(&str, &str)> {
        headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect()
    }

    #[test]
    fn each_kind_of_answer_is_shared_with_its_pages() {
        let (origin, pages) = (Sharing::Origin(PAGE), [Page::Local(&PAGE), Page::Listed(&PAGE)]);
        for page in pages {
            assert_eq!(Sharing::of_provider(page), origin);
            assert_eq!(Sharing::of_file(page), origin);
        }
        for page in [Page::None, Page::Own, Page::Foreign] {
            assert_eq!(Sharing::of_provider(page), Sharing::None);
            assert_eq!(Sharing::of_file(page), Sharing::Everyone);
            assert_eq!(Sharing::of_control(page), Sharing::None);
        }
        assert_eq!(Sharing::of_control(Page::Local(&PAGE)), Sharing::None);
        assert_eq!(Sharing::of_control(Page::Listed(&PAGE)), origin);
    }

    #[test]
    fn a_preflight_gets_what_it_asks_for() {
        let request = Request::builder()
            .method(Method::OPTIONS)
            .header("access-control-request-method", "PUT")
            .header("access-control-request-headers", "authorization,x-own")
            .header("access-control-request-private-network", "true");
        let parts = request.body(()).unwrap().into_parts().0;
        assert!(Sharing::None.preflight(&parts).is_none());
        let response = Sharing::Origin(PAGE).preflight(&parts).unwrap();
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        let expected = [
            ("access-control-allow-methods", "PUT"),
            ("access-control-allow-headers", "authorization,x-own"),
            ("access-control-allow-private-network", "true"),
            ("access-control-max-age", "600"),
            ("access-control-allow-credentials", "true"),
            ("cross-origin-resource-policy", "cross-origin"),
            ("access-control-allow-origin", "http://localhost:3000"),
            ("vary", "origin"),
        ];
        assert_eq!(names(response.headers()), expected);
        let plain = Request::builder().method(Method::OPTIONS).body(()).unwrap().into_parts().0;
        assert!(Sharing::Origin(PAGE).preflight(&plain).is_none(), "an OPTIONS of its own");
    }

    #[test]
    fn a_page_may_read_every_header_of_an_answer() {
        let mut headers = HeaderMap::from_iter([
            (HeaderName::from_static("backlot-basis"), HeaderValue::from_static("assumed")),
            (HeaderName::from_static("etag"), HeaderValue::from_static("\"1\"")),
        ]);
        Sharing::Everyone.apply(&mut headers);
        assert_eq!(headers[ACCESS_CONTROL_EXPOSE_HEADERS], "backlot-basis, etag");
        assert_eq!(headers[ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    }
}
