//! The content of drawn pictures, and the pictures that other pictures are made from.

use std::sync::Arc;

use kernel::kept_text::KeptText;
use mock_media::View;
use serde::{Deserialize, Serialize};

use super::photos::Thumbnail;
use crate::prices::Kind;

/// The drawing of a generation's result, without the pictures that it is made from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Drawing {
    /// The id that it shows. Empty if the caller gave the seed: then it shows nothing that would differ the next time.
    pub id: Arc<str>,
    /// The kind of generation.
    pub kind: Kind,
    /// The prompt.
    pub prompt: KeptText,
    /// Other options that it shows.
    pub notes: Box<[Note]>,
    /// The seed that it is drawn from.
    pub seed: u64,
    /// The seed of the look that all pictures of its character share.
    pub look: Option<u64>,
}

/// An option of a request, as its result shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Note {
    /// The option.
    pub label: Label,
    /// The value of the option.
    pub value: String,
}

/// An option that a result shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// The negative prompt.
    Without,
    /// The strength of the change.
    Strength,
    /// The guidance scale.
    Guidance,
    /// The number of inference steps.
    Steps,
    /// The switch for the LoRA of the face.
    FaceLora,
    /// The switch for the LoRA of the body.
    BodyLora,
    /// The switch for the swap of the face.
    FaceSwap,
}

impl Label {
    /// Returns the words for the option on a result.
    pub fn name(self) -> &'static str {
        match self {
            Self::Without => "without",
            Self::Strength => "strength",
            Self::Guidance => "guidance",
            Self::Steps => "steps",
            Self::FaceLora => "face lora",
            Self::BodyLora => "body lora",
            Self::FaceSwap => "face swap",
        }
    }
}

/// The drawing of a character, without letters, like a photograph.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Portrait {
    /// The id of the picture.
    pub id: Arc<str>,
    /// The view of the character.
    pub view: View,
    /// The seed of the look that all pictures of the character share.
    pub look: u64,
    /// The seed that it is drawn from.
    pub seed: u64,
}

/// A picture that another one is made from, as far as that one shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Source {
    /// The result of a generation in this sandbox.
    Drawing(Box<Drawing>),
    /// A picture of a character in this sandbox.
    Portrait(Portrait),
    /// A photograph that was uploaded to this sandbox.
    Photo(Thumbnail),
    /// A picture elsewhere, which is never fetched. It is drawn from this seed, which comes from its URL.
    Elsewhere(u64),
}
