//! Downloads of result files from any host.
//!
//! The URL of a result comes from an answer and may point anywhere. So the file is requested without the account's key,
//! which no service's results need. The duration of a download depends on the size of the file. So two limits replace the
//! timeout of a try: one for silence, one for the whole download.

mod destination;
mod request;

use std::fmt;
use std::path::Path;

use bytes::Bytes;
use reqwest::header::{ACCEPT_RANGES, CONTENT_TYPE, ETAG, LAST_MODIFIED};
use reqwest::{Response, StatusCode};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tracing::{Instrument, debug, debug_span};
use url::Url;

use self::destination::PartFile;
use self::request::{Resume, parse, stalled};
use super::failure::lost;
use super::{GET, Shared, Transport, trace};
use crate::error::{Error, ErrorKind, Result};
use crate::retry::{self, Repeat};

/// The name of the file in errors. Its URL may hold a signature that must not be logged.
const ROUTE: &str = "result file";

/// The progress of a download.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The number of bytes written so far.
    pub received: u64,
    /// The size of the file in bytes, if the server has announced it.
    pub total: Option<u64>,
}

/// A file that was downloaded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Downloaded {
    /// The length in bytes.
    pub length: u64,
    /// The media type, such as `image/png`.
    pub content_type: Option<String>,
    /// The server's mark of this version of the file.
    pub etag: Option<String>,
}

/// A download of a result file, which begins with [`to_file`](Self::to_file), [`to_writer`](Self::to_writer) or
/// [`bytes`](Self::bytes).
///
/// The account's key and the client's headers are never sent with it, even if the URL is on the service's host. Up to ten
/// redirects are followed, but none from HTTPS to HTTP.
///
/// A failure before the first byte is repeated as for any call that reads. A later failure is repaired if the server can send
/// the rest of the same file. Otherwise it is final:
///
/// - [`ErrorKind::Timeout`]: the download [stalled](crate::ClientBuilder::stall_timeout), or took
///   [too long](crate::ClientBuilder::download_timeout);
/// - [`ErrorKind::Transport`]: it ended before the length that the server had announced;
/// - [`ErrorKind::Write`]: the file or the writer failed;
/// - [`ErrorKind::Api`]: the answer was no success, for example as the file is no longer kept.
///
/// Dropping the future ends the download at once.
#[must_use = "nothing is fetched before `to_file`, `to_writer` or `bytes`"]
pub struct Download<'a, E> {
    transport: Transport<E>,
    url: String,
    progress: Box<dyn FnMut(Progress) + Send + 'a>,
}

impl<E> fmt::Debug for Download<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").finish_non_exhaustive()
    }
}

impl<E> Transport<E> {
    /// Prepares the download of a result file. Nothing is sent yet.
    pub fn download(&self, url: &str) -> Download<'static, E> {
        Download { transport: self.clone(), url: url.to_owned(), progress: Box::new(|_| ()) }
    }
}

impl<E: From<Error>> Download<'_, E> {
    /// Calls a function after each write.
    pub fn with_progress<'a>(self, progress: impl FnMut(Progress) + Send + 'a) -> Download<'a, E> {
        Download { progress: Box::new(progress), transport: self.transport, url: self.url }
    }

    /// Downloads to a path.
    ///
    /// The file is first written next to the path under a name of its own, and gets its name when it is complete and safe on
    /// disk. So the path never holds a part of a file: after a failure, or if the future is dropped, it keeps its former
    /// content, and nothing else is left.
    pub async fn to_file(self, path: impl AsRef<Path>) -> Result<Downloaded, E> {
        let writing = async {
            let mut part = PartFile::create(path.as_ref()).await?;
            let downloaded = self.run(part.file()).await?;
            part.finish().await?;
            Ok(downloaded)
        };
        writing.await.map_err(|error: Error| error.of_call(&GET, ROUTE).into())
    }

    /// Downloads into a writer, and flushes it. After a failure the writer holds a part of the file.
    pub async fn to_writer(self, writer: &mut (impl AsyncWrite + Unpin + ?Sized)) -> Result<Downloaded, E> {
        self.run(writer).await.map_err(|error| error.of_call(&GET, ROUTE).into())
    }

    /// Downloads into memory.
    pub async fn bytes(self) -> Result<Bytes, E> {
        let mut bytes = Vec::new();
        self.to_writer(&mut bytes).await?;
        Ok(bytes.into())
    }

    async fn run(self, writer: &mut (impl AsyncWrite + Unpin + ?Sized)) -> Result<Downloaded> {
        let Self { transport, url, mut progress } = self;
        let fetching = async {
            let url = parse(&url)?;
            let limit = transport.shared.download_timeout;
            let fetching = transport.fetch(&url, writer, &mut progress);
            let too_long = || Error::new(ErrorKind::Timeout, format!("it was not complete within {limit:?}"));
            tokio::time::timeout(limit, fetching).await.unwrap_or_else(|_| Err(too_long()))
        };
        fetching.instrument(debug_span!("download")).await
    }
}

