//! Downloads of result files from any host.
//!
//! The URL of a result comes from an answer and may point anywhere. So the file is requested without the account's key,
//! which no provider's results need. The duration of a download depends on the size of the file. So two limits replace the
//! timeout of a try: one for silence, one for the whole download.

use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::{Method, Response};
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tracing::{Instrument, debug, debug_span};
use url::Url;

use super::{Shared, Transport, trace_end};
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

impl Transport {
    /// Downloads a result file into a writer, flushes the writer, and returns the file's length in bytes.
    ///
    /// `progress` is called after each write. A failure before the first byte is repeated as for any call that reads. A
    /// later failure is final, and the writer then holds a part of the file:
    ///
    /// - [`ErrorKind::Timeout`]: it [stalled](crate::TransportBuilder::stall_timeout), or took
    ///   [too long](crate::TransportBuilder::download_timeout);
    /// - [`ErrorKind::Transport`]: it ended before the length that the server had announced;
    /// - [`ErrorKind::Write`]: the writer failed.
    ///
    /// Redirects are not followed: they are an [`ErrorKind::Api`], like every status other than success. Dropping the future
    /// ends the download at once.
    pub async fn download(
        &self,
        url: &str,
        writer: &mut (impl AsyncWrite + Unpin + ?Sized),
        progress: impl FnMut(Progress),
    ) -> Result<u64> {
        let fetching = async {
            let url = parse(url)?;
            let response = self.open(&url).await?;
            self.0.pour(response, &url, writer, progress).await
        };
        let fetched = fetching.instrument(debug_span!("download")).await;
        fetched.map_err(|error| error.of_call(&Method::GET, ROUTE))
    }

    /// Downloads a result file to a path, as [`download`](Self::download) does, and returns its length in bytes.
    ///
    /// The file is first written next to the path, under its name with `.part` added. It gets its name when it is complete.
    /// So after a failure the path never holds a part of a file, and keeps its former content.
    pub async fn download_to(
        &self,
        url: &str,
        path: impl AsRef<Path>,
        progress: impl FnMut(Progress),
    ) -> Result<u64> {
        let path = path.as_ref();
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let write = |cause| unwritable(cause).of_call(&Method::GET, ROUTE);
        let mut file = tokio::fs::File::create(&part).await.map_err(|cause| write(cause).before_sending())?;
        let fetched = match self.download(url, &mut file, progress).await {
            Ok(length) => tokio::fs::rename(&part, path).await.map(|()| length).map_err(write),
            Err(error) => Err(error),
        };
        if fetched.is_err() {
            // It may be gone already. The reason for the failed download is the error to report.
            drop(tokio::fs::remove_file(&part).await);
        }
        fetched
    }

    /// Sends the request, in as many tries as needed, and returns the answer as soon as its head has arrived.
    async fn open(&self, url: &Url) -> Result<Response> {
        let shared = &*self.0;
        let limits = shared.limits(Repeat::Always, shared.policy.total_time);
        let trying = retry::run(self.clock(), limits, |number, time_left| async move {
            let head = shared.head(url, time_left.min(shared.stall_timeout)).await;
            trace_end(number, &head);
            head
        });
        trying.await
    }
}

impl Shared {
    async fn head(&self, url: &Url, timeout: Duration) -> Result<Response> {
        let request = self.http.get(url.clone()).timeout(self.download_timeout);
        let opening = async {
            let response = request.send().await;
            let response = response.map_err(|cause| self.lost(cause, url, self.download_timeout))?;
            if response.status().is_success() { Ok(response) } else { Err(self.refused(response).await) }
        };
        tokio::time::timeout(timeout, opening).await.unwrap_or_else(|_| Err(stalled(timeout, 0)))
    }

    /// Writes the body to its end. The HTTP client checks that it has the announced length.
    async fn pour(
        &self,
        mut response: Response,
        url: &Url,
        writer: &mut (impl AsyncWrite + Unpin + ?Sized),
        mut progress: impl FnMut(Progress),
    ) -> Result<u64> {
        let (status, total) = (response.status(), response.content_length());
        let mut received = 0;
        loop {
            let chunk = tokio::time::timeout(self.stall_timeout, response.chunk()).await;
            let chunk = chunk.map_err(|_| stalled(self.stall_timeout, received).with_status(status))?;
            let chunk =
                chunk.map_err(|cause| self.lost(cause, url, self.download_timeout).with_status(status))?;
            let Some(chunk) = chunk else { break };
            writer.write_all(&chunk).await.map_err(unwritable)?;
            received += chunk.len() as u64;
            progress(Progress { received, total });
        }
        writer.flush().await.map_err(unwritable)?;
        debug!(bytes = received, "download complete");
        Ok(received)
    }
}

fn parse(url: &str) -> Result<Url> {
    let refuse = |problem: &str| Error::new(ErrorKind::Build, format!("its URL is not usable: {problem}"));
    let url = Url::parse(url).map_err(|cause| refuse(&cause.to_string()))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        _ => Err(refuse("it must begin with http:// or https://")),
    }
}

fn stalled(timeout: Duration, received: u64) -> Error {
    Error::new(ErrorKind::Timeout, format!("nothing came for {timeout:?} after {received} bytes"))
}

fn unwritable(cause: std::io::Error) -> Error {
    Error::new(ErrorKind::Write, format!("it cannot be written: {cause}")).with_cause(cause)
}
