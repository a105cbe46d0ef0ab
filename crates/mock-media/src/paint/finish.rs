//! The finish of a scene in its style: everything that makes the same shapes a watercolour, a print or a film still.

mod color;
mod strokes;

use super::canvas::{Area, Canvas, Color};
use super::palette::Chance;
use crate::style::Style;
use color::{brightness, saturated};

/// Finishes a painted scene.
pub(super) fn apply(canvas: &mut Canvas, style: Style, chance: &mut Chance) {
    match style {
        Style::Free
        | Style::ProductHero
        | Style::Lifestyle
        | Style::Minimal
        | Style::Bold
        | Style::Seasonal
        | Style::Modern => {}
        Style::Watercolor => watercolor(canvas, chance),
        Style::Ink => ink(canvas, chance),
        Style::Comic => comic(canvas),
        Style::Anime => anime(canvas),
        Style::Oil => strokes::daubs(canvas, chance),
        Style::Photo => photo(canvas, chance),
        Style::Cinematic => cinematic(canvas),
        Style::Solid => solid(canvas),
        Style::Storybook => storybook(canvas),
        Style::Digital => digital(canvas, chance),
        Style::Line => line(canvas),
        Style::Poster => poster(canvas),
        Style::Pixel => pixels(canvas),
    }
}

fn each(canvas: &mut Canvas, mut change: impl FnMut(Color) -> Color) {
    for y in 0..canvas.height() {
        for pixel in canvas.row_mut(y.unsigned_abs() as usize) {
            *pixel = change(Color(*pixel)).0;
        }
    }
}

/// Returns the strength of the edge to the right of and below each pixel, of 255, row by row.
fn edges(canvas: &Canvas) -> Vec<u8> {
    let reach = (canvas.width().min(canvas.height()).unsigned_abs() as usize / 420).max(1);
    let rows: Vec<&[u32]> = canvas.rows().collect();
    let mut edges = Vec::with_capacity(rows.len() * rows[0].len());
    for (y, row) in rows.iter().enumerate() {
        let below = rows[(y + reach).min(rows.len() - 1)];
        edges.extend(row.iter().enumerate().map(|(x, pixel)| {
            let right = row[(x + reach).min(row.len() - 1)];
            color::distance(*pixel, right).max(color::distance(*pixel, below[x]))
        }));
    }
    edges
}

/// Lays a colour along the edges of a picture. Edges weaker than `least` are left out.
fn outline(canvas: &mut Canvas, edges: &[u8], least: u8, color: Color, share: u32) {
    let width = canvas.width().unsigned_abs() as usize;
    for (y, row) in edges.chunks_exact(width).enumerate() {
        for (pixel, edge) in canvas.row_mut(y).iter_mut().zip(row) {
            if *edge > least {
                let strength = (u32::from(*edge - least) * 6).min(256);
                *pixel = Color(*pixel).mix(color, share * strength / 256).0;
            }
        }
    }
}

/// Darkens a picture towards its corners.
fn vignette(canvas: &mut Canvas, strength: i64) {
    let (width, height) = (i64::from(canvas.width()), i64::from(canvas.height()));
    for y in 0..canvas.height() {
        let down = (2 * i64::from(y) - height) * 256 / height;
        for (x, pixel) in (0..).zip(canvas.row_mut(y.unsigned_abs() as usize)) {
            let across = (2 * x - width) * 256 / width;
            let away = (across * across + down * down) / 512;
            let share = ((away - 40).max(0) * strength / 128).clamp(0, 230);
            *pixel = Color(*pixel).mix(Color(0x05_0608), u32::try_from(share).unwrap_or(0)).0;
        }
    }
}

fn watercolor(canvas: &mut Canvas, chance: &mut Chance) {
    const PAPER: Color = Color(0xfb_f7ec);
    let edges = edges(canvas);
    each(canvas, |color| saturated(color, 300).mix(PAPER, 96));
    strokes::blotches(canvas, chance, PAPER);
    outline(canvas, &edges, 18, Color(0x3a_3040), 110);
    strokes::ragged_border(canvas, chance, PAPER);
}

