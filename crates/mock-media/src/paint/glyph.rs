//! Glyphs: outlines of the bundled Latin font, and bitmaps of another font for the characters of all other scripts.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, GlyphId, PxScale};

use super::mask::Mask;
use super::script;

/// The bundled font in its two weights, Latin only; see `assets/Jost-LICENSE.txt`.
static FACES: LazyLock<[FontRef<'static>; 2]> = LazyLock::new(|| {
    [&include_bytes!("../../assets/Jost-Regular.ttf")[..], include_bytes!("../../assets/Jost-SemiBold.ttf")]
        .map(|file| FontRef::try_from_slice(file).expect("the bundled font is a font"))
});

/// The character that stands for those that no font has, such as most emoji.
const PLACEHOLDER: char = '●';
/// The height of bitmaps, in dots.
const DOTS: i32 = 16;
/// The height of bitmaps above the baseline, in dots.
const DOTS_ABOVE_BASELINE: i32 = 14;

/// The weight of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Weight {
    Regular,
    SemiBold,
}

/// A character in its drawn form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Glyph {
    /// A glyph of the bundled font.
    Outline(GlyphId),
    /// The bitmap of a character.
    Bitmap(char),
    /// The bitmap of a mark, which is set over the character before it.
    Mark(char),
}

impl Glyph {
    pub(super) fn of(weight: Weight, character: char) -> Self {
        match FACES[weight as usize].glyph_id(character) {
            GlyphId(0) if unifont::get_glyph(character).is_none() => Self::Bitmap(PLACEHOLDER),
            GlyphId(0) if script::is_mark(character) => Self::Mark(character),
            GlyphId(0) => Self::Bitmap(character),
            glyph => Self::Outline(glyph),
        }
    }

    /// Returns the width, in 1/1000 em.
    pub(super) fn width(self, weight: Weight) -> i32 {
        match self {
            Self::Outline(glyph) => {
                let face = &FACES[weight as usize];
                let units = face.units_per_em().unwrap_or(1000.0);
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "an advance is a few thousandths of an em"
                )]
                let thousandths = (face.h_advance_unscaled(glyph) * 1000.0 / units) as i32;
                thousandths
            }
            Self::Bitmap(character) | Self::Mark(character) => dots_across(character) * 1000 / DOTS,
        }
    }

    /// Returns the coverage of pixels, relative to the start of the baseline. An outline starts `part` of `parts` to
    /// the right within its pixel.
    pub(super) fn mask(self, weight: Weight, size: i32, (part, parts): (i32, i32)) -> Mask {
        match self {
            Self::Outline(glyph) => outline(weight, glyph, size, part as f32 / parts as f32),
            Self::Bitmap(character) | Self::Mark(character) => bitmap(weight, character, size),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a glyph is at most a few thousand pixels high, coverage at most 255"
)]
fn outline(weight: Weight, glyph: GlyphId, size: i32, shift: f32) -> Mask {
    let face = &FACES[weight as usize];
    let units = face.units_per_em().unwrap_or(1000.0);
    let scale = PxScale::from(size as f32 * face.height_unscaled() / units);
    let position = ab_glyph::point(shift, 0.0);
    let Some(outlined) = face.outline_glyph(glyph.with_scale_and_position(scale, position)) else {
        return Mask { left: 0, top: 0, width: 0, coverage: Vec::new() };
    };
    let bounds = outlined.px_bounds();
    let (width, height) = (bounds.width() as usize, bounds.height() as usize);
    let mut coverage = vec![0; width * height];
    outlined.draw(|x, y, covered| {
        if let Some(pixel) = coverage.get_mut(y as usize * width + x as usize) {
            *pixel = (covered.clamp(0.0, 1.0) * 255.0) as u8;
        }
    });
    Mask { left: bounds.min.x as i32, top: bounds.min.y as i32, width, coverage }
}

fn dots_across(character: char) -> i32 {
    match unifont::get_glyph(character) {
        Some(glyph) if glyph.is_fullwidth() => DOTS,
        _ => DOTS / 2,
    }
}

