//! Typesetting: the width of lines, breaking text into lines, and drawing letters onto a canvas.

use std::collections::HashMap;

use super::canvas::{Canvas, Color};
use super::glyph::Glyph;
pub(crate) use super::glyph::Weight;
use super::mask::Mask;
use super::script::{may_break, visual};

/// The style of a line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) weight: Weight,
    /// The size, in pixels to an em.
    pub(crate) size: i32,
    /// The extra space after each letter, in 1/100 em.
    pub(crate) tracking: i32,
    pub(crate) color: Color,
    /// The opacity, of 256.
    pub(crate) share: u32,
}

/// A setter of text, which keeps the glyphs that it has drawn.
#[derive(Default)]
pub(crate) struct Typesetter {
    masks: HashMap<(Weight, Glyph, i32, i32), Mask>,
}

/// The number of parts in a pixel, for horizontal positions.
const PARTS: i32 = 4;

impl Style {
    /// Returns the space that a character takes, in 1/[`PARTS`] pixel.
    fn advance(self, character: char) -> i32 {
        match Glyph::of(self.weight, character) {
            Glyph::Mark(_) => 0,
            glyph => self.parts(glyph.width(self.weight) + 10 * self.tracking),
        }
    }

    fn parts(self, thousandths: i32) -> i32 {
        (thousandths * self.size * PARTS + 500) / 1000
    }

    /// Returns the width of a line, rounded up to whole pixels.
    pub(crate) fn measure(self, line: &str) -> i32 {
        let parts: i32 = line.chars().map(|character| self.advance(character)).sum();
        (parts + PARTS - 1) / PARTS
    }

    /// Returns the line if it fits the width, otherwise as much of it as fits with an ellipsis.
    pub(crate) fn fit(self, line: &str, width: i32) -> String {
        self.wrap(line, width, 1).0.pop().unwrap_or_default()
    }

    /// Breaks text into at most `limit` lines no wider than `width` pixels, between words if possible.
    ///
    /// If text is left over, the last line ends in an ellipsis and the second value is `false`.
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
                let next = rest[end..].chars().next();
                if next.is_none_or(|next| next == ' ' || may_break(character, next)) {
                    word_end = Some(end);
                }
            }
            // One character is set even if it does not fit, so that wrapping always goes on.
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
    /// Draws a line with the start of its baseline at `x`, `baseline`, and returns the position of its end.
    pub(crate) fn draw(
        &mut self,
        canvas: &mut Canvas,
        line: &str,
        x: i32,
        baseline: i32,
        style: Style,
    ) -> i32 {
        let mut pen = x * PARTS;
        // The position of the last character that is no mark.
        let mut base = pen;
        for character in visual(line).chars() {
            let glyph = Glyph::of(style.weight, character);
            if let Glyph::Mark(_) = glyph {
                let middle = i32::midpoint(base, pen);
                self.stamp(
                    canvas,
                    glyph,
                    middle - style.parts(glyph.width(style.weight)) / 2,
                    baseline,
                    style,
                );
                continue;
            }
            self.stamp(canvas, glyph, pen, baseline, style);
            base = pen;
            pen += style.advance(character);
        }
        pen / PARTS
    }

    fn stamp(&mut self, canvas: &mut Canvas, glyph: Glyph, pen: i32, baseline: i32, style: Style) {
        let pixel = pen.div_euclid(PARTS);
        // A bitmap is sharpest if its pixels are pixels of the canvas.
        let part = if let Glyph::Outline(_) = glyph { pen.rem_euclid(PARTS) } else { 0 };
        let key = (style.weight, glyph, style.size, part);
        let mask =
            self.masks.entry(key).or_insert_with(|| glyph.mask(style.weight, style.size, (part, PARTS)));
        mask.lay(canvas, (pixel, baseline), style.color, style.share);
    }
}
