//! The requests. Required fields are arguments of `new`, options are set by `with_*`. An option that isn't set is absent
//! from the JSON. The service checks the limits.

use serde::{Deserialize, Serialize};

use crate::answers::TaskId;
use crate::vocabulary::{DimensionType, IllustrationStyle, Mode, StoryType, TaskStatus, VoiceLanguage};

/// Defines both requests from one table of their common options (S2, parameters).
macro_rules! requests {
    ($($(#[$about:meta])* $with:ident sets $option:ident: $kind:ty as $given:ty;)+) => {
        /// Asks for a new film: `POST /task` in mode `create` (S2, parameters; facts sheet 2.2).
        ///
        /// The length of the film decides the price, from 10 credits for 3 minutes to 110 for 30 (S2, video duration and
        /// pricing).
        #[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
        #[non_exhaustive]
        pub struct CreateRequest {
            /// The type of the story.
            pub story_type: StoryType,
            /// The story, or its subject; at least 10 characters.
            pub input_story: String,
            $(
                $(#[$about])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $option: Option<$kind>,
            )+
        }

        impl CreateRequest {
            /// Creates a request with its required fields. One table of the documents also requires languages and
            /// dimensions, but the notes beside it give defaults for them (facts sheet 8, K2).
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

        /// The changes to another task that is repeated, edited or continued: `POST /task` in one of the other three modes
        /// (S2, task modes). Fields that are not set keep their values from that task.
        ///
        /// ```
        /// use sumatman_client::{Changes, VoiceLanguage};
        ///
        /// let changes = Changes::default().with_video_duration(15).with_voice_language(VoiceLanguage::Chinese);
        /// ```
        #[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
        #[non_exhaustive]
        pub struct Changes {
            /// The type of the story.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub story_type: Option<StoryType>,
            /// The story; for a sequel, its continuation.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub input_story: Option<String>,
            $(
                $(#[$about])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
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
    /// The language of the narration; English by the service's default.
    with_voice_language sets voice_language: VoiceLanguage as impl Into<VoiceLanguage>;
    /// The drawing style of the film; the service's default is not documented.
    with_illustration_style sets illustration_style: IllustrationStyle as impl Into<IllustrationStyle>;
    /// The length of the film in minutes, 3 to 30; 10 by the service's default. It decides the price.
    with_video_duration sets video_duration: u32 as u32;
    /// The orientation of the film; landscape by the service's default.
    with_dimension_type sets dimension_type: DimensionType as impl Into<DimensionType>;
    /// The name of the narrator.
    with_narrator_name sets narrator_name: String as impl Into<String>;
    /// The id of the narrator's voice.
    with_narrator_voice_id sets narrator_voice_id: String as impl Into<String>;
    /// The age of the audience, such as `Children`.
    with_audience_age sets audience_age: String as impl Into<String>;
    /// The gender of the audience, such as `All`.
    with_audience_gender sets audience_gender: String as impl Into<String>;
    /// The region of the audience, such as `Global`.
    with_audience_location sets audience_location: String as impl Into<String>;
    /// The freedom of the telling, 0 to 1; 0.7 by the service's default.
    with_temperature sets temperature: f64 as f64;
    /// The search keywords of the film, separated by commas in the service's example.
    with_search_keywords sets search_keywords: String as impl Into<String>;
    /// `true` for a watermark in the film; the service's default is `false`.
    with_watermark_enabled sets watermark_enabled: bool as bool;
    /// `true` to keep one character the same in the whole film; the service's default is `false`.
    with_use_fixed_character sets use_fixed_character: bool as bool;
    /// The name of the fixed character.
    with_character_name sets character_name: String as impl Into<String>;
    /// `true` for subtitles in the film; the service's default is `true`.
    with_enable_subtitle sets enable_subtitle: bool as bool;
    /// `true` for a zoom effect on the pictures; the service's default is `true`.
    with_enable_zoom_effect sets enable_zoom_effect: bool as bool;
    /// `true` for transitions between chapters; the service's default is `true`.
    with_enable_chapter_transitions sets enable_chapter_transitions: bool as bool;
    /// The e-mail address that receives the notice of completion.
    with_copy_to_email sets copy_to_email: String as impl Into<String>;
    /// The origin of the request; `api_call` by the service's default.
    with_triggered_by sets triggered_by: String as impl Into<String>;
}

/// The body of every submission. It is flat and in snake case, as the service recommends (S2, code examples).
#[derive(Serialize)]
pub(crate) struct Body<'a, Fields> {
    pub(crate) mode: Mode,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) task_id: Option<&'a TaskId>,
    #[serde(flatten)]
    pub(crate) fields: &'a Fields,
}

/// The part of a list to fetch (S2, task list parameters).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListOptions {
    /// A filter for tasks with this status.
    pub status: Option<TaskStatus>,
    /// The largest number of tasks; 100 by default, which is also the service's limit.
    pub limit: u32,
    /// The number of tasks to skip; 0 by default.
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
