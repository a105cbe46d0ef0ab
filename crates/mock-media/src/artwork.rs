//! Artworks: values that contain everything that a rendering depends on.

use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::card::{Card, Figure, Source};
use crate::speech::Voice;

/// The version of the renderings, which is part of every artwork's entity tag. Raise it whenever an artwork is rendered
/// to other bytes than before.
const RENDER_VERSION: u32 = 4;

/// The file format of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PictureFormat {
    /// `image/png`, eight bits a channel, no alpha.
    Png,
    /// `image/jpeg`, baseline.
    Jpeg,
}

/// A still picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Picture {
    /// The content of the picture.
    pub card: Card,
    /// The width in pixels, clamped to 1 to 4096.
    pub width: u32,
    /// The height in pixels, clamped to 1 to 4096.
    pub height: u32,
    /// The file format.
    pub format: PictureFormat,
}

/// The movement of the camera of a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Camera {
    /// It stands still.
    #[default]
    Still,
    /// It moves slowly to a side.
    Drift,
    /// It goes slowly nearer.
    Zoom,
}

/// A film of scenes of equal length, one after another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Film {
    /// The content of the scenes. A film without scenes shows one blank card. Only the first 1000 scenes are shown, and
    /// no more scenes than there are milliseconds.
    pub scenes: Vec<Card>,
    /// The width in pixels, clamped to 2 to 4096 and rounded up to an even number, since 4:2:0 colour has no odd sizes.
    pub width: u32,
    /// The height in pixels, with the same limits as the width.
    pub height: u32,
    /// The whole length, exact to the millisecond, at most 4 hours. A film of no length lasts 100 milliseconds and has
    /// one picture for each scene.
    pub duration: Duration,
    /// The movement of the camera in each scene.
    pub camera: Camera,
    /// `true` if blinds close at the end of each scene but the last.
    pub has_transitions: bool,
    /// The voice that speaks the [`speech`](Card::speech) of the scenes: a sound track of quiet tones in the rhythm of the syllables. A
    /// film without a voice has no sound track.
    pub voice: Option<Voice>,
}

/// A picture or a film for a [`Studio`](crate::Studio) to render.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Artwork {
    /// A still picture.
    Picture(Picture),
    /// A film.
    Film(Film),
}

impl Artwork {
    /// Returns the media type of the rendering, such as `image/png`.
    pub fn content_type(&self) -> &'static str {
        match self {
            Self::Picture(Picture { format: PictureFormat::Png, .. }) => "image/png",
            Self::Picture(Picture { format: PictureFormat::Jpeg, .. }) => "image/jpeg",
            Self::Film(_) => "video/mp4",
        }
    }

    /// Returns the strong entity tag of the rendering, with its quotes. It is known without rendering.
    pub fn etag(&self) -> String {
        self.identity().etag()
    }

    /// Returns a digest of everything that the rendering depends on.
    pub(crate) fn identity(&self) -> Identity {
        let mut digest = Fields(Sha256::new());
        digest.number(RENDER_VERSION);
        match self {
            Self::Picture(picture) => {
                digest.text(match picture.format {
                    PictureFormat::Png => "png",
                    PictureFormat::Jpeg => "jpeg",
                });
                digest.number(picture.width);
                digest.number(picture.height);
                digest.card(&picture.card);
            }
            Self::Film(film) => {
                digest.text("film");
                digest.number(film.width);
                digest.number(film.height);
                digest.number(film.duration.as_secs());
                digest.number(film.duration.subsec_nanos());
                digest.number(film.camera as u64);
                digest.number(film.has_transitions);
                digest.number(film.voice.is_some());
                digest.number(film.voice.map_or(0, |voice| voice.0));
                digest.number(film.scenes.len() as u64);
                film.scenes.iter().for_each(|scene| digest.card(scene));
            }
        }
        Identity(digest.0.finalize().into())
    }
}

impl From<Picture> for Artwork {
    fn from(picture: Picture) -> Self {
        Self::Picture(picture)
    }
}

impl From<Film> for Artwork {
    fn from(film: Film) -> Self {
        Self::Film(film)
    }
}

/// A SHA-256 digest that tells an artwork, or a file, from all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Identity(pub(crate) [u8; 32]);

impl Identity {
    /// Returns the entity tag, with its quotes: the first half of the digest, in hexadecimal digits.
    pub(crate) fn etag(&self) -> String {
        let half = self.0.first_chunk().map_or(0, |half| u128::from_be_bytes(*half));
        format!("\"{half:032x}\"")
    }
}

/// A digest of fields. Each text is preceded by its length, so that different values never give the same bytes.
struct Fields(Sha256);

impl Fields {
    fn number(&mut self, value: impl Into<u64>) {
        self.0.update(value.into().to_be_bytes());
    }

    fn text(&mut self, value: &str) {
        self.number(value.len() as u64);
        self.0.update(value);
    }

    fn optional(&mut self, value: Option<&str>) {
        self.number(value.is_some());
        self.text(value.unwrap_or_default());
    }

    fn card(&mut self, card: &Card) {
        let Card {
            provider,
            kind,
            prompt,
            depicts,
            speech,
            seed,
            job,
            notes,
            subtitle,
            watermark,
            made_from,
            style,
            figure,
            bare,
        } = card;
        for text in [provider.as_str(), kind, prompt, job] {
            self.text(text);
        }
        self.optional(depicts.as_deref());
        self.optional(speech.as_deref());
        self.number(*seed);
        self.number(notes.len() as u64);
        for (label, value) in notes {
            self.text(label);
            self.text(value);
        }
        self.optional(subtitle.as_deref());
        self.optional(watermark.as_deref());
        self.source(made_from.as_ref());
        self.number(*style as u64);
        self.figure(*figure);
        self.number(*bare);
    }

    fn source(&mut self, source: Option<&Source>) {
        match source {
            None => self.number(0_u64),
            Some(Source::Card(card)) => {
                self.number(1_u64);
                self.card(card);
            }
            Some(Source::Photo(thumbnail)) => {
                self.number(2_u64);
                self.number(thumbnail.width());
                self.number(thumbnail.height());
                self.0.update(thumbnail.samples());
            }
        }
    }

    fn figure(&mut self, figure: Option<Figure>) {
        self.number(figure.is_some());
        if let Some(Figure { view, look }) = figure {
            self.number(view as u64);
            self.number(look);
        }
    }
}
