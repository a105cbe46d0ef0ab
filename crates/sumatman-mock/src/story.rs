//! A story as a task keeps it.

use std::sync::Arc;

use mock_core::steer::Steer;

use crate::wire::Dimension;

/// A story to be told. Options that the request leaves out have the documented default.
#[derive(Clone)]
#[expect(clippy::struct_field_names, reason = "the provider names the field so")]
pub struct Story {
    /// The type of story as the provider spells it, and the word for it in a sentence.
    pub story_type: (&'static str, &'static str),
    /// The story.
    pub input: Arc<str>,
    /// The words in it that steer the task.
    pub steer: Steer,
    /// The language of the narration.
    pub language: &'static str,
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
}

impl Default for Story {
    fn default() -> Self {
        Self {
            story_type: ("fairytale_story", "fairytale"),
            input: Arc::default(),
            steer: Steer::default(),
            language: "english",
            dimension: Dimension::Landscape,
            style: None,
            minutes: 10,
            narrator: None,
            watermark: false,
            subtitle: true,
        }
    }
}
