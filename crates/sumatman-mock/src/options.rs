//! The option lists (`sumatman.txt`, reference data).

use serde::{Deserialize, Serialize};

/// The words of an option list and their meanings.
type Options<T> = &'static [(&'static str, T)];

/// The mode of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
        name(Self::ALL, self)
    }
}

/// The orientation of a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
        name(Self::ALL, self)
    }

    /// Returns the width and the height, in pixels.
    pub fn pixels(self) -> (u32, u32) {
        match self {
            Self::Landscape => (1024, 576),
            Self::Portrait => (576, 1024),
        }
    }
}

/// The type of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StoryType {
    /// A fairytale.
    Fairytale,
    /// An adventure.
    Adventure,
    /// A lesson.
    Educational,
    /// A drama for the cinema.
    Cinematic,
    /// Science fiction.
    SciFi,
    /// A story of the past.
    Historical,
    /// A love story.
    Romantic,
    /// A comic.
    Comics,
    /// A story of the Bible.
    Bible,
    /// The story of a book.
    Book,
    /// The words of a song.
    Lyric,
    /// A poem.
    Poetry,
    /// A story of another world.
    Fantasy,
    /// A dream.
    Dream,
}

impl StoryType {
    /// The option list.
    pub const ALL: Options<Self> = &[
        ("fairytale_story", Self::Fairytale),
        ("adventure_story", Self::Adventure),
        ("educational_story", Self::Educational),
        ("cinematic_story", Self::Cinematic),
        ("sci_fi_story", Self::SciFi),
        ("historical_story", Self::Historical),
        ("romantic_story", Self::Romantic),
        ("comics_story", Self::Comics),
        ("bible_story", Self::Bible),
        ("book_story", Self::Book),
        ("lyric_story", Self::Lyric),
        ("poetry_story", Self::Poetry),
        ("fantasy_story", Self::Fantasy),
        ("dream_story", Self::Dream),
    ];

    /// Returns the provider's word for the type.
    pub fn name(self) -> &'static str {
        name(Self::ALL, self)
    }

    /// Returns the English word for the type in a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fairytale => "fairytale",
            Self::Adventure => "adventure",
            Self::Educational => "lesson",
            Self::Cinematic => "drama",
            Self::SciFi => "science fiction tale",
            Self::Historical => "history",
            Self::Romantic => "romance",
            Self::Comics => "comic",
            Self::Bible => "parable",
            Self::Book => "classic",
            Self::Lyric => "song",
            Self::Poetry => "poem",
            Self::Fantasy => "fantasy",
            Self::Dream => "dream",
        }
    }
}

/// The language of a narration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// English.
    English,
    /// Chinese.
    Chinese,
}

impl Language {
    /// The option list.
    pub const ALL: Options<Self> = &[("english", Self::English), ("chinese", Self::Chinese)];

    /// Returns the provider's word for the language.
    pub fn name(self) -> &'static str {
        name(Self::ALL, self)
    }
}

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

fn name<T: Copy + PartialEq>(options: Options<T>, option: T) -> &'static str {
    options.iter().find(|(_, other)| *other == option).map_or("", |(name, _)| name)
}
