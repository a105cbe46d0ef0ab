//! The frame of a scene: everything that decides it beside its card.

/// The way in which a scene fills its picture.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    /// `true` if words stand at the foot of the picture.
    pub(super) has_words: bool,
    /// The opening of the person's mouth.
    pub(super) mouth: Mouth,
}

impl Frame {
    /// Creates the frame of a still picture.
    pub(super) fn still(has_words: bool) -> Self {
        Self { has_words, mouth: Mouth::Closed }
    }

    /// Creates the frame of a film's window, which has no words.
    pub(crate) fn window(mouth: Mouth) -> Self {
        Self { has_words: false, mouth }
    }
}

/// The opening of a mouth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Mouth {
    Closed,
    Narrow,
    Round,
    Open,
}
