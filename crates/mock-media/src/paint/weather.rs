//! The weather over a scene.

use super::brush::{Brush, oval};
use super::canvas::{Area, Canvas, Color};
use super::palette::{Chance, Palette};
use super::vocabulary::{Season, Weather};

const WHITE: Color = Color(0xff_ffff);

/// Paints the part of the weather that is behind all things.
pub(super) fn behind(canvas: &mut Canvas, weather: Weather, palette: &Palette, chance: &mut Chance) {
    match weather {
        Weather::Clouds => clouds(canvas, palette.horizon.mix(WHITE, 150), chance, 5),
        Weather::Snowfall => clouds(canvas, palette.horizon.mix(WHITE, 90), chance, 4),
        Weather::Rain => clouds(canvas, palette.zenith.mix(Color(0x2a_323c), 90), chance, 7),
        Weather::Storm => {
            clouds(canvas, palette.zenith.mix(Color(0x12_1820), 120), chance, 9);
            lightning(canvas, chance);
        }
        Weather::Rainbow => rainbow(canvas),
        Weather::Aurora => aurora(canvas, chance),
        Weather::Fog => {}
    }
}

/// Paints the part of the weather that is before all things. `foot` is the height of the ground that things stand on.
pub(super) fn before(canvas: &mut Canvas, weather: Weather, foot: i32, chance: &mut Chance) {
    match weather {
        Weather::Rain => streaks(canvas, chance, 220),
        Weather::Storm => streaks(canvas, chance, 300),
        Weather::Snowfall => flakes(canvas, WHITE, chance, 170),
        Weather::Fog => {
            let height = canvas.height() / 14;
            for (index, above) in (0..).zip([9, 6, 4, 2, 0]) {
                let top = foot - height * above / 2 - height;
                let area = Area { left: 0, top, width: canvas.width(), height: height + 3 * index };
                canvas.wash(area, Color(0xe4_e8ea), 74);
            }
        }
        Weather::Clouds | Weather::Rainbow | Weather::Aurora => {}
    }
}

/// Paints what falls in a season: blossoms, leaves or snow.
pub(super) fn drifting(canvas: &mut Canvas, season: Season, chance: &mut Chance) {
    match season {
        Season::Spring => flakes(canvas, Color(0xf4_b6ca), chance, 60),
        Season::Autumn => flakes(canvas, Color(0xe0_8a34), chance, 60),
        Season::Winter => flakes(canvas, WHITE, chance, 110),
        Season::Summer => flakes(canvas, Color(0xff_e38a), chance, 40),
    }
}

/// Paints clouds of round puffs on flat bottoms.
pub(super) fn clouds(canvas: &mut Canvas, color: Color, chance: &mut Chance, count: i32) {
    let (width, height) = (canvas.width(), canvas.height());
    let shorter = width.min(height);
    for _ in 0..count {
        let size = (shorter * chance.between(14, 30) / 100).max(4);
        let at = (width * chance.between(0, 100) / 100, height * chance.between(6, 32) / 100);
        let mut brush = Brush::new(canvas, at, size);
        for (x, y, across, down) in [
            (-420, 0, 330, 130),
            (420, 10, 330, 120),
            (-150, -110, 300, 210),
            (190, -70, 260, 180),
            (0, 30, 620, 100),
        ] {
            let mask = brush.mask(&oval((x, y), (across, down)));
            brush.lay(&mask, color, 226);
        }
    }
}

fn streaks(canvas: &mut Canvas, chance: &mut Chance, count: i32) {
    let (width, height) = (canvas.width(), canvas.height());
    let long = (height / 22).max(3);
    let thick = (width.min(height) / 500).max(1);
    for _ in 0..count {
        let (x, y) = (chance.between(0, width + long), chance.between(-long, height));
        let share = chance.between(50, 120).unsigned_abs();
        for down in 0..long {
            canvas.wash(
                Area { left: x - down / 4, top: y + down, width: thick, height: 1 },
                Color(0xd6_e4f0),
                share,
            );
        }
    }
}

fn flakes(canvas: &mut Canvas, color: Color, chance: &mut Chance, count: i32) {
    let (width, height) = (canvas.width(), canvas.height());
    for _ in 0..count {
        let at = (chance.between(0, width), chance.between(0, height));
        let size = (width.min(height) * chance.between(4, 13) / 1000).max(1);
        let mut brush = Brush::new(canvas, at, size);
        brush.fill_oval((0, 0), (600, 520), color, chance.between(130, 240).unsigned_abs());
    }
}

fn lightning(canvas: &mut Canvas, chance: &mut Chance) {
    let at = (canvas.width() * chance.between(20, 75) / 100, canvas.height() * 8 / 100);
    let mut brush = Brush::new(canvas, at, canvas.height() * 42 / 100);
    let bolt =
        [(0, 0), (-90, 380), (30, 360), (-110, 760), (0, 700), (-70, 1000), (130, 560), (30, 580), (130, 0)];
    let mask = brush.sharp_mask(&bolt);
    brush.lay(&mask, Color(0xff_f2b8), 256);
}

fn rainbow(canvas: &mut Canvas) {
    const COLORS: [u32; 7] = [0xe8_4a3f, 0xf0_8a34, 0xf4_d03f, 0x5f_b85a, 0x3f_8fd0, 0x4a_5ac0, 0x8a_4fb0];
    let (width, height) = (canvas.width(), canvas.height());
    let band = (width.min(height) / 50).max(1);
    let outer = width * 46 / 100;
    let (x, y) = (width / 2, height * 62 / 100);
    for row in 0..y.min(height) {
        let up = y - row;
        for column in 0..width {
            let run = column - x;
            let away = (run * run + up * up).isqrt();
            let index = (outer - away).div_euclid(band);
            if let Some(color) = usize::try_from(index).ok().and_then(|index| COLORS.get(index)) {
                canvas.dot(column, row, Color(*color), 120);
            }
        }
    }
}

fn aurora(canvas: &mut Canvas, chance: &mut Chance) {
    let (width, height) = (canvas.width(), canvas.height());
    for color in [0x4a_f0a0, 0x58_d8c8, 0x9a_6ae0] {
        let mut top = height * chance.between(8, 22) / 100;
        let mut goal = top;
        for x in 0..width {
            if x % (width / 9).max(1) == 0 {
                goal = height * chance.between(6, 26) / 100;
            }
            top += (goal - top).signum() * i32::from(x % 2 == 0);
            let long = height * 22 / 100;
            for down in 0..long {
                let share = (96 * (long - down) / long).unsigned_abs();
                canvas.dot(x, top + down, Color(color), share);
            }
        }
    }
}
