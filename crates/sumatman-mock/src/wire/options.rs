//! The option lists (`sumatman.txt`, reference data).

/// The words of an option list and their meanings.
type Options<T> = &'static [(&'static str, T)];

/// The mode of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Makes a new film.
    Create,
    /// Makes the film of an earlier task once more.
    Repeat,
    /// Changes an unfinished task.
    Edit,
    /// Makes a sequel to a finished film.
    Continue,
}

impl Mode {
    /// The option list.
    pub const ALL: Options<Self> = &[
        ("create", Self::Create),
        ("repeat", Self::Repeat),
        ("edit", Self::Edit),
        ("continue", Self::Continue),
    ];

    /// Returns the provider's word for the mode.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, mode)| *mode == self).map_or("", |(name, _)| name)
    }
}

/// The orientation of a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// 1024x576 pixels.
    Landscape,
    /// 576x1024 pixels.
    Portrait,
}

impl Dimension {
    /// The option list.
    pub const ALL: Options<Self> = &[("landscape", Self::Landscape), ("portrait", Self::Portrait)];

    /// Returns the provider's word for the orientation.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, dimension)| *dimension == self).map_or("", |(name, _)| name)
    }

    /// Returns the width and the height, in pixels.
    pub fn pixels(self) -> (u32, u32) {
        match self {
            Self::Landscape => (1024, 576),
            Self::Portrait => (576, 1024),
        }
    }
}

/// The types of story, each with the word for it in a sentence.
pub const STORY_TYPES: Options<(&str, &str)> = &[
    ("fairytale_story", ("fairytale_story", "fairytale")),
    ("adventure_story", ("adventure_story", "adventure")),
    ("educational_story", ("educational_story", "lesson")),
    ("cinematic_story", ("cinematic_story", "drama")),
    ("sci_fi_story", ("sci_fi_story", "science fiction tale")),
    ("historical_story", ("historical_story", "history")),
    ("romantic_story", ("romantic_story", "romance")),
    ("comics_story", ("comics_story", "comic")),
    ("bible_story", ("bible_story", "parable")),
    ("book_story", ("book_story", "classic")),
    ("lyric_story", ("lyric_story", "song")),
    ("poetry_story", ("poetry_story", "poem")),
    ("fantasy_story", ("fantasy_story", "fantasy")),
    ("dream_story", ("dream_story", "dream")),
];

/// The languages of a narration.
pub const LANGUAGES: Options<&str> = &[("english", "english"), ("chinese", "chinese")];

/// The styles of illustration, by name. More text may follow the name, as in the printed requests.
pub const STYLES: [&str; 10] = [
    "Japanese Ghibli-inspired Style",
    "Cinematic Lighting",
    "Digital Painting",
    "Watercolor",
    "3D Rendering",
    "Comic Book Style",
    "Chinese Ink Painting",
    "Photorealistic",
    "Anime Style",
    "Oil Painting",
];

/// The states that tasks can be listed by.
pub use crate::lifecycle::State;

/// The option list of states.
pub const STATES: Options<State> = &[
    ("pending", State::Pending),
    ("processing", State::Processing),
    ("completed", State::Completed),
    ("failed", State::Failed),
];
