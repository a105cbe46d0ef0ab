//! A request on its way to another node, which may have to be sent again.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::CONTENT_LENGTH;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use bytes::Bytes;
use http_body::Body as _;
use http_body_util::BodyExt as _;

use crate::traffic::{Rest, watched};

/// The most bytes of a body that is read ahead, so that it can be sent again.
const SMALL: u64 = 64 * 1024;

/// A request with its body, as far as it is still there.
pub(super) struct Carried {
    head: Parts,
    body: Load,
    /// The part of a streaming body that nobody reads.
    rest: Option<Rest>,
}

enum Load {
    Whole(Bytes),
    Stream(Body),
    Gone,
}

impl Carried {
    /// Takes a request up. Nothing if its caller has gone in the midst of it.
    pub(super) async fn of(request: Request) -> Option<Self> {
        let (head, body) = request.into_parts();
        if is_small(&head.headers, &body) {
            let whole = body.collect().await.ok()?.to_bytes();
            return Some(Self { head, body: Load::Whole(whole), rest: None });
        }
        let (body, rest) = watched(body, None);
        Some(Self { head, body: Load::Stream(body), rest: Some(rest) })
    }

    /// Returns the head of the request.
    pub(super) fn head(&self) -> &Parts {
        &self.head
    }

    /// Returns `true` if the request is still whole.
    pub(super) fn is_whole(&self) -> bool {
        !matches!(self.body, Load::Gone)
    }

    /// Returns the request, for this URI. A body that is not small goes with it and is gone.
    pub(super) fn request(&mut self, uri: Uri) -> Request {
        let body = match &self.body {
            Load::Whole(whole) => Body::from(whole.clone()),
            _ => match std::mem::replace(&mut self.body, Load::Gone) {
                Load::Stream(body) => body,
                _ => Body::empty(),
            },
        };
        let mut head = self.head.clone();
        head.uri = uri;
        Request::from_parts(head, body)
    }

    /// Reads what nobody has read. Returns `true` if the connection can be used again.
    pub(super) async fn drain(self) -> bool {
        match self.rest {
            Some(rest) => rest.drain().await,
            None => true,
        }
    }
}

fn is_small(headers: &HeaderMap, body: &Body) -> bool {
    let told = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    body.is_end_stream() || told.is_some_and(|length: u64| length <= SMALL)
}
