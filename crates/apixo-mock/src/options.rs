//! The option lists of `wan-2-2-animate` (`apixo-facts.md`, 2.2).

use serde::{Deserialize, Serialize};

/// The words of an option list and their meanings.
type Options<T> = &'static [(&'static str, T)];

/// The quality of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// The only quality that there is.
    Standard,
}

impl Mode {
    /// The option list.
    pub const ALL: Options<Self> = &[("standard", Self::Standard)];

    /// Returns the provider's word for the quality.
    pub fn name(self) -> &'static str {
        name(Self::ALL, self)
    }
}

/// The kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// The picture moves like the figure in the clip.
    Animate,
    /// The figure in the picture replaces the one in the clip.
    Replace,
}

impl Kind {
    /// The option list.
    pub const ALL: Options<Self> = &[("animate", Self::Animate), ("replace", Self::Replace)];

    /// Returns the provider's word for the kind of work.
    pub fn name(self) -> &'static str {
        name(Self::ALL, self)
    }
}

/// The height of a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Resolution {
    /// 480p.
    P480,
    /// 720p.
    P720,
}

impl Resolution {
    /// The option list.
    pub const ALL: Options<Self> = &[("480p", Self::P480), ("720p", Self::P720)];
}

fn name<T: Copy + PartialEq>(options: Options<T>, option: T) -> &'static str {
    options.iter().find(|(_, other)| *other == option).map_or("", |(name, _)| name)
}
