//! Long lists in answers: rows are formatted while the answer is sent, so that it takes the memory of a few rows only.

use std::future::ready;

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use serde::Serialize;
use serde_json::Value;
use tokio::task::yield_now;

/// The number of bytes that are formatted before other tasks have their turn.
const CHUNK: usize = 64 * 1024;

/// Returns an answer with an object whose empty list of this name is filled with these rows.
pub(super) fn list<Rows>(object: &Value, name: &str, rows: Rows) -> Response
where
    Rows: IntoIterator<Item: Serialize, IntoIter: Send + 'static>,
{
    let text = object.to_string();
    let opening = format!("\"{name}\":[");
    let start = text.find(&opening).map_or(text.len(), |start| start + opening.len());
    let (head, tail) = text.split_at(start);
    let mut writer =
        Writer { head: head.into(), rows: rows.into_iter(), has_begun: false, tail: Some(tail.into()) };
    let body = match writer.chunk() {
        Ok(chunk) if writer.tail.is_none() => Body::from(chunk),
        first => {
            let rest = stream::unfold(writer, async |mut writer| {
                writer.tail.as_ref()?;
                yield_now().await;
                Some((writer.chunk(), writer))
            });
            Body::from_stream(stream::once(ready(first)).chain(rest))
        }
    };
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// An answer that is being written.
struct Writer<I> {
    head: Vec<u8>,
    rows: I,
    has_begun: bool,
    /// The text after the last row. `None` once it was written.
    tail: Option<Vec<u8>>,
}

impl<I: Iterator<Item: Serialize>> Writer<I> {
    /// Formats the next rows, about [`CHUNK`] bytes of them.
    fn chunk(&mut self) -> serde_json::Result<Bytes> {
        let mut text = std::mem::take(&mut self.head);
        while text.len() < CHUNK {
            let Some(row) = self.rows.next() else {
                text.extend(self.tail.take().unwrap_or_default());
                break;
            };
            if std::mem::replace(&mut self.has_begun, true) {
                text.push(b',');
            }
            serde_json::to_writer(&mut text, &row)?;
        }
        Ok(text.into())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use http_body_util::BodyExt as _;
    use serde_json::json;

    use super::*;

    async fn read(response: Response) -> Bytes {
        response.into_body().collect().await.unwrap().to_bytes()
    }

    #[tokio::test]
    async fn an_answer_is_the_object_with_its_rows() {
        let object = json!({ "said": "\"rows\":[", "rows": [], "total": 3 });
        for count in [0, 1, 2, 100_000] {
            let rows: Vec<_> = (0..count).map(|row| json!({ "row": row })).collect();
            let mut expected = object.clone();
            expected["rows"] = rows.clone().into();
            assert_eq!(read(list(&object, "rows", rows)).await, expected.to_string(), "{count}");
        }
    }

    /// The memory is shown by counting: rows are made only as the answer is read, and a few at a time.
    #[tokio::test]
    async fn rows_are_made_as_the_answer_is_read() {
        let made = Arc::new(AtomicUsize::new(0));
        let count = made.clone();
        let rows = (0..1000).map(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
            "a".repeat(CHUNK / 4)
        });
        let mut body = list(&json!({ "rows": [] }), "rows", rows).into_body();
        let (mut before, mut frames) = (0, 0);
        loop {
            let now = made.load(Ordering::Relaxed);
            assert!(now - before <= 4, "{now} after {before}");
            before = now;
            if body.frame().await.is_none() {
                break;
            }
            frames += 1;
        }
        assert_eq!(before, 1000);
        assert!(frames >= 250, "{frames}");
    }
}
