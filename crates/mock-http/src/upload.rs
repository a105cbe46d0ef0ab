//! Multipart forms with a file: read as they come, bounded in size, all or nothing.
//!
//! A form that breaks off is dropped. Of a form that is too large, only the bytes that fit are kept: the rest is read and thrown
//! away, so that a client which sends it all can read the refusal.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body as Incoming;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::StatusCode;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::form::{Fault, Fields, Unreadable};
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::body::{DRAINED, LARGEST, read_form};
use crate::provider::Provider;
use crate::refusal::Problem;
use crate::request::RequestContext;

/// The room for the texts of a form beside its file, names and values, in bytes.
const TEXTS: usize = 64 * 1024;

const NO_FORM: &str = "The body must be of type multipart/form-data, with a boundary";
const BROKEN: &str = "The body is not a whole multipart form";
const TOO_WORDY: &str = "The form has more than 64 KiB of text beside its file";

/// The part of a form that holds its file.
#[derive(Clone, Copy, Debug)]
pub struct FilePart {
    /// The name of the part.
    pub name: &'static str,
    /// The clause that requires the file.
    pub clause: ClauseRef,
}

/// A file that a caller sent.
#[derive(Debug)]
pub struct SentFile {
    /// The file name that the sender gives.
    pub name: Option<String>,
    /// The content of the file.
    pub bytes: Bytes,
}

/// Reads a multipart form as the form of a call, with its file and the clauses of its parts.
pub(crate) async fn read_upload<P: Provider, F>(
    context: &RequestContext,
    request: Request,
    part: FilePart,
    read: impl FnOnce(&mut Fields<'_>) -> Option<F>,
) -> Result<(F, SentFile, Evidence), Answer> {
    let (mut sent, texts) = read_parts(request, part.name).await.map_err(P::refuse)?;
    let (form, evidence) = read_form::<P, _>(context, &texts, |fields| {
        if sent.is_none() {
            fields.refuse(part.name, Fault::Missing, part.clause);
        }
        read(fields)
    })?;
    let file = sent.take().expect("a form without its file is refused");
    Ok((form, file, evidence))
}

/// Reads the file and the texts of a form.
async fn read_parts(
    request: Request,
    file_part: &str,
) -> Result<(Option<SentFile>, Map<String, Value>), Problem> {
    let size = Arc::new(AtomicUsize::new(0));
    let form = Multipart::from_request(bounded(request, &size), &()).await;
    let mut form = form.map_err(|_| Unreadable::NotMultipart(NO_FORM))?;
    let parts = collect(&mut form, file_part).await;
    // The missing end of a form that is too large is no fault of its framing.
    if size.load(Ordering::Relaxed) > LARGEST { Err(Problem::TooLarge(LARGEST)) } else { parts }
}

async fn collect(
    form: &mut Multipart,
    file_part: &str,
) -> Result<(Option<SentFile>, Map<String, Value>), Problem> {
    let (mut file, mut texts, mut room) = (None, Map::new(), TEXTS);
    while let Some(part) = form.next_field().await.map_err(|error| broken(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        let file_name = part.file_name().map(str::to_owned);
        let is_file = file_name.is_some() || name == file_part;
        let wanted = name == file_part && file.is_none();
        let most = match (wanted, is_file) {
            (true, _) => LARGEST,
            // The call knows no such file.
            (false, true) => 0,
            (false, false) => room,
        };
        let (bytes, whole) = read_part(part, most).await.map_err(|error| broken(&error))?;
        if wanted {
            file = Some(SentFile { name: file_name, bytes });
            continue;
        }
        let kept = if is_file { 0 } else { bytes.len() };
        let left = room.checked_sub(name.len() + kept).filter(|_| whole || is_file);
        room = left.ok_or(Unreadable::NotMultipart(TOO_WORDY))?;
        if is_file {
            texts.entry(name).or_insert(Value::Null);
        } else {
            texts.insert(name, String::from_utf8_lossy(&bytes).into());
        }
    }
    Ok((file, texts))
}

/// Reads a part to its end. Returns the bytes that fit into `most`, and `true` if these are all.
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

/// Returns the request with a body that counts its bytes. Bytes beyond the largest form are read, but not passed on.
fn bounded(request: Request, size: &Arc<AtomicUsize>) -> Request {
    let size = size.clone();
    let mut request = request.map(|body| {
        let chunks = body.into_data_stream().map(move |chunk| {
            let chunk = chunk?;
            let before = size.fetch_add(chunk.len(), Ordering::Relaxed);
            match before + chunk.len() {
                size if size <= LARGEST => Ok(chunk),
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
        return Unreadable::NotMultipart(BROKEN).into();
    }
    Unreadable::Broken.into()
}
