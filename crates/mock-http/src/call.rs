//! A call under way: who calls, what was asked, and the evidence so far.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawPathParams, Request};
use axum::http::request::Parts;
use jiff::Timestamp;
use kernel::command::Command;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::form::Fields;
use kernel::keys::Status;
use kernel::machine::Account;
use kernel::time::Mode;
use serde_json::{Map, Value};

use crate::account_slot::{AccountSlot, Caller};
use crate::answer::{Answer, Outcome};
use crate::body::{parse_object, read_all, read_form, read_object};
use crate::provider::{Credential, Provider};
use crate::refusal::Problem;
use crate::request::RequestContext;
use crate::upload::{FilePart, SentFile, read_upload};

/// A call of a provider's operation, by a caller whose key opens an active account.
///
/// Reading the request, applying commands and looking at the account all gather the evidence of the call. An account is changed
/// by a [`Command`] and by nothing else: who looks at it gets `&Account`.
///
/// ```compile_fail
/// # use mock_http::{call::Call, provider::Provider};
/// fn change<P: Provider>(call: &Call<P>) {
///     call.look(|account, _| account.draw());
/// }
/// ```
pub struct Call<P: Provider> {
    /// The world and the authority that the request came to.
    pub context: RequestContext,
    /// The clause that allows the way in which the key came.
    pub identified_by: ClauseRef,
    /// The head of the request.
    pub parts: Parts,
    tools: P::Tools,
    slot: Arc<AccountSlot<P>>,
    parameters: Option<RawPathParams>,
    body: Unread,
    /// The clauses of the fields that were read. They decide nothing if the call is refused after all.
    form_evidence: Evidence,
    evidence: Evidence,
}

/// The body of a request, which is read at most once.
enum Unread {
    Stream(Body),
    /// The body was read for the key in it.
    Object(Result<Map<String, Value>, Problem>),
}

impl Unread {
    fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Stream(Body::empty()))
    }
}

impl<P: Provider> Call<P> {
    /// Identifies the caller of a request, or refuses it in the provider's words. A key in a header is checked before the body is
    /// read.
    pub(crate) async fn begin(
        context: RequestContext,
        tools: P::Tools,
        parts: Parts,
        parameters: Option<RawPathParams>,
        body: Body,
        key_in_body: bool,
    ) -> Result<Self, Answer> {
        let mut body = Unread::Stream(body);
        let mut credential = P::credential(&parts);
        if credential.is_none() && key_in_body {
            let read = match body.take() {
                Unread::Stream(stream) => read_object(&parts.headers, stream).await,
                Unread::Object(read) => read,
            };
            credential = read.as_ref().ok().and_then(P::credential_in);
            body = Unread::Object(read);
        }
        let (slot, identified_by) = identify(&context, credential)?;
        let (form_evidence, evidence) = (Evidence::default(), Evidence::default());
        Ok(Self { context, identified_by, parts, tools, slot, parameters, body, form_evidence, evidence })
    }

    /// Returns the answer of the call, with the evidence for it. A refusal after a readable form owes nothing to the form's fields.
    pub(crate) fn end(self, outcome: Outcome) -> Answer {
        match outcome {
            Ok(answer) => {
                answer.citing(self.form_evidence).citing(self.evidence).citing([self.identified_by])
            }
            Err(refused) => refused.citing(self.evidence),
        }
    }

    /// Returns the tools of the provider's operations.
    pub fn tools(&self) -> &P::Tools {
        &self.tools
    }

