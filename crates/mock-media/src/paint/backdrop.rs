//! Everything behind the things and people of a scene.

use super::brush::Brush;
use super::canvas::{Area, Canvas, Color, tint};
use super::landscape::{self, Motif};
use super::palette::{Chance, Palette, blend};
use super::scenery::Scenery;
use super::vocabulary::{Hour, Place, Weather};
use super::weather;
use crate::style::Style;

/// Paints the background of a scene.
pub(super) fn paint(canvas: &mut Canvas, scenery: &Scenery, palette: &Palette, chance: &mut Chance) {
    match (scenery.style, scenery.place()) {
        (Style::ProductHero, _) => cone_of_light(canvas, chance),
        (Style::Minimal, _) => plain(canvas, chance),
        (Style::Bold, _) => rays(canvas, chance),
        (Style::Modern, _) => shapes(canvas, chance),
        (Style::Lifestyle, None | Some(Place::Table)) | (_, Some(Place::Room)) => {
            room(canvas, scenery, palette, chance);
        }
        (_, Some(Place::Table)) if scenery.style != Style::Seasonal => table(canvas, scenery, chance),
        (_, Some(Place::Space)) => space(canvas, chance),
        (_, Some(Place::Underwater)) => underwater(canvas, palette, chance),
        _ => outdoors(canvas, scenery, palette, chance),
    }
}

fn outdoors(canvas: &mut Canvas, scenery: &Scenery, palette: &Palette, chance: &mut Chance) {
    let motif = match scenery.place() {
        Some(Place::Mountains) => Some(Motif::Alps),
        Some(Place::City) => Some(Motif::Towers),
        Some(Place::Sea | Place::Beach | Place::Lake) => Some(Motif::Sea),
        Some(Place::Forest) => Some(Motif::Forest),
        Some(Place::Desert) => Some(Motif::Dunes),
        Some(Place::Field | Place::Garden) => Some(Motif::Plain),
        _ if scenery.is_open() => None,
        _ => Some(Motif::Hills),
    };
    let is_clear = !matches!(
        scenery.weather,
        Some(Weather::Storm | Weather::Rain | Weather::Fog | Weather::Snowfall | Weather::Clouds)
    );
    landscape::paint(canvas, palette, motif, is_clear, chance);
    if let Some(weather) = scenery.weather {
        weather::behind(canvas, weather, palette, chance);
    }
    if scenery.style == Style::Storybook {
        weather::clouds(canvas, Color(0xff_fcf4), chance, 5);
    }
}

/// Paints one row after another in a colour from top to bottom.
fn gradient(canvas: &mut Canvas, top: u32, foot: u32) {
    let height = canvas.height();
    for y in 0..height {
        let share = (256 * y / height.max(1)).unsigned_abs();
        canvas.row_mut(y.unsigned_abs() as usize).fill(blend(top, foot, share));
    }
}

fn table(canvas: &mut Canvas, scenery: &Scenery, chance: &mut Chance) {
    let (wall, board) = chance.pick(&[
        (0xd8_c3a5, 0x8e_6c4e),
        (0xb9_cdd3, 0x6a_7f88),
        (0xcf_b8c0, 0x7d_5a66),
        (0xc3_cfb4, 0x6f_7a54),
        (0xd9_cf9f, 0x95_7a45),
    ]);
    let night = if scenery.hour == Some(Hour::Night) { 150 } else { 0 };
    let dim = |color| blend(color, 0x10_1428, night);
    gradient(canvas, dim(blend(wall, 0xff_ffff, 60)), dim(wall));
    let (width, height) = (canvas.width(), canvas.height());
    let edge = height * 56 / 100;
    for y in edge..height {
        let share = (150 * (y - edge) / (height - edge).max(1)).unsigned_abs();
        canvas.row_mut(y.unsigned_abs() as usize).fill(dim(blend(board, 0x20_140c, share)));
    }
    canvas.wash(Area { left: 0, top: edge, width, height: (height / 160).max(1) }, Color(0xff_ffff), 60);
}

