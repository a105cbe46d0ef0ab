//! The landscape behind the words: a sky, a sun, and ridges of land in front of one another.
//!
//! It is painted row by row. Apart from edges, every row of sky or land has one colour: that is quick to paint and
//! costs next to nothing in a PNG file or a film.

use super::canvas::{Area, Canvas, Color, tint};
use super::palette::{Chance, Palette};

/// A stretch of land: everything below its crest.
struct Ridge {
    /// The top of the land in each column, in 1/256 pixel from the top of the picture.
    crest: Vec<i32>,
    /// The first row that the land touches, and the first that it fills.
    rows: (i32, i32),
    /// The colours at the top of the land and at the foot of the picture.
    colors: (Color, Color),
}

/// A round, flat disc of light.
struct Disc {
    x: i32,
    y: i32,
    radius: i32,
    share: u32,
}

/// A kind of land.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Motif {
    Hills,
    Peaks,
    City,
    Sea,
    Plain,
    Dunes,
    Forest,
    Alps,
    Towers,
}

/// Paints a landscape over a whole canvas, of a random kind if none is given. The same seed gives the same landscape at every
/// size, give or take pixels. `is_clear` shows the sun or the moon.
pub(super) fn paint(
    canvas: &mut Canvas,
    palette: &Palette,
    motif: Option<Motif>,
    is_clear: bool,
    chance: &mut Chance,
) {
    let (width, height) = (canvas.width(), canvas.height());
    let motif = motif.unwrap_or_else(|| chance.pick(&[Motif::Hills, Motif::Peaks, Motif::City, Motif::Sea]));
    let shorter = width.min(height);
    let horizon = height * chance.between(48, 55) / 100;
    let lift = match motif {
        Motif::Sea => shorter * chance.between(0, 10) / 100,
        _ => shorter * chance.between(12, 26) / 100,
    };
    let sun = Disc {
        x: width * chance.between(54, 82) / 100,
        y: horizon - lift,
        radius: (shorter * chance.between(9, 14) / 100).max(2),
        share: 256,
    };
    let glow = |radius, share| Disc { x: sun.x, y: sun.y, radius: sun.radius * radius / 8, share };
    let discs = [glow(20, 26), glow(13, 40), glow(8, 256)];
    let discs = if is_clear { &discs[..] } else { &[] };
    let ridges = land(motif, palette, chance, (width, height), horizon);

    for y in 0..height {
        let ground = ridges.iter().rposition(|ridge| ridge.rows.1 <= y);
        let row = canvas.row_mut(y.unsigned_abs() as usize);
        match ground {
            Some(ground) => row.fill(ridges[ground].color(y, height).0),
            None => {
                row.fill(sky(palette, y, horizon).0);
                for disc in discs {
                    disc.paint(row, y, palette.sun);
                }
            }
        }
        let nearer = ground.map_or(0, |ground| ground + 1);
        ridges[nearer..].iter().for_each(|ridge| ridge.paint(row, y, height));
    }

    let land_from = ridges.iter().map(|ridge| ridge.rows.0).min().unwrap_or(horizon);
    if palette.starry && is_clear {
        stars(canvas, chance, land_from);
    }
    match motif {
        Motif::City | Motif::Towers => windows(canvas, palette, chance, &ridges),
        Motif::Alps => snow_caps(canvas, chance, &ridges),
        Motif::Sea => glitter(canvas, palette, chance, &ridges, &sun),
        _ => {}
    }
}

fn sky(palette: &Palette, y: i32, horizon: i32) -> Color {
    let part = (256 * y / horizon.max(1)).clamp(0, 256).unsigned_abs();
    palette.zenith.mix(palette.horizon, part.midpoint(part * part / 256))
}

