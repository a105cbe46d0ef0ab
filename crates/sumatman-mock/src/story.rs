//! A story as a task keeps it.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::options::{Dimension, Language, StoryType};

/// A story to be told. Options that the request leaves out have the documented default.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Story {
    /// The type of story.
    pub story_type: StoryType,
    /// The story.
    pub input: Arc<str>,
    /// The language of the narration.
    pub language: Language,
    /// The orientation of the film.
    pub dimension: Dimension,
    /// The style of the illustrations.
    pub style: Option<Arc<str>>,
    /// The length of the film, in minutes.
    pub minutes: u32,
    /// The name of the narrator.
    pub narrator: Option<Arc<str>>,
    /// `true` if the film bears a watermark.
    pub watermark: bool,
    /// `true` if the film has subtitles.
    pub subtitle: bool,
    /// The options that logs of earlier versions do not have.
    #[serde(default, skip_serializing_if = "Effects::are_default")]
    pub effects: Effects,
}

/// The options of how a film is shown. All are as in the documented defaults at first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Effects {
    /// `true` if the camera stands still: the zoom effect is switched off.
    pub is_still: bool,
    /// `true` if scenes follow each other without a transition.
    pub is_cut: bool,
    /// `true` if one character appears in all scenes.
    pub has_character: bool,
    /// The name of that character.
    pub character: Option<Arc<str>>,
    /// The id of the narrator's voice.
    pub voice: Option<Arc<str>>,
}

impl Effects {
    fn are_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Story {
    /// Returns the duration of the film.
    pub fn duration(&self) -> Duration {
        Duration::from_secs(u64::from(self.minutes) * 60)
    }
}

impl Default for Story {
    fn default() -> Self {
        Self {
            story_type: StoryType::Fairytale,
            input: Arc::default(),
            language: Language::English,
            dimension: Dimension::Landscape,
            style: None,
            minutes: 10,
            narrator: None,
            watermark: false,
            subtitle: true,
            effects: Effects::default(),
        }
    }
}
