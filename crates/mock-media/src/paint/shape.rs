//! Shapes as data: the parts that a subject is drawn of.

use super::brush::{Brush, Place, limb, oval};
use super::canvas::Color;

/// The colour of a part.
#[derive(Debug, Clone, Copy)]
pub(super) enum Tone {
    /// The subject's own colour, which a word of the prompt may choose.
    Main,
    /// The subject's own colour in the shade.
    Shade,
    /// The subject's own colour in the light.
    Tint,
    /// A colour of its own.
    Is(u32),
    /// A colour that shines by itself, by night too.
    Lit(u32),
}

/// The outline of a part, in thousandths of the subject's height: to the right of its middle and down from the ground.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// An oval of a middle and its radii.
    Oval(Place, Place),
    /// A rounded outline that bends towards each place.
    Round(&'static [Place]),
    /// An outline with corners.
    Sharp(&'static [Place]),
    /// A line through places, each with half the thickness there.
    Limb(&'static [(Place, i32)]),
}

/// A part of a subject.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part(pub(super) Tone, pub(super) Shape);

/// The colours that the parts of one subject are filled with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paints {
    pub(super) main: Color,
    /// The colour of the air in front of the subject, and its share of 256.
    pub(super) air: (Color, u32),
}

impl Paints {
    fn of(&self, tone: Tone) -> Color {
        let lit = match tone {
            Tone::Main => self.main,
            Tone::Shade => self.main.mix(Color(0x10_0818), 76),
            Tone::Tint => self.main.mix(Color(0xff_fbf2), 110),
            Tone::Is(color) => Color(color),
            Tone::Lit(color) => return Color(color),
        };
        lit.mix(self.air.0, self.air.1)
    }
}

/// Draws parts one over another.
pub(super) fn draw(brush: &mut Brush, parts: &[Part], paints: &Paints) {
    for Part(tone, shape) in parts {
        let color = paints.of(*tone);
        let mask = match shape {
            Shape::Oval(middle, radii) => brush.mask(&oval(*middle, *radii)),
            Shape::Round(outline) => brush.mask(outline),
            Shape::Sharp(outline) => brush.sharp_mask(outline),
            Shape::Limb(joints) => brush.mask(&limb(joints)),
        };
        brush.lay(&mask, color, 256);
    }
}