/// Returns the ridges of a motif, the farthest first. The nearest one fills the foot of the picture.
fn land(
    motif: Motif,
    palette: &Palette,
    chance: &mut Chance,
    (width, height): (i32, i32),
    horizon: i32,
) -> Vec<Ridge> {
    const NEAREST: i32 = 3;
    let scale = width.min(height);
    let ridge = |index: i32| {
        let water = matches!((motif, index), (Motif::Sea, 1));
        // Water reaches the horizon; the island behind it stands there.
        let base = horizon + if water { 0 } else { (height - horizon) * index * 22 / 100 };
        let mut crest = vec![base * 256; width.unsigned_abs() as usize];
        let swing = scale * 256 * (9 - index) / 100;
        let wavelength = scale * (70 - 8 * index) / 100;
        match (motif, index) {
            (Motif::Sea, 0) => headland(&mut crest, chance, scale),
            (Motif::Sea, 1) => {}
            (Motif::City, 0 | 1) => skyline(&mut crest, chance, scale, 2 - index),
            (Motif::Towers, 0 | 1) => skyline(&mut crest, chance, scale, 6 - 2 * index),
            (Motif::Alps, 0 | 1) => {
                for top in &mut crest {
                    *top -= swing * (3 - 2 * index) / 2;
                }
                undulate(&mut crest, chance, wavelength * 8 / 10, swing * 2, false);
                undulate(&mut crest, chance, wavelength / 4, swing / 2, false);
                undulate(&mut crest, chance, wavelength / 11, swing / 8, false);
            }
            (Motif::Plain, 2 | 3) => undulate(&mut crest, chance, wavelength * 2, swing / 3, true),
            (Motif::Dunes, _) => undulate(&mut crest, chance, wavelength * 2, swing * 2 / 3, true),
            (Motif::Forest, 0..=2) => {
                undulate(&mut crest, chance, wavelength, swing / 3, true);
                conifers(&mut crest, chance, scale * (index + 2) / 3);
            }
            (Motif::Peaks, 0..=2) => {
                undulate(&mut crest, chance, wavelength * 6 / 10, swing * 5 / 4, false);
                undulate(&mut crest, chance, wavelength / 4, swing * 2 / 5, false);
                undulate(&mut crest, chance, wavelength / 11, swing / 9, false);
            }
            _ => {
                undulate(&mut crest, chance, wavelength, swing, true);
                undulate(&mut crest, chance, wavelength / 3, swing / 4, true);
            }
        }
        let near = (256 * index / NEAREST).unsigned_abs();
        let top = if water {
            palette.zenith.mix(palette.horizon, 110)
        } else {
            palette.far.mix(palette.near, near)
        };
        // Land fades into haze towards its foot, except for the nearest ridge.
        let foot = if index == NEAREST { top.mix(Color(0), 60) } else { top.mix(palette.horizon, 90) };
        Ridge::new(crest, (top, foot))
    };
    (0..=NEAREST).map(ridge).collect()
}

impl Ridge {
    fn new(crest: Vec<i32>, colors: (Color, Color)) -> Self {
        let first = crest.iter().min().map_or(0, |top| top >> 8);
        let full = crest.iter().max().map_or(0, |top| (top >> 8) + 1);
        Self { crest, rows: (first, full), colors }
    }

    fn color(&self, y: i32, height: i32) -> Color {
        let (top, foot) = self.colors;
        let part = 256 * (y - self.rows.0) / (height - self.rows.0).max(1);
        top.mix(foot, part.clamp(0, 256).unsigned_abs())
    }

    fn paint(&self, row: &mut [u32], y: i32, height: i32) {
        if y < self.rows.0 {
            return;
        }
        let color = self.color(y, height);
        let below = (y + 1) * 256;
        for (pixel, crest) in row.iter_mut().zip(&self.crest) {
            match below - crest {
                ..=0 => {}
                256.. => *pixel = color.0,
                covered => *pixel = Color(*pixel).mix(color, covered.unsigned_abs()).0,
            }
        }
    }
}

