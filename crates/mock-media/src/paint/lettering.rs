//! The words on a picture: their places and sizes, and the words that give way if there is no room.

use super::canvas::{Area, Canvas, Color};
use super::palette::{INK, Palette};
use super::script::legible;
use super::text::{Style, Typesetter, Weight};
use crate::card::{Card, LONGEST_LABEL, LONGEST_PROMPT};

/// The measures of all lettering of a picture, in pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measures {
    pub(crate) margin: i32,
    /// The size of small print.
    pub(crate) small: i32,
    /// The baseline of the bottom line.
    pub(crate) foot: i32,
    /// The left end of lines.
    pub(crate) left: i32,
    /// The right end of lines.
    pub(crate) right: i32,
    height: i32,
}

/// The words on a picture that are not from its card.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slate {
    /// The text at the top right, which names the scene of a film.
    pub(crate) corner: String,
    /// The text at the bottom right.
    pub(crate) foot: String,
}

impl Measures {
    pub(crate) fn new(width: i32, height: i32) -> Self {
        let shorter = width.min(height);
        let margin = (shorter / 18).max(2);
        let small = 7 + shorter / 55;
        // On small pictures, the bottom line stays clear of a film's progress bar, which is at least two pixels high.
        let foot = height - margin - small / 4;
        Self { margin, small, foot, left: margin, right: width - margin, height }
    }

    pub(crate) fn width(&self) -> i32 {
        self.right - self.left
    }

    fn leading(&self) -> i32 {
        self.small * 3 / 2
    }

    /// Returns `true` if the bottom right has room for a text beside job and seed.
    pub(crate) fn foot_fits(&self, text: &str) -> bool {
        self.print(Weight::Regular, INK).measure(text) <= self.width() / 3
    }

    /// Returns the style of small print.
    pub(crate) fn print(&self, weight: Weight, color: Color) -> Style {
        Style { weight, size: self.small, tracking: 2, color, share: 256 }
    }
}

/// Draws all words on a picture. Foot, subtitle, notes and prompt are laid out from the bottom up. The watermark takes
/// the room between head and prompt.
pub(crate) fn letter(
    canvas: &mut Canvas,
    setter: &mut Typesetter,
    palette: &Palette,
    card: &Card,
    slate: &Slate,
) {
    let measures = Measures::new(canvas.width(), canvas.height());
    if measures.width() < 2 * measures.small {
        return;
    }
    let head = measures.margin + measures.small;
    let layout = Layout::new(&measures, card, head);
    shade(canvas, &measures, layout.top);
    watermark(canvas, setter, card, head, layout.top);
    header(canvas, setter, palette, &measures, measures.margin + measures.small * 3 / 4, card, slate);
    for Line { text, x, baseline, style } in &layout.lines(palette, &measures) {
        setter.draw(canvas, text, *x, *baseline, *style);
    }
    layout.extras(canvas, setter, palette, &measures);
    footer(canvas, setter, &measures, card, slate);
}

/// The paper of a film's plate, and the colour of its marks.
const PLATE: (Color, Color) = (Color(0x14_161c), Color(0xff_d08a));

/// Returns the heights of the head and of the foot of a film's plate, in pixels; nothing for a film too small for words. There is room
/// for subtitles if the film may have some.
pub(crate) fn plate_heights(width: i32, height: i32, has_subtitles: bool) -> Option<(i32, i32)> {
    let measures = Measures::new(width, height);
    let (small, leading) = (measures.small, measures.leading());
    let head = measures.margin / 2 + small * 2;
    let subtitles = if has_subtitles { 2 * subtitle_style(&measures).size * 13 / 10 } else { 0 };
    let foot = subtitles + small * 7 / 2 + small * 9 / 5 * 6 / 5 + leading + measures.margin / 2;
    (measures.width() >= 12 * small && head + foot <= height * 3 / 5).then_some((head, foot))
}

