//! The kinds of failures.

/// The kind of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client or the request could not be built: bad base URL, unusable key, no TLS. Nothing was sent.
    Build,
    /// No connection could be made. Nothing was sent.
    Connect,
    /// TLS could not be agreed on, such as for a certificate that is not trusted. Nothing was sent.
    Tls,
    /// The request's turn under the client's own [pace](crate::Pace) was not within its time limit. Nothing was sent.
    Paced,
    /// No complete answer came within the time of one try.
    Timeout,
    /// The connection broke after it had been made: there was no answer, or an incomplete one.
    Transport,
    /// The provider answered with a status other than success, or reported a failure in the body of its answer.
    Api,
    /// The provider answered with success, but the answer differs from its documents.
    Decode,
    /// The answer is larger than the client's [limit](crate::ClientBuilder::answer_limit).
    TooLarge,
    /// The file to upload could not be read. If it could not be opened, nothing was sent. Otherwise the request broke off in
    /// the middle.
    Read,
    /// The downloaded file could not be written.
    Write,
    /// The job that was waited for ended without a result; the service's error holds it.
    JobFailed,
    /// The job that was waited for was still running when the time was up; the service's error holds it.
    Deadline,
}

impl ErrorKind {
    /// Returns `true` if nothing was sent.
    pub(crate) fn is_before_sending(self) -> bool {
        matches!(self, Self::Build | Self::Connect | Self::Tls | Self::Paced)
    }

    /// Returns `true` for trouble that may have passed at the next try.
    pub(crate) fn is_passing(self) -> bool {
        matches!(self, Self::Connect | Self::Paced | Self::Timeout | Self::Transport)
    }
}
