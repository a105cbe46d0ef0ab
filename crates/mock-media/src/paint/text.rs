//! Setting type: the bundled font, glyphs as masks of coverage, lines that fit.

use std::collections::HashMap;
use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, GlyphId, PxScale};

use super::canvas::{Area, Canvas, Color};
use super::mask::Mask;

/// The bundled font in its two weights, Latin only; see `assets/Jost-LICENSE.txt`.
static FACES: LazyLock<[FontRef<'static>; 2]> = LazyLock::new(|| {
    [&include_bytes!("../../assets/Jost-Regular.ttf")[..], include_bytes!("../../assets/Jost-SemiBold.ttf")]
        .map(|file| FontRef::try_from_slice(file).expect("the bundled font is a font"))
});

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Weight {
    Regular,
    SemiBold,
}

/// How a line is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) weight: Weight,
    /// Pixels to an em.
    pub(crate) size: i32,
    /// Extra space after each letter, in 1/100 em.
    pub(crate) tracking: i32,
    pub(crate) color: Color,
    /// Opacity, of 256.
    pub(crate) share: u32,
}

/// A character as it is set: a glyph of the font, or an empty box where the font has none.
#[derive(Debug, Clone, Copy)]
enum Shape {
    Glyph(GlyphId),
    Box { wide: bool },
}

/// Sets text; keeps the glyphs it has drawn.
#[derive(Default)]
pub(crate) struct Typesetter {
    masks: HashMap<(Weight, GlyphId, i32, i32), Mask>,
}

/// Horizontal positions are kept in this many parts of a pixel.
const PARTS: i32 = 4;

impl Style {
    /// The space a character takes, in 1/[`PARTS`] pixel.
    fn advance(self, character: char) -> i32 {
        let thousandths = match shape(self.weight, character) {
            Shape::Glyph(glyph) => {
                let face = &FACES[self.weight as usize];
                let units = face.units_per_em().unwrap_or(1000.0);
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "an advance is a few thousandths of an em"
                )]
                let thousandths = (face.h_advance_unscaled(glyph) * 1000.0 / units) as i32;
                thousandths
            }
            Shape::Box { wide: true } => 1000,
            Shape::Box { wide: false } => 600,
        };
        ((thousandths + 10 * self.tracking) * self.size * PARTS + 500) / 1000
    }

    /// The width of a line, in whole pixels.
    pub(crate) fn measure(self, line: &str) -> i32 {
        let parts: i32 = line.chars().map(|character| self.advance(character)).sum();
        (parts + PARTS - 1) / PARTS
    }

    /// The line if it fits the width, else as much of it as does with an ellipsis.
    pub(crate) fn fit(self, line: &str, width: i32) -> String {
        self.wrap(line, width, 1).0.pop().unwrap_or_default()
    }

    /// Breaks text into at most `limit` lines no wider than `width`, between words where it can. The last line ends in
    /// an ellipsis if text is left over; the second value says whether all of it was set.
    pub(crate) fn wrap(self, text: &str, width: i32, limit: usize) -> (Vec<String>, bool) {
        let room = width.max(0) * PARTS;
        let mut lines = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() && lines.len() < limit {
            let (mut used, mut end, mut word_end) = (0, 0, None);
            for (at, character) in rest.char_indices() {
                used += self.advance(character);
                if used > room {
                    break;
                }
                end = at + character.len_utf8();
                if rest[end..].starts_with(' ') || end == rest.len() {
                    word_end = Some(end);
                }
            }
            // Not even one character fits: it is set all the same, so that wrapping always gets on.
            let forced = rest.chars().next().map_or(0, char::len_utf8);
            let end = word_end.unwrap_or(end).max(forced);
            lines.push(rest[..end].to_owned());
            rest = rest[end..].trim_start();
        }
        let complete = rest.is_empty();
        if !complete && let Some(last) = lines.last_mut() {
            let ellipsis = self.advance('…');
            while last.chars().map(|character| self.advance(character)).sum::<i32>() + ellipsis > room {
                if last.pop().is_none() {
                    break;
                }
            }
            last.truncate(last.trim_end().len());
            last.push('…');
        }
        (lines, complete)
    }
}

