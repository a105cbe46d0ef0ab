//! One exchange: shown, in a short row, as an entry of an archive, or sent once more.

use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONNECTION, CONTENT_LENGTH, EXPECT, HOST, TRANSFER_ENCODING};
use axum::http::{HeaderName, HeaderValue};
use control_api::{ExchangeRow, ReplayExchange, ShowExchange};
use journal::{ExchangeView, JournalEntry, Text};
use kernel::evidence::Basis;
use serde_json::Value;

use super::error::Refused;
use super::handle::{Control, Handle};
use crate::named_jobs::jobs_in;
use crate::traffic::{Destination, RecordedAs, Visitor, handle_provider};

/// Headers of a request that belong to its connection, or that the new request has by itself.
const OWN: [HeaderName; 5] = [HOST, CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION, EXPECT];

impl Handle for ShowExchange {
    async fn handle(self, control: &Control) -> Result<ExchangeView, Refused> {
        Ok(view(control, &find(control, self.seq)?))
    }
}

impl Handle for ReplayExchange {
    async fn handle(self, control: &Control) -> Result<ExchangeView, Refused> {
        let seen = find(control, self.seq)?;
        let mut request = request_of(&seen, self.body)?;
        let recorded = RecordedAs(Arc::new(OnceLock::new()));
        request.extensions_mut().insert(recorded.clone());
        let Control { backlot, context, .. } = control;
        let path = request.uri().path();
        let gone = || Refused::conflict("seq: the exchange went to no provider");
        let destination = Destination::of(backlot, path, &axum::Router::new()).ok_or_else(gone)?;
        let (backlot, world, authority) = (backlot.clone(), context.world.clone(), context.authority.clone());
        // The answer is in the journal, even if there was none.
        drop(handle_provider(Visitor { backlot, world, authority }, destination, request).await);
        let forgotten =
            || Refused::conflict("the new exchange was forgotten at once, since the journal is full");
        let seq = recorded.0.get().copied().ok_or_else(forgotten)?;
        Ok(view(control, &control.context.world.journal.get(seq).ok_or_else(forgotten)?))
    }
}

/// Returns the request of an exchange, to be sent once more.
fn request_of(seen: &JournalEntry, body: Option<Value>) -> Result<Request, Refused> {
    let texts = seen.texts();
    let body = match (body, texts.request_body()) {
        (Some(Value::String(text)), _) => text.into_bytes(),
        (Some(json), _) => json.to_string().into_bytes(),
        (None, Text::Whole(bytes)) => bytes.to_vec(),
        (None, Text::Nothing) => {
            let announced = texts.request_headers().get("content-length");
            if announced.is_some_and(|length| length != "0") {
                let message =
                    "seq: the body of the request was not read, so that nobody knows it; give a `body`";
                return Err(Refused::conflict(message));
            }
            Vec::new()
        }
        (None, Text::Fingerprint(_)) => {
            let message = "seq: the body of the request was kept as a digest; give a `body`";
            return Err(Refused::conflict(message));
        }
    };
    let unsendable = |_| Refused::conflict("seq: the request cannot be sent once more");
    let builder = Request::builder().method(seen.about().method.clone()).uri(texts.target());
    let mut request = builder.body(Body::from(body)).map_err(unsendable)?;
    for (name, value) in texts.request_headers().iter() {
        let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else {
            continue;
        };
        if !OWN.contains(&name) {
            request.headers_mut().append(name, value);
        }
    }
    Ok(request)
}

fn find(control: &Control, seq: u64) -> Result<JournalEntry, Refused> {
    let found = control.context.world.journal.get(seq);
    found.ok_or_else(|| Refused::not_found(format!("seq: the journal has no exchange {seq}")))
}

/// Returns an exchange as it is shown, with the jobs that it names.
pub(super) fn view(control: &Control, seen: &JournalEntry) -> ExchangeView {
    control.backlot.view(&control.context.world, seen)
}

/// Returns an exchange in one short row.
pub(super) fn row(control: &Control, seen: &JournalEntry) -> ExchangeRow {
    let about = seen.about();
    let view = seen.head();
    ExchangeRow {
        seq: seen.seq,
        at: about.at,
        took_us: about.took_us.into(),
        provider: about.provider,
        api_key: view.api_key,
        method: view.method,
        path: view.path,
        query: view.query,
        route: about.route().map(str::to_owned),
        status: about.status(),
        basis: about.evidence.iter().map(|clause| clause.basis).max().map(Basis::name),
        fault: about.fault.as_deref().map(str::to_owned),
        jobs: jobs_in(&control.context.world, seen),
        moved: about.moved,
    }
}