impl Disc {
    fn paint(&self, row: &mut [u32], y: i32, color: Color) {
        let rise = (y - self.y).abs();
        if rise > self.radius {
            return;
        }
        let half = |radius: i32| (radius * radius - rise * rise).max(0).isqrt();
        let (inner, outer) = (half(self.radius - 1), half(self.radius + 1));
        let limit = i32::try_from(row.len()).unwrap_or(i32::MAX);
        let columns = |from: i32, to: i32| {
            from.clamp(0, limit).unsigned_abs() as usize..to.clamp(0, limit).unsigned_abs() as usize
        };
        tint(&mut row[columns(self.x - inner, self.x + inner)], color, self.share);
        // At the rim, the distance of a pixel's middle from the circle decides its coverage.
        for (from, to) in [(self.x - outer, self.x - inner), (self.x + inner, self.x + outer)] {
            for x in columns(from, to.max(from)) {
                let run = i32::try_from(x).unwrap_or(0) - self.x;
                // The distance is in 1/16 pixel.
                let distance = (256 * (run * run + rise * rise)).isqrt();
                let covered = (self.radius * 16 - distance + 8).clamp(0, 16).unsigned_abs();
                row[x] = Color(row[x]).mix(color, self.share * covered / 16).0;
            }
        }
    }
}

/// Adds a wave through random knots to a crest; `swing` is in 1/256 pixel.
fn undulate(crest: &mut [i32], chance: &mut Chance, wavelength: i32, swing: i32, smooth: bool) {
    let wavelength = wavelength.max(2).unsigned_abs() as usize;
    let swing = swing.max(1);
    let mut left = chance.between(-swing, swing);
    let offset = chance.between(0, 255).unsigned_abs() as usize * wavelength / 256;
    let mut right = chance.between(-swing, swing);
    for (x, top) in crest.iter_mut().enumerate() {
        let along = (x + offset) % wavelength;
        if along == 0 {
            left = right;
            right = chance.between(-swing, swing);
        }
        let part = i64::try_from(along * 256 / wavelength).unwrap_or(0);
        let eased = if smooth { part * part * (768 - 2 * part) / 65536 } else { part };
        let rise = i64::from(right - left) * eased / 256;
        *top += left + i32::try_from(rise).unwrap_or(0);
    }
}

/// Raises a crest to a row of houses.
fn skyline(crest: &mut [i32], chance: &mut Chance, scale: i32, storeys: i32) {
    let mut x = 0;
    while x < crest.len() {
        let wide = (scale * chance.between(4, 9) / 100).max(2).unsigned_abs() as usize;
        let tall = scale * chance.between(1, 13) / 100 * (storeys + 1) / 2;
        let end = (x + wide).min(crest.len());
        crest[x..end].iter_mut().for_each(|top| *top -= tall * 256);
        x = end;
    }
}

/// Raises a crest to a row of firs.
fn conifers(crest: &mut [i32], chance: &mut Chance, scale: i32) {
    let ground = crest.to_vec();
    let columns = i32::try_from(crest.len()).unwrap_or(i32::MAX);
    let mut middle = 0;
    while middle < columns {
        let half = (scale * chance.between(3, 6) / 100).max(1);
        let tall = scale * chance.between(10, 24) / 100;
        for x in (middle - half).max(0)..(middle + half).min(columns) {
            // The branches hang in tiers.
            let away = (x - middle).abs() * 24 / half;
            let down = (away - away % 8 / 2).min(24) * tall / 24;
            let column = x.unsigned_abs() as usize;
            crest[column] = crest[column].min(ground[column] - (tall - down) * 256);
        }
        middle += (half * chance.between(70, 130) / 100).max(1);
    }
}

/// Lets an island rise from the water.
fn headland(crest: &mut [i32], chance: &mut Chance, scale: i32) {
    let columns = i32::try_from(crest.len()).unwrap_or(i32::MAX);
    let middle = columns * chance.between(8, 38) / 100;
    let half = (scale * chance.between(22, 36) / 100).max(1);
    let tall = scale * chance.between(7, 13) / 100;
    let mut rough = vec![0; crest.len()];
    undulate(&mut rough, chance, half / 3, tall * 40, false);
    for (x, (top, rough)) in (0..).zip(crest.iter_mut().zip(rough)) {
        let away = (middle - x).abs();
        if away < half {
            let part = i64::from(half - away) * 256 / i64::from(half);
            let rise = i64::from(tall) * part * (512 - part) / 256 + i64::from(rough) * part / 256;
            *top -= i32::try_from(rise).unwrap_or(0).max(0);
        }
    }
}

