//! The fail codes that have a meaning here beyond their name, with their messages.
//!
//! The documents print one of the messages; the others are assumptions of this mock.

use kernel::job::Failure;
use serde::{Deserialize, Serialize};

/// The reason for which a task failed. A caller of the sandbox may make up others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FailCode {
    /// The work ended in an error.
    GenerationFailed,
    /// The content of the request is not allowed.
    ContentViolation,
    /// The work took too long.
    ProcessingTimeout,
    /// The URL of the image is not a web address.
    InvalidImageUrl,
    /// The image could not be downloaded.
    ImageDownloadFailed,
    /// The image or the clip has a format that cannot be read.
    UnsupportedFormat,
}

impl FailCode {
    /// Every code.
    pub const ALL: [Self; 6] = [
        Self::GenerationFailed,
        Self::ContentViolation,
        Self::ProcessingTimeout,
        Self::InvalidImageUrl,
        Self::ImageDownloadFailed,
        Self::UnsupportedFormat,
    ];

    /// Returns the code with this name, if it has a meaning here.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }

    /// Returns the code in the provider's words.
    pub fn name(self) -> &'static str {
        self.words().0
    }

    /// Returns the sentence that goes with the code.
    pub fn message(self) -> &'static str {
        self.words().1
    }

    /// Returns a failure with this code.
    pub fn failure(self) -> Failure {
        Failure { code: Some(self.name().to_owned()), message: None }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::GenerationFailed => ("GENERATION_FAILED", "The video could not be generated"),
            Self::ContentViolation => ("CONTENT_VIOLATION", "Content violates usage policy"),
            Self::ProcessingTimeout => ("PROCESSING_TIMEOUT", "The task took too long"),
            Self::InvalidImageUrl => ("INVALID_IMAGE_URL", "The image URL is not a web address"),
            Self::ImageDownloadFailed => ("IMAGE_DOWNLOAD_FAILED", "The image could not be downloaded"),
            Self::UnsupportedFormat => ("UNSUPPORTED_FORMAT", "The format of an input is not supported"),
        }
    }
}
