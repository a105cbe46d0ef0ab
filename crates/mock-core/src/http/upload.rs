//! Multipart forms with a file: read as they come, bounded in size, all or nothing.
//!
//! Nothing is kept of a form that breaks off, and of one that is too large nothing but the bytes that fit: the rest is read
//! and thrown away, so that a client which sends it all still gets to read the refusal.

use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body as Incoming;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::StatusCode;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use serde_json::{Map, Value};

use super::body::{DRAINED, LARGEST, read_form};
use crate::clause::{Citations, ClauseRef};
use crate::fields::{Fault, Form, Issue, Unreadable};
use crate::http::{Answer, Visit};
use crate::provider::Provider;
use crate::refusal::Problem;

/// How much room the texts of a form have beside its file: names, values, and what stands between.
const TEXTS: usize = 64 * 1024;

/// A form with a file in it, whose other parts are read like the fields of a JSON body.
pub trait FileForm: Form {
    /// The part that holds the file.
    const FILE: &'static str;
    /// The clause that wants it.
    const CLAUSE: ClauseRef;
}

/// A file that was sent.
#[derive(Debug)]
pub struct SentFile {
    /// What its sender calls it.
    pub name: Option<String>,
    /// What is in it.
    pub bytes: Bytes,
}

/// A multipart form as the form that a call needs, with its file and the clauses of its parts.
pub struct Upload<P, F> {
    /// The texts.
    pub form: F,
    /// The file.
    pub file: SentFile,
    /// The clauses of the parts that it has.
    pub cited: Citations,
    provider: PhantomData<P>,
}

impl<P: Provider, F: FileForm, S: Send + Sync> FromRequest<S> for Upload<P, F> {
    type Rejection = Answer;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Answer> {
        let (parts, body) = request.into_parts();
        let visit = Visit::of(&parts).clone();
        let read = read_parts::<F>(Request::from_parts(parts, body)).await;
        let (mut sent, texts) = read.map_err(P::refuse)?;
        let read = read_form::<P, _>(&visit, &texts, |fields| {
            match &sent {
                Some(_) => fields.cite(F::CLAUSE),
                None => fields.refuse(F::FILE, Fault::Missing, F::CLAUSE),
            }
            F::read(fields)
        });
        let (form, cited) = read?;
        let file = sent.take().expect("a form without its file is refused");
        Ok(Self { form, file, cited, provider: PhantomData })
    }
}

/// The file and the texts of a form.
async fn read_parts<F: FileForm>(
    request: Request,
) -> Result<(Option<SentFile>, Map<String, Value>), Problem> {
    let size = Arc::new(AtomicUsize::new(0));
    let request = bounded(request, &size);
    let too_large = |field: &str| {
        let fault = Fault::TooLarge(LARGEST);
        let issue = Issue { field: field.to_owned(), fault, clause: F::CLAUSE };
        Unreadable::Fields { issues: vec![issue], cited: Citations::default() }.into()
    };
    // What a form that is too large lacks in the end is no fault of its framing.
    let unreadable = |error: &MultipartError| match size.load(Ordering::Relaxed) {
        size if size > LARGEST + TEXTS => too_large(F::FILE),
        _ => broken(error),
    };
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|rejection| Unreadable::NotMultipart(rejection.body_text()))?;
    let (mut file, mut texts, mut room) = (None, Map::new(), TEXTS);
    while let Some(part) = form.next_field().await.map_err(|error| unreadable(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let is_file = file_name.is_some() || name == F::FILE;
        let wanted = name == F::FILE && file.is_none();
        let most = match (wanted, is_file) {
            (true, _) => LARGEST,
            // A file that nobody asked for.
            (false, true) => 0,
            (false, false) => room,
        };
        let (bytes, whole) = read_part(part, most).await.map_err(|error| unreadable(&error))?;
        if wanted && whole {
            file = Some(SentFile { name: file_name, bytes });
        } else if is_file && !wanted {
            texts.entry(name).or_insert(Value::Null);
        } else if whole && name.len() + bytes.len() <= room {
            room -= name.len() + bytes.len();
            texts.insert(name, String::from_utf8_lossy(&bytes).into());
        } else {
            return Err(too_large(&name));
        }
    }
    Ok((file, texts))
}

/// The bytes of a part, as many as there is room for, and whether these are all. The others are read all the same.
async fn read_part(mut part: Field<'_>, most: usize) -> Result<(Bytes, bool), MultipartError> {
    let (mut read, mut whole) = (BytesMut::new(), true);
    while let Some(chunk) = part.chunk().await? {
        whole = whole && read.len() + chunk.len() <= most;
        if whole {
            read.extend_from_slice(&chunk);
        }
    }
    Ok((read.freeze(), whole))
}

/// The request with a body that goes on being read beyond what a form may have, but holds no more than that, and counts.
fn bounded(request: Request, size: &Arc<AtomicUsize>) -> Request {
    let size = size.clone();
    let mut request = request.map(|body| {
        let chunks = body.into_data_stream().map(move |chunk| {
            let chunk = chunk?;
            let before = size.fetch_add(chunk.len(), Ordering::Relaxed);
            match before + chunk.len() {
                size if size <= LARGEST + TEXTS => Ok(chunk),
                size if size <= LARGEST + DRAINED => Ok(Bytes::new()),
                _ => Err(axum::Error::new("a body without an end")),
            }
        });
        Incoming::from_stream(chunks)
    });
    DefaultBodyLimit::disable().apply(&mut request);
    request
}

fn broken(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::BAD_REQUEST {
        return Unreadable::NotMultipart(error.body_text()).into();
    }
    Unreadable::Broken.into()
}