/// Draws the words of a film around its window: provider and scene at the head; subtitle, prompt, notes, job and length at the foot.
pub(crate) fn plate(
    canvas: &mut Canvas,
    setter: &mut Typesetter,
    card: &Card,
    slate: &Slate,
    (head, foot): (i32, i32),
) {
    let measures = Measures::new(canvas.width(), canvas.height());
    let (small, height) = (measures.small, canvas.height());
    let palette = Palette { accent: PLATE.1, ..super::palette::PALETTES[0] };
    let strip = |top, height| Area { left: 0, top, width: measures.left + measures.right, height };
    canvas.wash(strip(0, head), PLATE.0, 256);
    canvas.wash(strip(height - foot, foot), PLATE.0, 256);
    header(canvas, setter, &palette, &measures, head / 2 + small / 3, card, slate);
    footer(canvas, setter, &measures, card, slate);

    let style = subtitle_style(&measures);
    let text = legible(card.subtitle.as_deref().unwrap_or_default(), LONGEST_PROMPT);
    let pitch = style.size * 13 / 10;
    let (lines, _) = style.wrap(&text, measures.width() * 9 / 10, 2);
    for (line, text) in (1..).zip(&lines) {
        let x = measures.left + (measures.width() - style.measure(text)) / 2;
        setter.draw(
            canvas,
            text,
            x,
            height - foot + small / 3 + line * pitch,
            Style { color: PLATE.1, ..style },
        );
    }
    let notes_baseline = measures.foot - measures.leading();
    let style = Style { weight: Weight::SemiBold, size: small * 9 / 5, tracking: 0, color: INK, share: 256 };
    let prompt = style.fit(&legible(&card.prompt, LONGEST_PROMPT), measures.width());
    let baseline = notes_baseline - measures.leading();
    setter.draw(canvas, &prompt, measures.left, baseline, style);
    let mut x = measures.left;
    for (label, value) in &notes(&measures, card, measures.height) {
        x = setter.draw(canvas, label, x, notes_baseline, measures.print(Weight::SemiBold, PLATE.1))
            + small / 2;
        x = setter.draw(canvas, value, x, notes_baseline, measures.print(Weight::Regular, INK))
            + small * 3 / 2;
    }
}

/// Draws the watermark over the window of a film.
pub(crate) fn window_mark(canvas: &mut Canvas, setter: &mut Typesetter, card: &Card) {
    let height = canvas.height();
    watermark(canvas, setter, card, height / 5, height * 4 / 5);
}

/// A line of text with its place and style.
struct Line {
    text: String,
    x: i32,
    baseline: i32,
    style: Style,
}

/// The block of prompt, notes and subtitle above the bottom line.
struct Layout {
    prompt: Vec<String>,
    size: i32,
    prompt_baseline: i32,
    notes: Vec<(String, String)>,
    notes_baseline: i32,
    subtitle: Vec<String>,
    subtitle_baseline: i32,
    /// The top of the block.
    top: i32,
}

impl Layout {
    fn new(measures: &Measures, card: &Card, head: i32) -> Self {
        let (small, leading) = (measures.small, measures.leading());
        let ceiling = head + small;
        let mut y = measures.foot - leading - small / 3;

        let subtitle_style = subtitle_style(measures);
        let room = measures.width() * 9 / 10;
        let text = legible(card.subtitle.as_deref().unwrap_or_default(), LONGEST_PROMPT);
        let fitting = ((y - ceiling) / (2 * subtitle_style.size)).clamp(0, 3).unsigned_abs() as usize;
        let (subtitle, _) = subtitle_style.wrap(&text, room, fitting);
        let subtitle_baseline = y - small / 3;
        y -= lines_high(&subtitle, subtitle_style.size * 13 / 10)
            + if subtitle.is_empty() { 0 } else { small };

        let notes_baseline = y;
        let notes = notes(measures, card, y - ceiling);
        y -= if notes.is_empty() { 0 } else { leading + small / 4 };

        let text = legible(&card.prompt, LONGEST_PROMPT);
        let column =
            if measures.width() > measures.height { measures.width() * 3 / 4 } else { measures.width() };
        let (prompt, size) = prompt(measures, &text, column, y - ceiling);
        let prompt_baseline = y - small / 4;
        let top = prompt_baseline - lines_high(&prompt, size * 6 / 5);
        Self { prompt, size, prompt_baseline, notes, notes_baseline, subtitle, subtitle_baseline, top }
    }