fn room(canvas: &mut Canvas, scenery: &Scenery, palette: &Palette, chance: &mut Chance) {
    let (wall, floor) =
        chance.pick(&[(0xe3_d3ba, 0x9a_7148), (0xc7_d3cc, 0x7f_6a55), (0xe0_c8c0, 0x86_5f4c)]);
    let night = if scenery.hour == Some(Hour::Night) { 120 } else { 0 };
    let dim = |color| blend(color, 0x18_1430, night);
    gradient(canvas, dim(wall), dim(blend(wall, 0x8a_7a6a, 40)));
    let (width, height) = (canvas.width(), canvas.height());
    let edge = height * 58 / 100;
    for y in edge..height {
        let share = (110 * (y - edge) / (height - edge).max(1)).unsigned_abs();
        canvas.row_mut(y.unsigned_abs() as usize).fill(dim(blend(floor, 0x1c_1008, share)));
    }
    canvas.wash(Area { left: 0, top: edge - height / 60, width, height: height / 60 }, Color(0xf6_f0e6), 150);
    let (wide, tall) = (width * 24 / 100, height * 30 / 100);
    let (left, top) = (width * chance.between(8, 14) / 100, height * 16 / 100);
    let frame = (width.min(height) / 70).max(1);
    let around =
        Area { left: left - frame, top: top - frame, width: wide + 2 * frame, height: tall + 2 * frame };
    canvas.wash(around, Color(0xf6_f0e6), 256);
    for y in top..top + tall {
        let share = (256 * (y - top) / tall.max(1)).unsigned_abs();
        canvas.wash(
            Area { left, top: y, width: wide, height: 1 },
            palette.zenith.mix(palette.horizon, share),
            256,
        );
    }
    canvas.wash(
        Area { left: left + wide / 2 - frame / 2, top, width: frame, height: tall },
        Color(0xf6_f0e6),
        256,
    );
    canvas.wash(Area { left, top: top + tall / 2, width: wide, height: frame }, Color(0xf6_f0e6), 256);
    // A picture on the wall.
    let (left, wide) = (width * 78 / 100, width * 13 / 100);
    canvas.wash(Area { left, top: height * 18 / 100, width: wide, height: tall / 2 }, Color(0x5b_4030), 256);
    canvas.wash(
        Area {
            left: left + frame,
            top: height * 18 / 100 + frame,
            width: wide - 2 * frame,
            height: tall / 2 - 2 * frame,
        },
        palette.near,
        256,
    );
}

fn space(canvas: &mut Canvas, chance: &mut Chance) {
    let (top, foot, glow) = chance.pick(&[
        (0x05_0716, 0x1b_1640, 0x7a_4fc0),
        (0x04_0a1a, 0x0e_2a44, 0x3f_8fc0),
        (0x0a_0514, 0x34_1238, 0xc0_4f8a),
    ]);
    gradient(canvas, top, foot);
    let (width, height) = (canvas.width(), canvas.height());
    let shorter = width.min(height);
    for _ in 0..5 {
        let at = (width * chance.between(0, 100) / 100, height * chance.between(5, 70) / 100);
        let mut brush = Brush::new(canvas, at, shorter * chance.between(20, 46) / 100);
        brush.fill_oval((0, 0), (800, 420), Color(glow), 22);
    }
    for _ in 0..160 {
        let size = if chance.between(0, 7) == 0 { shorter / 240 } else { shorter / 480 }.max(1);
        let area = Area {
            left: chance.between(0, width),
            top: chance.between(0, height),
            width: size,
            height: size,
        };
        canvas.wash(area, Color(0xff_ffff), chance.between(80, 250).unsigned_abs());
    }
    let mut brush =
        Brush::new(canvas, (width * chance.between(72, 84) / 100, height * 20 / 100), shorter * 20 / 100);
    brush.fill_oval((0, 0), (500, 500), Color(0xc9_9a6a), 256);
    brush.fill_oval((90, 60), (400, 420), Color(0x20_1020), 60);
}