impl Typesetter {
    /// Draws a line with its baseline's start at `x`, `baseline`; answers where it ends.
    pub(crate) fn draw(
        &mut self,
        canvas: &mut Canvas,
        line: &str,
        x: i32,
        baseline: i32,
        style: Style,
    ) -> i32 {
        let mut pen = x * PARTS;
        for character in line.chars() {
            match shape(style.weight, character) {
                Shape::Glyph(glyph) => self.stamp(canvas, glyph, pen, baseline, style),
                Shape::Box { .. } => outline(canvas, pen, baseline, style.advance(character), style),
            }
            pen += style.advance(character);
        }
        pen / PARTS
    }

    fn stamp(&mut self, canvas: &mut Canvas, glyph: GlyphId, pen: i32, baseline: i32, style: Style) {
        let (pixel, part) = (pen.div_euclid(PARTS), pen.rem_euclid(PARTS));
        let key = (style.weight, glyph, style.size, part);
        let mask = self.masks.entry(key).or_insert_with(|| mask(style.weight, glyph, style.size, part));
        mask.lay(canvas, (pixel, baseline), style.color, style.share);
    }
}

/// How a glyph covers pixels, seen from where its baseline begins.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a glyph is at most a few thousand pixels high, coverage at most 255"
)]
fn mask(weight: Weight, glyph: GlyphId, size: i32, part: i32) -> Mask {
    let face = &FACES[weight as usize];
    let units = face.units_per_em().unwrap_or(1000.0);
    let scale = PxScale::from(size as f32 * face.height_unscaled() / units);
    let position = ab_glyph::point(part as f32 / PARTS as f32, 0.0);
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

/// An empty box in place of a character that the font lacks.
fn outline(canvas: &mut Canvas, pen: i32, baseline: i32, advance: i32, style: Style) {
    let line = (style.size / 18).max(1);
    let gap = (style.size / 12).max(1);
    let (left, right) = (pen / PARTS + gap / 2, (pen + advance) / PARTS - gap + gap / 2);
    let (top, bottom) = (baseline - style.size * 7 / 10, baseline);
    let share = style.share / 2;
    let (width, height) = (right - left, bottom - top);
    for area in [
        Area { left, top, width, height: line },
        Area { left, top: bottom - line, width, height: line },
        Area { left, top: top + line, width: line, height: height - 2 * line },
        Area { left: right - line, top: top + line, width: line, height: height - 2 * line },
    ] {
        canvas.wash(area, style.color, share);
    }
}

fn shape(weight: Weight, character: char) -> Shape {
    match FACES[weight as usize].glyph_id(character) {
        GlyphId(0) => Shape::Box { wide: character >= '\u{1100}' },
        glyph => Shape::Glyph(glyph),
    }
}

/// Text made ready for setting: at most `limit` characters, white space and control characters folded into single
/// spaces, marks without a width of their own left out, and a few characters replaced by what the font has.
pub(crate) fn legible(text: &str, limit: usize) -> String {
    let mut out = String::new();
    for character in text.chars().take(limit) {
        match character {
            '\u{ad}'
            | '\u{300}'..='\u{36f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{1f3fb}'..='\u{1f3ff}'
            | '\u{e0000}'..='\u{e0fff}' => {}
            '\u{2010}' | '\u{2011}' | '\u{2012}' => out.push('-'),
            '\u{2015}' => out.push('—'),
            '\u{2032}' => out.push('\''),
            '\u{2033}' => out.push('"'),
            '→' => out.push_str("->"),
            '←' => out.push_str("<-"),
            _ if character.is_whitespace() || character.is_control() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            _ => out.push(character),
        }
    }
    out.truncate(out.trim_end().len());
    out
}
