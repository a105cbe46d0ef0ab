//! What is asked for: required fields in `new`, options by `with_*`. An option that isn't set is absent from the JSON.
//! Limits are the provider's to check.

use serde::Serialize;

use crate::vocabulary::{DimensionType, IllustrationStyle, Mode, StoryType, TaskStatus, VoiceLanguage};

/// Defines both requests from the one table of options that they share (S2, parameters).
macro_rules! requests {
    ($($(#[$about:meta])* $with:ident sets $option:ident: $kind:ty as $given:ty;)+) => {
        /// Asks for a new film: `POST /task` in mode `create` (S2, parameters; facts sheet 2.2).
        ///
        /// How long it is decides what it costs, from 10 credits for 3 minutes to 110 for 30 (S2, video duration and
        /// pricing).
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[non_exhaustive]
        pub struct CreateRequest {
            /// What kind of story it is.
            pub story_type: StoryType,
            /// The story, or what it is to be about; at least 10 characters.
            pub input_story: String,
            $(
                $(#[$about])*
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $option: Option<$kind>,
            )+
        }

        impl CreateRequest {
            /// With what is required; languages and dimensions, which one table of the documents requires too, have
            /// defaults by the notes beside it (facts sheet 8, K2).
            pub fn new(story_type: impl Into<StoryType>, input_story: impl Into<String>) -> Self {
                Self { story_type: story_type.into(), input_story: input_story.into(), $($option: None),+ }
            }

            $(
                #[doc = concat!("Sets [`", stringify!($option), "`](Self::", stringify!($option), ").")]
                #[must_use]
                pub fn $with(self, $option: $given) -> Self {
                    Self { $option: Some($option.into()), ..self }
                }
            )+
        }

        /// What is to differ from another task, when that is repeated, edited or continued: `POST /task` in the other
        /// three modes (S2, task modes). What isn't set stays as it is there.
        ///
        /// ```
        /// use sumatman_client::{Changes, VoiceLanguage};
        ///
        /// let changes = Changes::default().with_video_duration(15).with_voice_language(VoiceLanguage::Chinese);
        /// ```
        #[derive(Clone, Debug, Default, PartialEq, Serialize)]
        #[non_exhaustive]
        pub struct Changes {
            /// What kind of story it is.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub story_type: Option<StoryType>,
            /// The story; of a sequel, how it goes on.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub input_story: Option<String>,
            $(
                $(#[$about])*
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $option: Option<$kind>,
            )+
        }

        impl Changes {
            /// Sets [`story_type`](Self::story_type).
            #[must_use]
            pub fn with_story_type(self, story_type: impl Into<StoryType>) -> Self {
                Self { story_type: Some(story_type.into()), ..self }
            }

            /// Sets [`input_story`](Self::input_story).
            #[must_use]
            pub fn with_input_story(self, input_story: impl Into<String>) -> Self {
                Self { input_story: Some(input_story.into()), ..self }
            }

            $(
                #[doc = concat!("Sets [`", stringify!($option), "`](Self::", stringify!($option), ").")]
                #[must_use]
                pub fn $with(self, $option: $given) -> Self {
                    Self { $option: Some($option.into()), ..self }
                }
            )+
        }
    };
}

requests! {
    /// The language of the narration; English by the provider's default.
    with_voice_language sets voice_language: VoiceLanguage as impl Into<VoiceLanguage>;
    /// How the film is drawn; the provider's default is not documented.
    with_illustration_style sets illustration_style: IllustrationStyle as impl Into<IllustrationStyle>;
    /// The film's length in minutes, 3 to 30; 10 by the provider's default. It decides the price.
    with_video_duration sets video_duration: u32 as u32;
    /// Which way the film is turned; landscape by the provider's default.
    with_dimension_type sets dimension_type: DimensionType as impl Into<DimensionType>;
    /// The narrator's name.
    with_narrator_name sets narrator_name: String as impl Into<String>;
    /// The narrator's voice.
    with_narrator_voice_id sets narrator_voice_id: String as impl Into<String>;
    /// For which age it is, such as `Children`.
    with_audience_age sets audience_age: String as impl Into<String>;
    /// For which gender it is, such as `All`.
    with_audience_gender sets audience_gender: String as impl Into<String>;
    /// For which part of the world it is, such as `Global`.
    with_audience_location sets audience_location: String as impl Into<String>;
    /// How free the telling is, 0 to 1; 0.7 by the provider's default.
    with_temperature sets temperature: f64 as f64;
    /// Words to be found by, separated by commas in the provider's example.
    with_search_keywords sets search_keywords: String as impl Into<String>;
    /// Whether the film has a watermark; not by the provider's default.
    with_watermark_enabled sets watermark_enabled: bool as bool;
    /// Whether one character stays the same throughout; not by the provider's default.
    with_use_fixed_character sets use_fixed_character: bool as bool;
    /// That character's name.
    with_character_name sets character_name: String as impl Into<String>;
    /// Whether the film has subtitles; it has by the provider's default.
    with_enable_subtitle sets enable_subtitle: bool as bool;
    /// Whether the pictures are zoomed; they are by the provider's default.
    with_enable_zoom_effect sets enable_zoom_effect: bool as bool;
    /// Whether there are transitions between chapters; there are by the provider's default.
    with_enable_chapter_transitions sets enable_chapter_transitions: bool as bool;
    /// Where the notice of completion is sent.
    with_copy_to_email sets copy_to_email: String as impl Into<String>;
    /// What the request came from; `api_call` by the provider's default.
    with_triggered_by sets triggered_by: String as impl Into<String>;
}

/// The body of every submission: flat, in snake case, as the provider recommends (S2, code examples).
#[derive(Serialize)]
pub(crate) struct Body<'a, Fields> {
    pub(crate) mode: Mode,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) task_id: Option<&'a str>,
    #[serde(flatten)]
    pub(crate) fields: &'a Fields,
}

/// Which part of a list is asked for (S2, task list parameters).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListOptions {
    /// Only tasks of this status.
    pub status: Option<TaskStatus>,
    /// How many tasks at most; 100 by default, which is also the provider's most.
    pub limit: u32,
    /// How many tasks come before; none by default.
    pub offset: u64,
}

impl Default for ListOptions {
    fn default() -> Self {
        Self { status: None, limit: 100, offset: 0 }
    }
}

impl ListOptions {
    /// Sets [`status`](Self::status).
    #[must_use]
    pub fn with_status(self, status: impl Into<TaskStatus>) -> Self {
        Self { status: Some(status.into()), ..self }
    }

    /// Sets [`limit`](Self::limit).
    #[must_use]
    pub fn with_limit(self, limit: u32) -> Self {
        Self { limit, ..self }
    }

    /// Sets [`offset`](Self::offset).
    #[must_use]
    pub fn with_offset(self, offset: u64) -> Self {
        Self { offset, ..self }
    }
}
