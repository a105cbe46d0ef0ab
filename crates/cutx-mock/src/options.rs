//! The option lists of the generation calls (`cutx.txt`).

use serde::{Deserialize, Serialize};

/// The words of an option list and their meanings.
type Options<T> = &'static [(&'static str, T)];

/// The platform that will show a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Platform {
    /// Facebook and Instagram.
    Meta,
    /// TikTok.
    Tiktok,
    /// Google's search ads.
    Google,
    /// LinkedIn.
    Linkedin,
    /// Pinterest.
    Pinterest,
    /// Any platform.
    Universal,
}

impl Platform {
    /// The option list.
    pub const ALL: Options<Self> = &[
        ("meta", Self::Meta),
        ("tiktok", Self::Tiktok),
        ("google", Self::Google),
        ("linkedin", Self::Linkedin),
        ("pinterest", Self::Pinterest),
        ("universal", Self::Universal),
    ];
}

/// The format of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// A sentence or two.
    Short,
    /// Several sentences.
    Long,
    /// A text with a strong opening.
    Hook,
    /// A small story.
    Story,
}

impl Format {
    /// The option list.
    pub const ALL: Options<Self> =
        &[("short", Self::Short), ("long", Self::Long), ("hook", Self::Hook), ("story", Self::Story)];
}

/// The tone of a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    /// The tone of facts.
    Professional,
    /// The tone of a talk among friends.
    Casual,
    /// The tone of a last chance.
    Urgent,
    /// The quiet tone of expensive things.
    Luxe,
    /// The tone of a joke.
    Playful,
    /// The loud tone of self-confidence.
    Bold,
}

impl Tone {
    /// The option list.
    pub const ALL: Options<Self> = &[
        ("professional", Self::Professional),
        ("casual", Self::Casual),
        ("urgent", Self::Urgent),
        ("luxe", Self::Luxe),
        ("playful", Self::Playful),
        ("bold", Self::Bold),
    ];
}

/// The aspect ratio of a picture or a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AspectRatio {
    /// 1:1.
    Square,
    /// 9:16.
    Tall,
    /// 4:5.
    Portrait,
    /// 16:9.
    Wide,
}

impl AspectRatio {
    /// The option list of static ads.
    pub const STATIC_AD: Options<Self> =
        &[("1:1", Self::Square), ("9:16", Self::Tall), ("4:5", Self::Portrait), ("16:9", Self::Wide)];
    /// The option list of videos.
    pub const VIDEO: Options<Self> = &[("9:16", Self::Tall), ("1:1", Self::Square), ("16:9", Self::Wide)];
}

/// The style of a static ad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Style {
    /// The product in the foreground.
    ProductHero,
    /// The product in use.
    Lifestyle,
    /// The product with few other elements.
    Minimal,
    /// The product in loud colours.
    Bold,
    /// The product in the mood of a season.
    Seasonal,
    /// A style that stands only in the printed request, not in the table.
    Modern,
}

impl Style {
    /// The option list, and the word that stands only in the printed request.
    pub const ALL: Options<Self> = &[
        ("product_hero", Self::ProductHero),
        ("lifestyle", Self::Lifestyle),
        ("minimal", Self::Minimal),
        ("bold", Self::Bold),
        ("seasonal", Self::Seasonal),
        ("modern", Self::Modern),
    ];

    /// Returns the provider's word for the style.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, style)| *style == self).map_or("", |(name, _)| name)
    }
}
