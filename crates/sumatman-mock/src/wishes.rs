//! The wishes of a caller for a film, and the story that they make of another one.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::options::{Dimension, Language, StoryType};
use crate::story::{Effects, Story};

/// The options of a film, as far as they show in it. An option that is left out is inherited or has a default.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Wishes {
    /// The type of story.
    pub story_type: Option<StoryType>,
    /// The story.
    pub input_story: Option<Arc<str>>,
    /// The language of the narration.
    pub voice_language: Option<Language>,
    /// The orientation of the film.
    pub dimension: Option<Dimension>,
    /// The style of the illustrations.
    pub illustration_style: Option<Arc<str>>,
    /// The length of the film, in minutes.
    pub minutes: Option<u32>,
    /// The name of the narrator.
    pub narrator: Option<Arc<str>>,
    /// `true` if the film bears a watermark.
    pub watermark: Option<bool>,
    /// `true` if the film has subtitles.
    pub subtitle: Option<bool>,
    /// `true` if the camera goes nearer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zoom: Option<bool>,
    /// `true` if there are transitions between the scenes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transitions: Option<bool>,
    /// `true` if one character appears in all scenes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed_character: Option<bool>,
    /// The name of that character.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub character: Option<Arc<str>>,
    /// The id of the narrator's voice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<Arc<str>>,
}

impl Wishes {
    /// Returns `true` if no option is set.
    pub fn is_empty(&self) -> bool {
        !self.has_story() && !self.has_options()
    }

    /// Returns `true` if an option beside the story is set.
    pub fn has_options(&self) -> bool {
        self.story_type.is_some()
            || self.voice_language.is_some()
            || self.dimension.is_some()
            || self.minutes.is_some()
            || [&self.illustration_style, &self.narrator, &self.character, &self.voice]
                .iter()
                .any(|text| text.is_some())
            || [self.watermark, self.subtitle, self.zoom, self.transitions, self.fixed_character]
                .iter()
                .any(Option::is_some)
    }

    /// Returns `true` if a story is given.
    pub fn has_story(&self) -> bool {
        self.input_story.is_some()
    }

    /// Returns the story that these options make of `inherited`, or of the defaults.
    pub fn story(self, inherited: Option<&Story>) -> Story {
        let base = inherited.cloned().unwrap_or_default();
        Story {
            story_type: self.story_type.unwrap_or(base.story_type),
            input: self.input_story.unwrap_or(base.input),
            language: self.voice_language.unwrap_or(base.language),
            dimension: self.dimension.unwrap_or(base.dimension),
            style: self.illustration_style.or(base.style),
            minutes: self.minutes.unwrap_or(base.minutes),
            narrator: self.narrator.or(base.narrator),
            watermark: self.watermark.unwrap_or(base.watermark),
            subtitle: self.subtitle.unwrap_or(base.subtitle),
            effects: Effects {
                is_still: self.zoom.map_or(base.effects.is_still, |zooms| !zooms),
                is_cut: self.transitions.map_or(base.effects.is_cut, |has_transitions| !has_transitions),
                has_character: self.fixed_character.unwrap_or(base.effects.has_character),
                character: self.character.or(base.effects.character),
                voice: self.voice.or(base.effects.voice),
            },
        }
    }
}
