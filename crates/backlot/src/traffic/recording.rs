//! Recording an exchange in every case, even if the caller leaves before the answer.

use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use control_api::Subject;
use http_body::Body as _;
use jiff::Timestamp;
use journal::patience::Stopwatch;
use journal::{About, Exchange, Transcript, hide, reason};
use kernel::evidence::Evidence;
use mock_http::notes::RequestNotes;
use mock_http::request::RequestContext;
use mock_http::world::World;

use super::destination::Destination;
use super::outgoing::{End, Outgoing};
use crate::line::Line;
use crate::worlds::Backlot;

/// Returns `true` for the status of an answer that reports a problem, so that the log shows its words.
pub(super) fn is_refusal(status: u16) -> bool {
    status >= 400
}

/// A place for the number of the exchange that a request becomes, as an extension of the request.
#[derive(Clone, Debug)]
pub(crate) struct RecordedAs(pub(crate) Arc<OnceLock<u64>>);

/// An exchange that is under way. It is recorded when it is dropped.
pub(super) struct Recording {
    backlot: Arc<Backlot>,
    world: Arc<World>,
    notes: Arc<RequestNotes>,
    provider: &'static str,
    base: &'static str,
    is_file: bool,
    at: Timestamp,
    method: Method,
    transcript: Option<Transcript>,
    has_body: bool,
    status: Option<StatusCode>,
    evidence: Evidence,
    fault: Option<Arc<str>>,
    watch: Stopwatch,
    number: Option<RecordedAs>,
}

impl Recording {
    pub(super) fn begin(
        backlot: Arc<Backlot>,
        context: &RequestContext,
        destination: &Destination,
        parts: &Parts,
        body: &Body,
    ) -> Self {
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        let size = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
        Self {
            backlot,
            world: context.world.clone(),
            notes: context.notes.clone(),
            provider: destination.provider,
            base: destination.base,
            is_file: destination.is_file,
            at: context.world.clock.now(),
            method: parts.method.clone(),
            transcript: Some(Transcript::begin(target, &parts.headers, size)),
            has_body: !body.is_end_stream(),
            status: None,
            evidence: Evidence::default(),
            fault: None,
            watch: Stopwatch::start(),
            number: parts.extensions.get().cloned(),
        }
    }

    pub(super) fn struck_by(&mut self, fault: &Arc<str>) {
        self.fault = Some(fault.clone());
    }

    pub(super) fn finish(mut self, outgoing: &Outgoing) {
        if outgoing.end == End::Never {
            return;
        }
        self.status = Some(outgoing.status);
        self.evidence = outgoing.evidence.clone();
        self.read_body();
        if let Some(transcript) = &mut self.transcript {
            transcript.add_response(&outgoing.headers, &outgoing.body);
        }
    }

    /// Takes over the part of the request's body that was read.
    fn read_body(&mut self) {
        if let Some(transcript) = self.transcript.as_mut().filter(|_| self.has_body) {
            self.has_body = false;
            transcript.add_request_body(self.notes.take_body());
        }
    }

    fn log(&self, exchange: &Exchange) {
        let Some(watcher) = self.backlot.watcher() else { return };
        let (about, texts) = (&exchange.about, exchange.transcript.texts());
        let path = texts.target().split('?').next().unwrap_or_default();
        let path = hide(path, about.api_key.as_deref());
        let basis = (!about.evidence.is_empty()).then(|| about.evidence.basis());
        let refused = about.status().is_some_and(is_refusal);
        let reason = if refused { reason(texts.response_body(), about.api_key.as_deref()) } else { None };
        watcher(&Line {
            at: about.at,
            method: about.method.as_str(),
            path: &path,
            status: about.status(),
            provider: Some(about.provider),
            world: &self.world.name,
            took: self.watch.elapsed(),
            basis: basis.as_deref(),
            fault: about.fault.as_deref(),
            reason: reason.as_deref(),
            unread_fields: if refused { &[] } else { &about.unread },
        });
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.read_body();
        let Some(transcript) = self.transcript.take() else { return };
        let api_key = self.notes.api_key.get().cloned();
        let about = About {
            at: self.at,
            provider: self.provider,
            base: self.base,
            api_key: api_key.or_else(|| transcript.texts().request_headers().api_key().map(Into::into)),
            evidence: std::mem::take(&mut self.evidence),
            matched: self.notes.matched.get().cloned(),
            is_file: self.is_file,
            method: self.method.clone(),
            status: self.status,
            unread: self.notes.unread.get().cloned().unwrap_or_default(),
            fault: self.fault.take(),
            took_us: u32::try_from(self.watch.elapsed().as_micros()).unwrap_or(u32::MAX),
            moved: self.notes.moved(),
        };
        let exchange = Exchange { about, transcript };
        self.log(&exchange);
        let was_struck = exchange.about.fault.is_some();
        let seq = self.world.journal.record(exchange);
        if was_struck {
            self.world.changes.note(Subject::Faults);
        }
        if let Some(RecordedAs(number)) = &self.number {
            // One request becomes one exchange.
            let _ = number.set(seq);
        }
    }
}
