//! The request of a download: its URL, its redirects, and the rest of a file that broke off.

use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, CONTENT_RANGE, HeaderValue, IF_RANGE, LOCATION, RANGE};
use reqwest::{Request, Response, StatusCode};
use url::Url;

use crate::error::{Error, ErrorKind, Result};
use crate::transport::failure::lost;
use crate::transport::{GET, Shared, body};

/// The largest number of redirects that a download follows.
const MOST_REDIRECTS: usize = 10;

/// The rest of a file from here on, if the file is still the same.
#[derive(Clone, Copy)]
pub(super) struct Resume<'a> {
    pub(super) from: u64,
    pub(super) validator: Option<&'a str>,
}

impl Resume<'_> {
    /// Returns `true` if an answer has the rest of the file, and not the whole one.
    pub(super) fn is_answered_by(&self, response: &Response) -> bool {
        let range = response.headers().get(CONTENT_RANGE).and_then(|range| range.to_str().ok());
        let start = range.and_then(|range| range.strip_prefix("bytes ")?.split('-').next()?.parse().ok());
        response.status() == StatusCode::PARTIAL_CONTENT && start == Some(self.from)
    }

    fn ask(&self, request: &mut Request) {
        let validator = self.validator.and_then(|validator| HeaderValue::try_from(validator).ok());
        let range = HeaderValue::try_from(format!("bytes={}-", self.from)).ok();
        if let (Some(validator), Some(range)) = (validator, range) {
            request.headers_mut().insert(RANGE, range);
            request.headers_mut().insert(IF_RANGE, validator);
        }
    }
}

impl Shared {
    /// Requests a file within this time, and follows redirects to it.
    pub(super) async fn head(
        &self,
        url: &Url,
        resume: Option<Resume<'_>>,
        timeout: Duration,
    ) -> Result<Response> {
        let opening = async {
            let mut url = url.clone();
            for _ in 0..=MOST_REDIRECTS {
                let mut request = Request::new(GET, url.clone());
                // The bytes are counted as they are stored, so that the rest can be asked for by its first one.
                request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
                if let Some(resume) = &resume {
                    resume.ask(&mut request);
                }
                let response = self.execute(request).await?;
                let response = response.map_err(|cause| lost(cause, &url, timeout))?;
                if response.status().is_success() {
                    return Ok(response);
                }
                match target(&url, &response) {
                    Some(target) => url = target,
                    None => return Err(self.refused_file(response).await),
                }
            }
            Err(Error::new(ErrorKind::Transport, "there are too many redirects"))
        };
        tokio::time::timeout(timeout, opening).await.unwrap_or_else(|_| Err(stalled(timeout, 0)))
    }

    async fn refused_file(&self, mut response: Response) -> Error {
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let body = body::read(&mut response, self.answer_limit).await;
        let body = body.unwrap_or_else(body::Incomplete::into_bytes);
        let (attempts, elapsed) = (1, Duration::ZERO);
        self.refusal(status, crate::response::Response { status, headers, body, attempts, elapsed })
    }
}

/// Returns the target of a redirect, unless it leaves HTTPS.
fn target(url: &Url, response: &Response) -> Option<Url> {
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    let target = url.join(location).ok().filter(|_| response.status().is_redirection())?;
    (target.scheme() == "https" || target.scheme() == url.scheme()).then_some(target)
}

pub(super) fn parse(url: &str) -> Result<Url> {
    let refuse = |problem: &str| Error::new(ErrorKind::Build, format!("its URL is not usable: {problem}"));
    let url = Url::parse(url).map_err(|cause| refuse(&cause.to_string()))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        _ => Err(refuse("it must begin with http:// or https://")),
    }
}

pub(super) fn stalled(timeout: Duration, received: u64) -> Error {
    Error::new(ErrorKind::Timeout, format!("nothing came for {timeout:?} after {received} bytes"))
}
