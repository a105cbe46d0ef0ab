//! The option lists of the generation calls (`cutx.txt`).

/// The words of an option list and what they mean.
type Options<T> = &'static [(&'static str, T)];

/// Where a copy will be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// Anywhere.
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

/// How a copy is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A sentence or two.
    Short,
    /// Several sentences.
    Long,
    /// All weight on the first words.
    Hook,
    /// A small story.
    Story,
}

impl Format {
    /// The option list.
    pub const ALL: Options<Self> =
        &[("short", Self::Short), ("long", Self::Long), ("hook", Self::Hook), ("story", Self::Story)];
}

/// How a copy sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Matter of fact.
    Professional,
    /// As among friends.
    Casual,
    /// Now or never.
    Urgent,
    /// Quiet and costly.
    Luxe,
    /// With a wink.
    Playful,
    /// Loud and sure.
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

/// The shape of a picture or a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AspectRatio {
    /// 1:1
    Square,
    /// 9:16
    Tall,
    /// 4:5
    Portrait,
    /// 16:9
    Wide,
}

impl AspectRatio {
    /// The option list of static ads.
    pub const STATIC_AD: Options<Self> =
        &[("1:1", Self::Square), ("9:16", Self::Tall), ("4:5", Self::Portrait), ("16:9", Self::Wide)];
    /// The option list of videos.
    pub const VIDEO: Options<Self> = &[("9:16", Self::Tall), ("1:1", Self::Square), ("16:9", Self::Wide)];
}

/// The look of a static ad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The product in front.
    ProductHero,
    /// In use.
    Lifestyle,
    /// Little else.
    Minimal,
    /// Loud.
    Bold,
    /// By the time of the year.
    Seasonal,
    /// Only in the printed request, not in the table.
    Modern,
}

impl Style {
    /// The option list, and the word that only the printed request has.
    pub const ALL: Options<Self> = &[
        ("product_hero", Self::ProductHero),
        ("lifestyle", Self::Lifestyle),
        ("minimal", Self::Minimal),
        ("bold", Self::Bold),
        ("seasonal", Self::Seasonal),
        ("modern", Self::Modern),
    ];

    /// The provider's word for it.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, style)| *style == self).map_or("", |(name, _)| name)
    }
}
