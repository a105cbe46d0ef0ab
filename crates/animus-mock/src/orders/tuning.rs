//! The fields of a request that stand only in the guide's reference (`animus-facts.md`, C8).

use kernel::form::{Fields, integer, number, one_of, text};

use crate::clause;
use crate::fields::{number as any_number, optional};
use crate::prices::Kind;
use crate::state::drawings::{Label, Note};

/// The allowed width and height of a result, in pixels (`create.size-bounds`).
const PIXELS: std::ops::RangeInclusive<u16> = 64..=2048;

/// The words for the kinds of generations (`create.override`).
const KINDS: &[(&str, Kind)] = &[
    ("character_generation", Kind::Character),
    ("photo_edit", Kind::PhotoEdit),
    ("image_to_video", Kind::ImageToVideo),
    ("text_to_image", Kind::TextToImage),
];

/// The names of these fields.
const NAMES: [&str; 8] = [
    "seed",
    "width",
    "height",
    "generation_type",
    "negative_prompt",
    "strength",
    "guidance_scale",
    "num_inference_steps",
];

/// The fields that stand only in the reference.
#[derive(Default)]
pub struct Tuning {
    /// The kind of generation.
    pub kind: Option<Kind>,
    /// The seed.
    pub seed: Option<u64>,
    /// The width, in pixels.
    pub width: Option<u16>,
    /// The height, in pixels.
    pub height: Option<u16>,
    /// The other fields, for the result to show.
    pub notes: Vec<Note>,
}

impl Tuning {
    /// Reads the fields. In a strict world only the table of the guide counts, and they are ignored.
    pub fn read(fields: &mut Fields<'_>, is_strict: bool) -> Self {
        if is_strict {
            for name in NAMES {
                fields.ignored(name, &clause::CREATE_TABLE_STRICT);
            }
            return Self::default();
        }
        let seed = optional(fields, "seed", &clause::CREATE_SEED, integer(i64::MIN..=i64::MAX));
        let mut size = |name| optional(fields, name, &clause::CREATE_SIZE, integer(PIXELS));
        let (width, height) = (size("width"), size("height"));
        let kind = optional(fields, "generation_type", &clause::CREATE_OVERRIDE, one_of(KINDS));
        let tuned = &clause::CREATE_TUNING;
        let negative = optional(fields, "negative_prompt", tuned, text(0..=usize::MAX));
        let strength = optional(fields, "strength", &clause::CREATE_STRENGTH, number(0..=1));
        let guidance = optional(fields, "guidance_scale", tuned, any_number);
        let steps = optional(fields, "num_inference_steps", tuned, integer(i64::MIN..=i64::MAX));
        if seed.is_some() {
            fields.cite(&clause::CREATE_SEED);
        }
        if width.is_some() || height.is_some() {
            fields.cite(&clause::CREATE_SIZE);
        }
        if negative.is_some() || guidance.is_some() || steps.is_some() {
            fields.cite(tuned);
        }
        let notes = [
            (Label::Without, negative),
            (Label::Strength, strength.map(|number| number.to_string())),
            (Label::Guidance, guidance.map(|number| number.to_string())),
            (Label::Steps, steps.map(|number| number.to_string())),
        ];
        let notes = notes.into_iter().filter_map(|(label, value)| Some(Note { label, value: value? }));
        Self { kind, seed: seed.map(i64::cast_unsigned), width, height, notes: notes.collect() }
    }
}
