//! A grid of opaque pixels, and the few marks that can be made on it.

use std::ops::Range;

/// An opaque colour, `0x00RRGGBB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Color(pub(crate) u32);

impl Color {
    /// Returns this colour with `share` of 256 of another one over it.
    #[inline]
    pub(crate) fn mix(self, over: Self, share: u32) -> Self {
        // Red and blue are blended side by side in one word. Each has the byte above it free for the product.
        let rest = 256 - share;
        let red_blue = ((self.0 & 0xff_00ff) * rest + (over.0 & 0xff_00ff) * share) >> 8;
        let green = ((self.0 & 0x00_ff00) * rest + (over.0 & 0x00_ff00) * share) >> 8;
        Self((red_blue & 0xff_00ff) | (green & 0x00_ff00))
    }
}

/// A rectangle of pixels. It may reach beyond the canvas, but nothing is drawn there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) left: i32,
    pub(crate) top: i32,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// A picture in the making.
#[derive(Debug, Clone)]
pub(crate) struct Canvas {
    width: usize,
    pixels: Vec<u32>,
}

impl Canvas {
    /// Creates a black canvas. Both sides must be at least one pixel.
    pub(crate) fn new(width: u32, height: u32) -> Self {
        Self { width: width as usize, pixels: vec![0; width as usize * height as usize] }
    }

    pub(crate) fn width(&self) -> i32 {
        i32::try_from(self.width).expect("a canvas side fits an i32")
    }

    pub(crate) fn height(&self) -> i32 {
        i32::try_from(self.pixels.len() / self.width).expect("a canvas side fits an i32")
    }

    /// Returns the rows from top to bottom. Each pixel is `0x00RRGGBB`.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[u32]> {
        self.pixels.chunks_exact(self.width)
    }

    /// Returns one row of pixels.
    pub(crate) fn row(&self, y: usize) -> &[u32] {
        &self.pixels[y * self.width..][..self.width]
    }

    /// Returns one row of pixels.
    pub(crate) fn row_mut(&mut self, y: usize) -> &mut [u32] {
        &mut self.pixels[y * self.width..][..self.width]
    }

    /// Lays `share` of 256 of a colour over one pixel, if it is on the canvas.
    #[inline]
    pub(crate) fn dot(&mut self, x: i32, y: i32, color: Color, share: u32) {
        if let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y))
            && x < self.width
            && let Some(pixel) = self.pixels.get_mut(y * self.width + x)
        {
            *pixel = Color(*pixel).mix(color, share).0;
        }
    }

    /// Lays `share` of 256 of a colour over an area.
    pub(crate) fn wash(&mut self, area: Area, color: Color, share: u32) {
        for y in within(area.top, area.height, self.height()) {
            let columns = within(area.left, area.width, self.width());
            tint(&mut self.row_mut(y)[columns], color, share);
        }
    }

    /// Copies another canvas onto this one, with its top left pixel at `left`, `top`. Pixels beyond the edge are left out.
    pub(crate) fn lay(&mut self, picture: &Self, left: usize, top: usize) {
        let rows = self.pixels.chunks_exact_mut(self.width).skip(top);
        for (row, laid) in rows.zip(picture.rows()) {
            row.iter_mut().skip(left).zip(laid).for_each(|(pixel, laid)| *pixel = *laid);
        }
    }
}

/// Lays `share` of 256 of a colour over a run of pixels.
pub(crate) fn tint(pixels: &mut [u32], color: Color, share: u32) {
    if share >= 256 {
        pixels.fill(color.0);
    } else {
        for pixel in pixels {
            *pixel = Color(*pixel).mix(color, share).0;
        }
    }
}

/// Returns the part of `start..start + length` that lies in `0..limit`.
fn within(start: i32, length: i32, limit: i32) -> Range<usize> {
    let first = start.clamp(0, limit);
    let last = start.saturating_add(length).clamp(first, limit);
    first.unsigned_abs() as usize..last.unsigned_abs() as usize
}