fn stars(canvas: &mut Canvas, chance: &mut Chance, above: i32) {
    let (width, size) = (canvas.width(), (canvas.width().min(canvas.height()) / 400).max(1));
    for _ in 0..(canvas.width() * above / 900).min(70) {
        let (left, top) = (chance.between(0, width), chance.between(0, 100));
        let share = chance.between(60, 220).unsigned_abs();
        let area = Area { left, top: above * top * top / 10_000, width: size, height: size };
        canvas.wash(area, Color(0xff_ffff), share);
    }
}

/// Lights some windows in the nearer row of houses.
fn windows(canvas: &mut Canvas, palette: &Palette, chance: &mut Chance, ridges: &[Ridge]) {
    let [_, houses, hills, ..] = ridges else { return };
    let size = (canvas.width().min(canvas.height()) / 150).max(1);
    let columns = houses.crest.len();
    let grid = (3 * size).unsigned_abs() as usize;
    for x in (grid..columns.saturating_sub(grid)).step_by(grid) {
        let beside = x + size.unsigned_abs() as usize;
        let roof = houses.crest[x - 1].max(houses.crest[beside]) / 256;
        let ground = hills.crest[x].min(hills.crest[beside]) / 256;
        for top in (roof + 2 * size..ground - 2 * size).step_by(grid) {
            if chance.between(0, 9) < 3 {
                let left = i32::try_from(x).unwrap_or(0);
                canvas.wash(Area { left, top, width: size, height: size }, palette.accent, 200);
            }
        }
    }
}

/// Lays snow on the high parts of the farthest mountains.
fn snow_caps(canvas: &mut Canvas, chance: &mut Chance, ridges: &[Ridge]) {
    let [far, near, ..] = ridges else { return };
    let (high, low) = far.rows;
    let mut line = vec![(high + (low - high) * 55 / 100) * 256; far.crest.len()];
    let rough = (low - high) * 256;
    undulate(&mut line, chance, (low - high) / 3, rough / 9, false);
    undulate(&mut line, chance, (low - high) / 9, rough / 14, false);
    for (x, ((crest, line), near)) in (0..).zip(far.crest.iter().zip(&line).zip(&near.crest)) {
        let foot = *line.min(near);
        for y in (crest >> 8)..=(foot >> 8) {
            let covered = ((y + 1) * 256 - crest).min(foot - y * 256).clamp(0, 256);
            canvas.dot(x, y, Color(0xf4_f8fc), (covered * 200 / 256).unsigned_abs());
        }
    }
}

/// Lays the sun's path on the water.
fn glitter(canvas: &mut Canvas, palette: &Palette, chance: &mut Chance, ridges: &[Ridge], sun: &Disc) {
    let [_, sea, shore, ..] = ridges else { return };
    let thickness = (canvas.height().min(canvas.width()) / 180).max(1);
    let from = sea.rows.0 + thickness;
    for top in (from..shore.rows.1).step_by(3 * thickness.unsigned_abs() as usize) {
        let depth = top - sea.rows.0;
        let half = sun.radius * chance.between(40, 110) / 100 + depth / 4;
        let shift = chance.between(-half / 4, half / 4);
        let light = (190 - 130 * depth / (shore.rows.1 - sea.rows.0).max(1)).clamp(40, 190).unsigned_abs();
        for y in top..(top + thickness).min(canvas.height()) {
            for x in (sun.x + shift - half).max(0)..(sun.x + shift + half).min(canvas.width()) {
                let column = x.unsigned_abs() as usize;
                if shore.crest[column] > (y + 1) * 256 {
                    canvas.dot(x, y, palette.sun, light);
                }
            }
        }
    }
}