    /// Returns a parameter of the path, percent-decoded. It is empty if the path has no such parameter.
    pub fn parameter(&self, name: &str) -> &str {
        let all = self.parameters.iter().flatten();
        all.into_iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// Reads the body as a JSON object.
    pub async fn object(&mut self) -> Result<Map<String, Value>, Answer> {
        let read = match self.body.take() {
            Unread::Stream(stream) => read_object(&self.parts.headers, stream).await,
            Unread::Object(read) => read,
        };
        read.map_err(P::refuse)
    }

    /// Reads an object as the form of the call. Fields that the call does not know are noted.
    pub fn form<F>(
        &mut self,
        object: &Map<String, Value>,
        read: impl FnOnce(&mut Fields<'_>) -> Option<F>,
    ) -> Result<F, Answer> {
        let (form, evidence) = read_form::<P, F>(&self.context, object, read)?;
        self.form_evidence.extend(evidence);
        Ok(form)
    }

    /// Reads the JSON body as the form of the call.
    pub async fn json<F>(&mut self, read: impl FnOnce(&mut Fields<'_>) -> Option<F>) -> Result<F, Answer> {
        let object = self.object().await?;
        self.form(&object, read)
    }

    /// Reads the JSON body as the form of the call, if there is a body.
    pub async fn optional_json<F>(
        &mut self,
        read: impl FnOnce(&mut Fields<'_>) -> Option<F>,
    ) -> Result<Option<F>, Answer> {
        let object = match self.body.take() {
            Unread::Object(read) => read,
            Unread::Stream(stream) => {
                // Only the end of a body in chunks shows that the body was empty.
                let bytes = read_all(stream).await.map_err(P::refuse)?;
                if bytes.is_empty() {
                    return Ok(None);
                }
                parse_object(&self.parts.headers, bytes).await
            }
        };
        self.form(&object.map_err(P::refuse)?, read).map(Some)
    }

    /// Reads the query as the form of the call.
    pub fn query<F>(&mut self, read: impl FnOnce(&mut Fields<'_>) -> Option<F>) -> Result<F, Answer> {
        let query = self.parts.uri.query().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        let object = pairs.map(|(name, value)| (name.into_owned(), value.into())).collect();
        self.form(&object, read)
    }

    /// Reads the multipart body as the form of the call, with its file.
    pub async fn upload<F>(
        &mut self,
        part: FilePart,
        read: impl FnOnce(&mut Fields<'_>) -> Option<F>,
    ) -> Result<(F, SentFile), Answer> {
        let body = match self.body.take() {
            Unread::Stream(body) => body,
            Unread::Object(_) => Body::empty(),
        };
        let request = Request::from_parts(self.parts.clone(), body);
        let (form, file, evidence) = read_upload::<P, F>(&self.context, request, part, read).await?;
        self.form_evidence.extend(evidence);
        Ok((form, file))
    }

    /// Applies a command to the caller's account. A command that the machine doesn't list does not compile.
    pub fn apply<C: Command<P>>(&mut self, command: C) -> Result<C::Reply, Answer> {
        const { assert!(kernel::commands::is_listed::<P>(C::NAME), "Machine::COMMANDS lacks this command") };
        let caller = Caller {
            origin: self.origin(),
            forced_failure: self.context.notes.forced_failure.get().cloned(),
            notes: Some(&self.context.notes),
        };
        let decision = self.slot.apply(command, caller);
        self.context.notes.saw(self.slot.position());
        self.evidence.extend(decision.evidence);
        decision.outcome
    }

    /// Looks at the caller's account, after everything due was applied.
    pub fn look<R>(&self, look: impl FnOnce(&Account<P>, Timestamp) -> R) -> R {
        let seen = self.slot.look(look);
        self.context.notes.saw(self.slot.position());
        seen
    }

    /// Drops the clauses of the fields that were read: an answer that does not look at them owes them nothing.
    pub fn forget_form(&mut self) {
        self.form_evidence = Evidence::default();
    }

    /// Adds clauses that decided the answer.
    pub fn cite(&mut self, clauses: impl IntoIterator<Item = ClauseRef>) {
        self.evidence.extend(clauses);
    }

    /// Adds the clauses whose conditions hold.
    pub fn cite_where(&mut self, conditions: impl IntoIterator<Item = (bool, ClauseRef)>) {
        self.cite(conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause)));
    }

    /// Moves a skipping clock to the next change of an unfinished job, after a look at that job, and applies everything due.
    pub fn skip_to(&self, next_change: Option<Timestamp>) {
        let Some(next_change) = next_change else { return };
        let clock = &self.context.world.clock;
        if clock.read().mode == Mode::Skipping {
            clock.skip_to(next_change);
            self.slot.look(|_, _| ());
            if let Some(log) = &self.context.world.log {
                self.context.notes.saw(log.last());
            }
        }
    }

    /// Returns `true` if a document's table wins over its own printed example.
    pub fn is_strict(&self) -> bool {
        self.context.world.settings.strict
    }

    /// Returns an absolute URL that works for the caller, for a path within the world.
    pub fn url(&self, path: &str) -> String {
        self.context.url(path)
    }

    /// Returns the beginning of URLs that work for the caller.
    pub fn origin(&self) -> Arc<str> {
        self.context.url("").into()
    }
}

/// Returns the account of a key, or the provider's refusal.
fn identify<P: Provider>(
    context: &RequestContext,
    credential: Option<Credential>,
) -> Result<(Arc<AccountSlot<P>>, ClauseRef), Answer> {
    let accounts = context.world.accounts_of::<P>();
    let credential = credential.ok_or_else(|| P::refuse(Problem::Unauthenticated))?;
    let slot = accounts.open(&credential.api_key);
    let api_key = slot.as_ref().map_or_else(|| credential.api_key.into(), |slot| slot.api_key.clone());
    // The sandbox may have noted the key already.
    let _ = context.notes.api_key.set(api_key);
    let slot = slot.ok_or_else(|| P::refuse(Problem::UnknownKey))?;
    context.notes.saw(slot.position());
    let identified_by = credential.clause;
    match slot.status() {
        Status::Active => {}
        Status::Suspended => return Err(P::refuse(Problem::Suspended)),
        Status::Inactive => return Err(P::refuse(Problem::Inactive)),
    }
    slot.admit().map_err(|limited| P::refuse(Problem::TooManyRequests(limited)))?;
    Ok((slot, identified_by))
}