/// Returns a bitmap at another size. Between the middles of dots, ink fades evenly. A place is covered if it has enough
/// ink. Slanted and round strokes lose their steps in this way.
fn bitmap(weight: Weight, character: char, size: i32) -> Mask {
    /// The number of places that are examined in each pixel, across and down.
    const PLACES: i32 = 4;
    /// The number of parts in a dot.
    const WHOLE: i32 = 256;
    let top = -(size * DOTS_ABOVE_BASELINE / DOTS);
    let Some(glyph) = unifont::get_glyph(character).filter(|_| size > 0) else {
        return Mask { left: 0, top, width: 0, coverage: Vec::new() };
    };
    let enough = match weight {
        Weight::Regular => WHOLE * WHOLE * 7 / 16,
        Weight::SemiBold => WHOLE * WHOLE * 5 / 16,
    };
    let ink = |x: i32, y: i32| match (usize::try_from(x), usize::try_from(y)) {
        (Ok(x), Ok(y)) => i32::from(glyph.get_pixel(x, y)),
        _ => 0,
    };
    // The position of a place, in parts of a dot from the middle of the first dot.
    let along = |place: i32| (2 * place + 1) * DOTS * WHOLE / (2 * PLACES * size) - WHOLE / 2;
    let is_inked = |across: i32, down: i32| {
        let (x, y) = (across.div_euclid(WHOLE), down.div_euclid(WHOLE));
        let (right, below) = (across.rem_euclid(WHOLE), down.rem_euclid(WHOLE));
        let row = |y: i32| ink(x, y) * (WHOLE - right) + ink(x + 1, y) * right;
        row(y) * (WHOLE - below) + row(y + 1) * below >= enough
    };
    let width = (size * dots_across(character) + DOTS - 1) / DOTS;
    let pixel = |x: i32, y: i32| {
        let places =
            (0..PLACES * PLACES).map(|place| (x * PLACES + place % PLACES, y * PLACES + place / PLACES));
        let inked = places.filter(|(x, y)| is_inked(along(*x), along(*y))).count();
        u8::try_from(inked * 255 / 16).unwrap_or(u8::MAX)
    };
    let coverage =
        (0..size).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| pixel(x, y)).collect();
    Mask { left: 0, top, width: width.unsigned_abs() as usize, coverage }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A letter of each of many scripts, a mark from some of them, and signs.
    const LETTERS: &str = "ЖΩשعهददुกกี家龍あカ한ქԱአമᚠ☀❤";

    fn ink(mask: &Mask) -> u32 {
        mask.coverage.iter().map(|coverage| u32::from(*coverage)).sum::<u32>() / 255
    }

    #[test]
    fn every_letter_of_the_basic_plane_has_a_glyph() {
        let letters = ('\u{21}'..='\u{fffd}')
            .filter(|letter| letter.is_alphabetic() && !('\u{e000}'..'\u{f900}').contains(letter))
            // This letter is blank on purpose.
            .filter(|letter| *letter != '\u{3164}');
        let without: Vec<char> = letters
            .filter(|letter| Glyph::of(Weight::Regular, *letter) == Glyph::Bitmap(PLACEHOLDER))
            .collect();
        assert!(without.is_empty(), "{without:?}");
        assert_eq!(Glyph::of(Weight::Regular, '🐉'), Glyph::Bitmap(PLACEHOLDER));
    }

    #[test]
    fn marks_are_told_from_letters() {
        for (character, is_mark) in
            [('ี', true), ('ु', true), ('\u{5bc}', true), ('ก', false), ('家', false), ('ß', false)]
        {
            let glyph = Glyph::of(Weight::Regular, character);
            assert_eq!(matches!(glyph, Glyph::Mark(_)), is_mark, "{character} {glyph:?}");
        }
    }

    #[test]
    fn a_bitmap_keeps_its_ink_at_every_size_and_has_more_of_it_in_the_heavier_weight() {
        for letter in LETTERS.chars() {
            let mask = |weight, size| Glyph::of(weight, letter).mask(weight, size, (0, 4));
            let dots = ink(&mask(Weight::Regular, 16));
            assert!(dots > 0, "{letter}");
            for size in [11_i32, 16, 22, 25, 48, 62] {
                let side = size.unsigned_abs();
                let (regular, strong) =
                    (ink(&mask(Weight::Regular, size)), ink(&mask(Weight::SemiBold, size)));
                assert!(strong > regular, "{letter} {size}: {strong} {regular}");
                let even = dots * side * side / 256;
                assert!(regular.abs_diff(even) <= 4 + even / 4, "{letter} {size}: {regular} {even}");
            }
        }
    }
}
