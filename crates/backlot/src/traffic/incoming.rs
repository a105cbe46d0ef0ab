//! A request's body that is read to its end, even if its handler stops reading.
//!
//! A connection with unread bytes cannot be used again, and its end may destroy the answer.

use std::mem::take;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::BodyExt;
use journal::patience::patience;
use mock_http::body::DRAINED;
use mock_http::notes::RequestNotes;

/// The time that an answer waits for the next piece of a body that is no longer needed.
const NEXT_PIECE: Duration = Duration::from_millis(250);
/// The time for the next piece of such a body once the answer goes out.
const NEXT_OF_REST: Duration = Duration::from_secs(5);
/// The longest time in which such a body is read on.
const LINGERING: Duration = Duration::from_secs(60);

/// A body on its way to its handler. It hands back the part that the handler leaves unread.
struct Incoming {
    body: Body,
    notes: Option<Arc<RequestNotes>>,
    rest: Arc<Mutex<Option<Body>>>,
}

/// The part of a body that its handler has left unread.
pub(crate) struct Rest {
    notes: Option<Arc<RequestNotes>>,
    left: Option<Arc<Mutex<Option<Body>>>>,
}

/// Returns a body for its handler, and the rest of it for later. Every piece is noted, if there are notes.
pub(crate) fn watched(body: Body, notes: Option<&Arc<RequestNotes>>) -> (Body, Rest) {
    if body.is_end_stream() {
        return (body, Rest { notes: None, left: None });
    }
    let (notes, rest) = (notes.cloned(), Arc::default());
    let left = Rest { notes: notes.clone(), left: Some(Arc::clone(&rest)) };
    (Body::new(Incoming { body, notes, rest }), left)
}

impl Rest {
    /// Reads and throws away the rest. Returns `true` if it reached the end, so that the connection can be used again.
    ///
    /// A caller that reads its answer before it sends the rest is not kept waiting. A caller that sends more than the sandbox
    /// reads is told so.
    pub(crate) async fn drain(self) -> bool {
        let left = self.left.and_then(|left| take(&mut *left.lock().unwrap_or_else(PoisonError::into_inner)));
        match left {
            None => true,
            Some(body) => Box::pin(drain(body, self.notes)).await,
        }
    }
}

async fn drain(mut body: Body, notes: Option<Arc<RequestNotes>>) -> bool {
    let mut size = 0;
    while let Some(frame) = patience(NEXT_PIECE, body.frame()).await {
        // The body has ended, or its caller has gone.
        let Some(Ok(frame)) = frame else { return true };
        let Some(piece) = frame.data_ref() else { continue };
        size += piece.len();
        if let Some(notes) = &notes {
            notes.add_to_body(piece);
        }
        if size > DRAINED {
            break;
        }
    }
    tokio::spawn(patience(LINGERING, linger(body)));
    false
}

/// Reads on while the answer goes out, since a connection that ends with unread bytes may take the answer away again.
async fn linger(mut body: Body) {
    let mut size = 0;
    while let Some(Some(Ok(frame))) = patience(NEXT_OF_REST, body.frame()).await
        && size <= DRAINED
    {
        size += frame.data_ref().map_or(0, Bytes::len);
    }
}

impl HttpBody for Incoming {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let (Some(notes), Some(piece)) = (&self.notes, frame.data_ref())
        {
            notes.add_to_body(piece);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.body.is_end_stream() {
            let left = take(&mut self.body);
            *self.rest.lock().unwrap_or_else(PoisonError::into_inner) = Some(left);
        }
    }
}