fn underwater(canvas: &mut Canvas, palette: &Palette, chance: &mut Chance) {
    gradient(canvas, 0x2f_a8c4, 0x06_2a4a);
    let (width, height) = (canvas.width(), canvas.height());
    for _ in 0..5 {
        let from = width * chance.between(0, 100) / 100;
        let mut brush = Brush::new(canvas, (from, 0), height);
        let beam = brush.sharp_mask(&[(-30, 0), (40, 0), (160, 700), (-90, 700)]);
        brush.lay(&beam, Color(0xd0_f4f4), 26);
    }
    for (index, color) in (0..).zip([0x1a_6078, 0x10_4560, 0x0a_3048]) {
        let mut brush = Brush::new(canvas, (width / 2, height * (74 + 7 * index) / 100), width);
        let rise = |chance: &mut Chance| -chance.between(10, 90);
        let bed = [
            (-700, 600),
            (-520, rise(chance)),
            (-250, rise(chance)),
            (0, rise(chance)),
            (260, rise(chance)),
            (520, rise(chance)),
            (700, 600),
        ];
        let mask = brush.mask(&bed);
        brush.lay(&mask, Color(color), 256);
    }
    for _ in 0..8 {
        let at = (width * chance.between(4, 96) / 100, height * chance.between(78, 92) / 100);
        let mut brush = Brush::new(canvas, at, width.min(height) * chance.between(8, 16) / 100);
        let color = Color(chance.pick(&[0xe0_6a5a, 0xe8_a04a, 0xb0_5aa0, 0x5a_b08a]));
        for (x, top) in [(-240, -600), (0, -900), (240, -640)] {
            let branch =
                brush.mask(&super::brush::limb(&[((0, 0), 90), ((x / 2, top / 2), 70), ((x, top), 50)]));
            brush.lay(&branch, color.mix(palette.near, 60), 256);
        }
    }
    for _ in 0..26 {
        let at = (width * chance.between(0, 100) / 100, height * chance.between(5, 75) / 100);
        let mut brush = Brush::new(canvas, at, (width.min(height) * chance.between(6, 20) / 1000).max(2));
        brush.fill_oval((0, 0), (500, 500), Color(0xd8_f6f8), 110);
    }
}

fn cone_of_light(canvas: &mut Canvas, chance: &mut Chance) {
    let (dark, light) = chance.pick(&[
        (0x14_2030, 0x3f_6f98),
        (0x2a_1020, 0x98_3f5f),
        (0x10_2420, 0x3f_8a70),
        (0x26_1a10, 0xa8_7438),
        (0x1c_1434, 0x6a_4fa8),
    ]);
    gradient(canvas, dark, blend(dark, 0x00_0000, 90));
    let (width, height) = (canvas.width(), canvas.height());
    let shorter = width.min(height);
    let foot = height * 64 / 100;
    for (index, share) in (0..).zip([26, 34, 44]) {
        let mut brush = Brush::new(canvas, (width / 2, 0), foot);
        let half = 620 - 130 * index;
        let cone = brush.sharp_mask(&[(-60, 0), (60, 0), (half, 1000), (-half, 1000)]);
        brush.lay(&cone, Color(light), share);
    }
    let mut brush = Brush::new(canvas, (width / 2, foot), shorter);
    let drum = brush.sharp_mask(&[(-330, 0), (330, 0), (330, 130), (-330, 130)]);
    brush.lay(&drum, Color(blend(light, 0x10_1018, 110)), 256);
    brush.fill_oval((0, 130), (330, 70), Color(blend(light, 0x10_1018, 110)), 256);
    brush.fill_oval((0, 0), (330, 76), Color(blend(light, 0xff_ffff, 60)), 256);
    brush.fill_oval((0, -4), (280, 58), Color(blend(light, 0xff_ffff, 110)), 256);
}

