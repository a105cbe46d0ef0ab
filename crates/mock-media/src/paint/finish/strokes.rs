//! Marks of brush, paper and lens.

use super::super::brush::{Brush, oval};
use super::super::canvas::{Area, Canvas, Color};
use super::super::palette::Chance;
use super::color::brightened;

/// Repaints a picture in short strokes of a brush.
pub(super) fn daubs(canvas: &mut Canvas, chance: &mut Chance) {
    let before = canvas.clone();
    let (width, height) = (canvas.width(), canvas.height());
    let long = (width.min(height) / 42).max(4);
    let thick = (long / 3).max(2);
    for top in (-thick..height).step_by(thick.unsigned_abs() as usize) {
        for left in (-long..width).step_by((long * 2 / 3).unsigned_abs() as usize) {
            let (x, y) = (left + chance.between(0, long), top + chance.between(-thick, thick));
            let at = (y + thick / 2).clamp(0, height - 1).unsigned_abs() as usize;
            let color = before.row(at)[(x + long / 2).clamp(0, width - 1).unsigned_abs() as usize];
            let color = brightened(Color(color), chance.between(-16, 16));
            let slope = chance.between(-1, 2);
            for part in 0..3 {
                let area = Area {
                    left: x + part * long / 3,
                    top: y + slope * part * thick / 4,
                    width: long / 3 + 1,
                    height: thick,
                };
                canvas.wash(area, color, 236);
            }
            let ridge = Area { left: x, top: y, width: long, height: (thick / 6).max(1) };
            canvas.wash(ridge, Color(0xff_ffff), 34);
        }
    }
}

/// Lays slanting strokes of light and shade over a picture.
pub(super) fn slanting(canvas: &mut Canvas, chance: &mut Chance) {
    let (width, height) = (canvas.width(), canvas.height());
    let shorter = width.min(height);
    for _ in 0..150 {
        let at = (chance.between(0, width), chance.between(0, height));
        let mut brush = Brush::new(canvas, at, shorter * chance.between(6, 22) / 100);
        let stroke = brush.sharp_mask(&[(-500, 300), (460, -320), (500, -280), (-440, 340)]);
        let light = chance.pick(&[0xb8_f4ff, 0xff_b8f0, 0x14_0830]);
        brush.lay(&stroke, Color(light), 54);
    }
}

/// Lays large soft spots of paper over a picture.
pub(super) fn blotches(canvas: &mut Canvas, chance: &mut Chance, paper: Color) {
    let (width, height) = (canvas.width(), canvas.height());
    let shorter = width.min(height);
    for _ in 0..46 {
        let at = (chance.between(0, width), chance.between(0, height));
        let size = shorter * chance.between(8, 26) / 100;
        let mut brush = Brush::new(canvas, at, size);
        let spot = brush.mask(&oval((0, 0), (500, chance.between(240, 420))));
        let (color, share) = if chance.between(0, 2) == 0 { (Color(0x30_3858), 14) } else { (paper, 34) };
        brush.lay(&spot, color, share);
    }
}

/// Leaves an uneven border of paper around a picture.
pub(super) fn ragged_border(canvas: &mut Canvas, chance: &mut Chance, paper: Color) {
    let (width, height) = (canvas.width(), canvas.height());
    let deep = width.min(height) / 30;
    let step = (deep / 2).max(1);
    for left in (0..width).step_by(step.unsigned_abs() as usize) {
        let (top, foot) =
            (deep + chance.between(-deep / 3, deep / 3), deep + chance.between(-deep / 3, deep / 3));
        canvas.wash(Area { left, top: 0, width: step, height: top }, paper, 256);
        canvas.wash(Area { left, top: height - foot, width: step, height: foot }, paper, 256);
    }
    for top in (0..height).step_by(step.unsigned_abs() as usize) {
        let (left, right) =
            (deep + chance.between(-deep / 3, deep / 3), deep + chance.between(-deep / 3, deep / 3));
        canvas.wash(Area { left: 0, top, width: left, height: step }, paper, 256);
        canvas.wash(Area { left: width - right, top, width: right, height: step }, paper, 256);
    }
}

/// Puts crossed sparkles into the upper half of a picture.
pub(super) fn sparkles(canvas: &mut Canvas) {
    let (width, height) = (canvas.width(), canvas.height());
    let size = width.min(height) / 22;
    for (x, y) in [(12, 18), (88, 30), (70, 12), (30, 34), (94, 52)] {
        let mut brush = Brush::new(canvas, (width * x / 100, height * y / 100), size);
        let star = brush.sharp_mask(&[
            (0, -500),
            (70, -70),
            (500, 0),
            (70, 70),
            (0, 500),
            (-70, 70),
            (-500, 0),
            (-70, -70),
        ]);
        brush.lay(&star, Color(0xff_ffff), 210);
    }
}

/// Blurs a picture a little.
pub(super) fn soften(canvas: &mut Canvas) {
    let before = canvas.clone();
    let rows: Vec<&[u32]> = before.rows().collect();
    for (y, row) in rows.iter().enumerate() {
        let (above, below) = (rows[y.saturating_sub(1)], rows[(y + 1).min(rows.len() - 1)]);
        for (x, pixel) in canvas.row_mut(y).iter_mut().enumerate() {
            let (left, right) = (row[x.saturating_sub(1)], row[(x + 1).min(row.len() - 1)]);
            let around =
                Color(left).mix(Color(right), 128).mix(Color(above[x]).mix(Color(below[x]), 128), 128);
            *pixel = Color(row[x]).mix(around, 170).0;
        }
    }
}