fn ink(canvas: &mut Canvas, chance: &mut Chance) {
    const PAPER: Color = Color(0xef_e6d0);
    let edges = edges(canvas);
    each(canvas, |color| {
        let dark = 255 - brightness(color);
        PAPER.mix(Color(0x1c_1c20), (dark * dark / 300).min(220))
    });
    outline(canvas, &edges, 14, Color(0x14_1416), 230);
    strokes::blotches(canvas, chance, PAPER);
    strokes::ragged_border(canvas, chance, PAPER);
    let side = canvas.width().min(canvas.height()) / 16;
    let (left, top) = (canvas.width() * 9 / 100, canvas.height() * 14 / 100);
    canvas.wash(Area { left, top, width: side, height: side }, Color(0xb8_2e26), 256);
    for bar in [2, 5, 8] {
        let area = Area {
            left: left + side * bar / 12,
            top: top + side / 6,
            width: side / 10,
            height: side * 2 / 3,
        };
        canvas.wash(area, PAPER, 230);
    }
}

fn comic(canvas: &mut Canvas) {
    let edges = edges(canvas);
    let dot = (canvas.width().min(canvas.height()) / 90).max(4);
    let levels = |value: u32| (value / 43 * 50).min(250);
    for y in 0..canvas.height() {
        for (x, pixel) in (0..).zip(canvas.row_mut(y.unsigned_abs() as usize)) {
            let color = saturated(Color(*pixel), 400);
            let bright = i32::try_from(brightness(color)).unwrap_or(0);
            let [_, red, green, blue] = color.0.to_be_bytes().map(u32::from);
            let flat = Color(levels(red) << 16 | levels(green) << 8 | levels(blue));
            // Dots in two turned rows are larger where the picture is darker.
            let (across, down) = ((x + y).rem_euclid(dot) - dot / 2, (x - y).rem_euclid(dot) - dot / 2);
            let radius = dot * (215 - bright).max(0) / 420;
            let is_dot = across * across + down * down < radius * radius;
            *pixel = if is_dot { flat.mix(Color(0x20_1830), 90).0 } else { flat.mix(Color(0xff_fbe8), 26).0 };
        }
    }
    outline(canvas, &edges, 10, Color(0x0c_0a10), 256);
}

fn anime(canvas: &mut Canvas) {
    let edges = edges(canvas);
    let height = canvas.height();
    each(canvas, |color| saturated(color, 410).mix(Color(0xff_f0f6), 22));
    for y in 0..height * 3 / 5 {
        // A glow from below, as of a bright sky.
        let share = (60 * y / height).unsigned_abs();
        canvas.wash(Area { left: 0, top: y, width: canvas.width(), height: 1 }, Color(0xff_c8e8), share);
    }
    strokes::sparkles(canvas);
    outline(canvas, &edges, 20, Color(0x2a_1c48), 220);
}

fn photo(canvas: &mut Canvas, chance: &mut Chance) {
    strokes::soften(canvas);
    strokes::soften(canvas);
    each(canvas, |color| saturated(color, 190));
    vignette(canvas, 110);
    each(canvas, |color| {
        let grain = chance.between(-13, 13);
        color::brightened(color, grain)
    });
}

fn cinematic(canvas: &mut Canvas) {
    each(canvas, |color| {
        let bright = brightness(color);
        let graded = Color(0x06_3a4c).mix(Color(0xff_c890), bright);
        color.mix(graded, 110)
    });
    vignette(canvas, 90);
    let bar = canvas.height() * 9 / 100;
    for top in [0, canvas.height() - bar] {
        canvas.wash(Area { left: 0, top, width: canvas.width(), height: bar }, Color(0x00_0000), 256);
    }
}