    /// Returns the lines of prompt and subtitle.
    fn lines(&self, palette: &Palette, measures: &Measures) -> Vec<Line> {
        let style = Style { weight: Weight::SemiBold, size: self.size, tracking: 0, color: INK, share: 256 };
        let rise = |lines: &[String], index: usize, pitch: i32| {
            pitch * i32::try_from(lines.len() - 1 - index).unwrap_or(0)
        };
        let prompt = self.prompt.iter().enumerate().map(|(index, text)| Line {
            text: text.clone(),
            x: measures.left,
            baseline: self.prompt_baseline - rise(&self.prompt, index, self.size * 6 / 5),
            style,
        });
        let style = subtitle_style(measures);
        let subtitle = self.subtitle.iter().enumerate().map(|(index, text)| Line {
            text: text.clone(),
            x: measures.left + (measures.width() - style.measure(text)) / 2,
            baseline: self.subtitle_baseline - rise(&self.subtitle, index, style.size * 13 / 10),
            style: Style { color: palette.accent, ..style },
        });
        prompt.chain(subtitle).collect()
    }

    /// Draws the rule above the prompt, and the notes.
    fn extras(&self, canvas: &mut Canvas, setter: &mut Typesetter, palette: &Palette, measures: &Measures) {
        if !self.prompt.is_empty() {
            let thick = (measures.small / 7).max(1);
            let top = self.top - measures.small / 3 - thick;
            canvas.wash(
                Area { left: measures.left, top, width: measures.small * 2, height: thick },
                palette.accent,
                256,
            );
        }
        let mut x = measures.left;
        for (label, value) in &self.notes {
            let style = measures.print(Weight::SemiBold, palette.accent);
            x = setter.draw(canvas, label, x, self.notes_baseline, style) + measures.small / 2;
            let style = measures.print(Weight::Regular, INK);
            x = setter.draw(canvas, value, x, self.notes_baseline, style) + measures.small * 3 / 2;
        }
    }
}

fn subtitle_style(measures: &Measures) -> Style {
    Style { weight: Weight::SemiBold, size: measures.small * 13 / 10, tracking: 0, color: INK, share: 256 }
}

fn lines_high(lines: &[String], pitch: i32) -> i32 {
    pitch * i32::try_from(lines.len()).unwrap_or(0)
}

/// Returns the notes that fit on their one line.
fn notes(measures: &Measures, card: &Card, room: i32) -> Vec<(String, String)> {
    if room < 2 * measures.leading() {
        return Vec::new();
    }
    let (strong, plain) = (measures.print(Weight::SemiBold, INK), measures.print(Weight::Regular, INK));
    let mut left = measures.width();
    let mut fitting = Vec::new();
    for (label, value) in &card.notes {
        let label = legible(label, LONGEST_LABEL);
        let label_width = strong.measure(&label) + measures.small / 2;
        let value = plain.fit(&legible(value, LONGEST_LABEL), (left - label_width).min(measures.width() / 2));
        let width = label_width + plain.measure(&value);
        if width > left {
            break;
        }
        left -= width + measures.small * 3 / 2;
        fitting.push((label, value));
    }
    fitting
}

/// Returns the lines of the prompt and their size: the largest size in which all of it fits, or the smallest size with
/// as much as fits.
fn prompt(measures: &Measures, text: &str, column: i32, room: i32) -> (Vec<String>, i32) {
    let style = |size| Style { weight: Weight::SemiBold, size, tracking: 0, color: INK, share: 256 };
    let tallest = (measures.height * 2 / 5).min(room);
    let largest = measures.small * 5 / 2;
    let smallest = measures.small * 5 / 4;
    let limit = |size: i32| (tallest / (size * 6 / 5).max(1)).clamp(0, 9).unsigned_abs() as usize;
    let mut size = largest;
    while size > smallest {
        let (lines, complete) = style(size).wrap(text, column, limit(size).min(4));
        if complete {
            return (lines, size);
        }
        size = (size * 7 / 8).max(smallest);
    }
    (style(smallest).wrap(text, column, limit(smallest)).0, smallest)
}