fn plain(canvas: &mut Canvas, chance: &mut Chance) {
    let ground = chance.pick(&[0xf4_efe6, 0xe9_eef0, 0xf2_e9e4, 0xec_efe4]);
    canvas.wash(Area { left: 0, top: 0, width: canvas.width(), height: canvas.height() }, Color(ground), 256);
    let at = (canvas.width() / 2, canvas.height() * 44 / 100);
    let shorter = canvas.width().min(canvas.height());
    let mut brush = Brush::new(canvas, at, shorter);
    brush.fill_oval((0, 0), (250, 250), Color(blend(ground, 0xb8_a890, 60)), 256);
}

/// Sixteen places around a middle, every second gap between them filled.
const AROUND: [(i32, i32); 16] = [
    (1000, 0),
    (924, 383),
    (707, 707),
    (383, 924),
    (0, 1000),
    (-383, 924),
    (-707, 707),
    (-924, 383),
    (-1000, 0),
    (-924, -383),
    (-707, -707),
    (-383, -924),
    (0, -1000),
    (383, -924),
    (707, -707),
    (924, -383),
];

fn rays(canvas: &mut Canvas, chance: &mut Chance) {
    let (one, other, disc) = chance.pick(&[
        (0xf2_3d4f, 0xff_c22e, 0xff_f3d0),
        (0x2f_4fd8, 0x22_d0c0, 0xf4_ff_d8 & 0xff_ffff),
        (0xff_6a2a, 0xf0_2a8a, 0xff_f0d8),
        (0x6a_2ad8, 0xff_5a9a, 0xff_f0e8),
    ]);
    let (width, height) = (canvas.width(), canvas.height());
    canvas.wash(Area { left: 0, top: 0, width, height }, Color(one), 256);
    let at = (width / 2, height * 44 / 100);
    let mut brush = Brush::new(canvas, at, width.max(height));
    for pair in AROUND.chunks_exact(2) {
        let ray = brush.sharp_mask(&[(0, 0), pair[0], pair[1]]);
        brush.lay(&ray, Color(other), 256);
    }
    let shorter = width.min(height);
    let mut brush = Brush::new(canvas, at, shorter);
    brush.fill_oval((0, 0), (300, 300), Color(disc), 256);
}

fn shapes(canvas: &mut Canvas, chance: &mut Chance) {
    let [ground, one, two, three] = chance.pick(&[
        [0xee_ebe4, 0x2f_4858, 0xf2_6b4e, 0xf4_c95d],
        [0xe4_ecee, 0x33_3a73, 0x58_a4b0, 0xf0_8a7a],
        [0xf0_e6e2, 0x4a_2545, 0xe0_568a, 0x7a_c7b8],
    ]);
    let (width, height) = (canvas.width(), canvas.height());
    let shorter = width.min(height);
    canvas.row_mut(0).fill(ground);
    canvas.wash(Area { left: 0, top: 0, width, height }, Color(ground), 256);
    canvas.wash(Area { left: width * 56 / 100, top: 0, width, height }, Color(one), 256);
    let mut brush = Brush::new(canvas, (width * 56 / 100, height * 40 / 100), shorter);
    brush.fill_oval((0, 0), (330, 330), Color(two), 256);
    let mut brush = Brush::new(canvas, (width * 16 / 100, height * 20 / 100), shorter);
    brush.fill_oval((0, 0), (90, 90), Color(three), 256);
    let mut brush = Brush::new(canvas, (width * 86 / 100, height * 52 / 100), shorter);
    let corner = brush.sharp_mask(&[(-160, 120), (0, -170), (160, 120)]);
    brush.lay(&corner, Color(three), 256);
    for line in 0..6 {
        let top = height * 12 / 100 + line * shorter / 50;
        tint(
            &mut canvas.row_mut(top.unsigned_abs() as usize)
                [(width * 70 / 100).unsigned_abs() as usize..(width * 92 / 100).unsigned_abs() as usize],
            Color(ground),
            200,
        );
    }
}