fn solid(canvas: &mut Canvas) {
    let reach = (canvas.width().min(canvas.height()) / 64).max(1).unsigned_abs() as usize;
    let before = canvas.clone();
    let rows: Vec<&[u32]> = before.rows().collect();
    for (y, row) in rows.iter().enumerate() {
        let (above, below) = (rows[y.saturating_sub(reach)], rows[(y + reach).min(rows.len() - 1)]);
        for (x, pixel) in canvas.row_mut(y).iter_mut().enumerate() {
            let (left, right) = (x.saturating_sub(reach), (x + reach).min(row.len() - 1));
            // Light comes from the upper left: a shape is lit where it begins and dark where it ends.
            if color::distance(row[x], above[left]) > 24 {
                *pixel = Color(*pixel).mix(Color(0xff_ffff), 120).0;
            } else if color::distance(row[x], below[right]) > 24 {
                *pixel = Color(*pixel).mix(Color(0x10_0c20), 110).0;
            }
        }
    }
    (0..4).for_each(|_| strokes::soften(canvas));
    let (width, height) = (canvas.width(), canvas.height());
    for y in 0..height {
        let share = (90 * (height - y) / height).unsigned_abs();
        canvas.wash(Area { left: 0, top: y, width, height: 1 }, Color(0xff_e8d8), share);
    }
}

fn storybook(canvas: &mut Canvas) {
    let edges = edges(canvas);
    each(canvas, |color| saturated(color, 330).mix(Color(0xff_f0c0), 58));
    outline(canvas, &edges, 26, Color(0x5a_4030), 120);
}

fn digital(canvas: &mut Canvas, chance: &mut Chance) {
    each(canvas, |color| {
        let bright = brightness(color);
        saturated(color, 360).mix(Color(0x2a_1060).mix(Color(0x7a_f0ff), bright), 84)
    });
    strokes::slanting(canvas, chance);
    vignette(canvas, 60);
}

fn line(canvas: &mut Canvas) {
    const PAPER: Color = Color(0xf7_f5f0);
    let edges = edges(canvas);
    let pitch = (canvas.width().min(canvas.height()) / 130).max(4);
    for y in 0..canvas.height() {
        for (x, pixel) in (0..).zip(canvas.row_mut(y.unsigned_abs() as usize)) {
            let dark = 255 - brightness(Color(*pixel));
            let hatched =
                dark > 120 && (x + y).rem_euclid(pitch) == 0 || dark > 190 && (x - y).rem_euclid(pitch) == 0;
            *pixel = if hatched { 0x9a_98a0 } else { PAPER.0 };
        }
    }
    outline(canvas, &edges, 10, Color(0x1c_1c24), 256);
}

fn poster(canvas: &mut Canvas) {
    const INKS: [u32; 5] = [0x14_2438, 0x1f_5f6b, 0xd8_4a36, 0xf2_a24a, 0xf6_e8c8];
    let edges = edges(canvas);
    each(canvas, |color| Color(INKS[(brightness(color).min(254) * 5 / 255) as usize]));
    outline(canvas, &edges, 40, Color(INKS[0]), 200);
    let (width, height) = (canvas.width(), canvas.height());
    let frame = width.min(height) / 34;
    for area in [
        Area { left: 0, top: 0, width, height: frame },
        Area { left: 0, top: height - frame, width, height: frame },
        Area { left: 0, top: 0, width: frame, height },
        Area { left: width - frame, top: 0, width: frame, height },
    ] {
        canvas.wash(area, Color(INKS[4]), 256);
    }
}

fn pixels(canvas: &mut Canvas) {
    let side = (canvas.width().min(canvas.height()) / 84).max(2);
    for top in (0..canvas.height()).step_by(side.unsigned_abs() as usize) {
        for left in (0..canvas.width()).step_by(side.unsigned_abs() as usize) {
            let middle = canvas.row((top + side / 2).min(canvas.height() - 1).unsigned_abs() as usize)
                [(left + side / 2).min(canvas.width() - 1).unsigned_abs() as usize];
            let levels = (saturated(Color(middle), 340).0 & 0xe0_e0e0) | 0x10_1010;
            canvas.wash(Area { left, top, width: side, height: side }, Color(levels), 256);
        }
    }
}