impl<E> Transport<E> {
    async fn fetch(
        &self,
        url: &Url,
        writer: &mut (impl AsyncWrite + Unpin + ?Sized),
        progress: &mut (dyn FnMut(Progress) + Send + '_),
    ) -> Result<Downloaded> {
        let mut response = self.open(url, None).await?;
        let header = |name| Some(response.headers().get(&name)?.to_str().ok()?.to_owned());
        let (etag, total) = (header(ETAG), response.content_length());
        let validator = etag.clone().filter(|etag| !etag.starts_with("W/")).or_else(|| header(LAST_MODIFIED));
        let resumable = header(ACCEPT_RANGES).as_deref() != Some("none");
        let mut downloaded = Downloaded { length: 0, content_type: header(CONTENT_TYPE), etag };
        let mut left = self.policy().max_tries;
        loop {
            let (broken, before) = (&mut downloaded.length, left);
            let poured = self.shared.pour(&mut response, url, total, writer, broken, progress).await;
            let Err(error) = poured else { break };
            left = before.saturating_sub(1);
            let resume = Resume { from: downloaded.length, validator: validator.as_deref() };
            if left == 0 || !resumable || validator.is_none() || !error.is_retryable() {
                return Err(error);
            }
            trace::resumes(downloaded.length, &error);
            match self.open(url, Some(resume)).await {
                Ok(rest) if resume.is_answered_by(&rest) => response = rest,
                // The server has only another file or the whole one, and what was written stands.
                _ => return Err(error),
            }
        }
        writer.flush().await.map_err(unwritable)?;
        debug!(bytes = downloaded.length, "download complete");
        Ok(downloaded)
    }

    /// Sends the request, in as many tries as needed, and returns the answer as soon as its head has arrived.
    async fn open(&self, url: &Url, resume: Option<Resume<'_>>) -> Result<Response> {
        let shared = &*self.shared;
        let limits = shared.limits(self.policy(), Repeat::Always, self.policy().total_time);
        let trying = retry::run(self.clock(), limits, |number, time_left| async move {
            let head = shared.head(url, resume, time_left.min(shared.stall_timeout)).await;
            trace::attempt(number, &head);
            head
        });
        trying.await
    }
}

impl Shared {
    /// Writes a body to its end, and counts its bytes. The HTTP client checks that it has the announced length.
    async fn pour(
        &self,
        response: &mut Response,
        url: &Url,
        total: Option<u64>,
        writer: &mut (impl AsyncWrite + Unpin + ?Sized),
        received: &mut u64,
        progress: &mut (dyn FnMut(Progress) + Send + '_),
    ) -> Result<()> {
        let status: StatusCode = response.status();
        loop {
            let chunk = tokio::time::timeout(self.stall_timeout, response.chunk()).await;
            let chunk = chunk.map_err(|_| stalled(self.stall_timeout, *received).with_status(status))?;
            let chunk =
                chunk.map_err(|cause| lost(cause.into(), url, self.download_timeout).with_status(status))?;
            let Some(chunk) = chunk else { return Ok(()) };
            writer.write_all(&chunk).await.map_err(unwritable)?;
            *received += chunk.len() as u64;
            progress(Progress { received: *received, total });
        }
    }
}

fn unwritable(cause: std::io::Error) -> Error {
    Error::new(ErrorKind::Write, "it cannot be written").with_cause(cause)
}
