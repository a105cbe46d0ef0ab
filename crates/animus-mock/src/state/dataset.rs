//! The training set of a character: its pictures are made, reviewed one by one, and approved as a whole.

use std::sync::Arc;

use jiff::Timestamp;
use mock_media::View;
use serde::{Deserialize, Serialize};

/// The number of images that must be approved (`dataset.numbers`).
pub const MIN_REQUIRED: usize = 10;
/// The largest number of images.
pub const MAX_ALLOWED: usize = 40;

/// A character's training set.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Dataset {
    /// The status of the training set.
    pub status: DatasetStatus,
    /// Its images in the order of their arrival, at most 40.
    pub images: Vec<DatasetImage>,
    /// The ordinal of the job that makes, or made, the newest of them.
    pub job: Option<u64>,
}

/// The status of a training set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DatasetStatus {
    /// No training set was asked for.
    #[default]
    NotStarted,
    /// Images are being made.
    Generating,
    /// All images have landed.
    Review,
    /// The training set is approved.
    Approved,
    /// The job failed, and the training set has no images.
    Failed,
}

impl DatasetStatus {
    /// Returns the provider's word for the status.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::Generating => "generating",
            Self::Review => "review",
            Self::Approved => "approved",
            Self::Failed => "failed",
        }
    }
}

/// An image of a training set.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DatasetImage {
    /// The id of the image.
    pub id: Arc<str>,
    /// The prompt of the image.
    pub prompt: Arc<str>,
    /// The view of the character.
    pub view: View,
    /// The seed that it is drawn from.
    pub seed: u64,
    /// `true` if the image may be trained on.
    pub approved: bool,
    /// The number of times that it was made again.
    pub remade: u32,
    /// The instant of its arrival.
    pub created_at: Timestamp,
}

impl DatasetImage {
    /// Returns the name of its file, which changes whenever it is made again.
    pub fn file(&self) -> String {
        format!("{}_{}.png", self.id, self.remade)
    }
}

impl Dataset {
    /// Returns the number of approved images.
    pub fn approved(&self) -> usize {
        self.images.iter().filter(|image| image.approved).count()
    }

    /// Returns `true` if all images are made.
    pub fn is_complete(&self) -> bool {
        matches!(self.status, DatasetStatus::Review | DatasetStatus::Approved)
    }
}