/// Darkens the head a little and the ground behind the block a lot, so that light letters stand out everywhere.
fn shade(canvas: &mut Canvas, measures: &Measures, top: i32) {
    let fade = measures.small * 7;
    for y in 0..canvas.height() {
        let below = (y - top + fade / 3).clamp(0, fade);
        let above = (measures.margin * 3 - y).clamp(0, measures.margin * 3);
        let share = 176 * below / fade + 70 * above / (measures.margin * 3);
        if share > 0 {
            let row = Area { left: 0, top: y, width: canvas.width(), height: 1 };
            canvas.wash(row, Color(0x06_0810), share.unsigned_abs());
        }
    }
}

fn header(
    canvas: &mut Canvas,
    setter: &mut Typesetter,
    palette: &Palette,
    measures: &Measures,
    baseline: i32,
    card: &Card,
    slate: &Slate,
) {
    let strong = Style { tracking: 12, ..measures.print(Weight::SemiBold, INK) };
    let provider = strong.fit(&legible(&card.provider, LONGEST_LABEL).to_uppercase(), measures.width());
    let mut x = setter.draw(canvas, &provider, measures.left, baseline, strong);
    let plain = measures.print(Weight::Regular, INK);
    let corner_width = plain.measure(&slate.corner);
    let room = measures.right - x - measures.small;
    let corner_fits = corner_width <= room;
    if corner_fits {
        setter.draw(canvas, &slate.corner, measures.right - corner_width, baseline, plain);
    }
    let kind = legible(&card.kind, LONGEST_LABEL);
    let room = room - if corner_fits { corner_width + measures.small } else { 0 };
    if room > measures.small * 3 && !kind.is_empty() {
        x += measures.small / 2;
        let kind = plain.fit(&kind, room);
        setter.draw(canvas, &kind, x, baseline, Style { color: palette.accent, ..plain });
    }
}

fn footer(canvas: &mut Canvas, setter: &mut Typesetter, measures: &Measures, card: &Card, slate: &Slate) {
    let style = measures.print(Weight::Regular, INK);
    let foot_fits = measures.foot_fits(&slate.foot);
    let right = if foot_fits { style.measure(&slate.foot) } else { 0 };
    if foot_fits {
        setter.draw(canvas, &slate.foot, measures.right - right, measures.foot, style);
    }
    let job = legible(&card.job, LONGEST_LABEL);
    let room = measures.width() - if foot_fits { right + measures.small } else { 0 };
    // If there is little room, the seed is kept and the job id is cut.
    let seed = format!("seed {}", card.seed);
    let job_room = room - style.measure(&seed) - 2 * measures.small;
    let mut x = measures.left;
    if job_room > 3 * measures.small && !job.is_empty() {
        x = setter.draw(canvas, &style.fit(&job, job_room), x, measures.foot, style) + measures.small;
    }
    setter.draw(canvas, &style.fit(&seed, room), x, measures.foot, Style { share: 190, ..style });
}

fn watermark(canvas: &mut Canvas, setter: &mut Typesetter, card: &Card, head: i32, block: i32) {
    let Some(text) = &card.watermark else { return };
    let text = legible(text, 40);
    let room = canvas.width() * 4 / 5;
    let style = |size| Style { weight: Weight::SemiBold, size, tracking: 14, color: INK, share: 80 };
    let tallest = ((block - head) / 2).clamp(6, 400);
    let size = (room * 100 / style(100).measure(&text).max(1)).clamp(6, tallest);
    let line = style(size).fit(&text, room);
    let x = (canvas.width() - style(size).measure(&line)) / 2;
    setter.draw(canvas, &line, x, i32::midpoint(head, block) + size / 3, style(size));
}
