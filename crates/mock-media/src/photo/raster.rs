//! Decoded pixels, and smaller copies of them.

use std::ops::Range;

/// Pixels row by row, one to four bytes each: grey; grey and alpha; red, green and blue; or these and alpha.
#[derive(Clone)]
pub(super) struct Raster {
    width: usize,
    height: usize,
    channels: usize,
    samples: Vec<u8>,
}

impl Raster {
    /// Creates a raster. Returns `None` if there are no pixels, if the samples do not fit the size, or if a pixel has
    /// more than four bytes.
    pub(super) fn new(width: usize, height: usize, channels: usize, samples: Vec<u8>) -> Option<Self> {
        let complete = !samples.is_empty() && samples.len() == width * height * channels;
        (complete && (1..=4).contains(&channels)).then_some(Self { width, height, channels, samples })
    }

    pub(super) fn width(&self) -> u32 {
        u32::try_from(self.width).expect("sides were read from 32 bits")
    }

    pub(super) fn height(&self) -> u32 {
        u32::try_from(self.height).expect("sides were read from 32 bits")
    }

    pub(super) fn samples(&self) -> &[u8] {
        &self.samples
    }

    /// Returns the rows from top to bottom.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.samples.chunks_exact(self.width * self.channels)
    }

    /// Returns the picture in red, green and blue on white, scaled down so that no side is longer than `longest`. Each
    /// pixel is the mean of the pixels that it stands for.
    pub(super) fn shrunk(&self, longest: usize) -> Self {
        match self.channels {
            1 => self.shrunk_by(longest, |[grey]| [grey; 3]),
            2 => self.shrunk_by(longest, |[grey, alpha]| on_white([grey; 3], alpha)),
            3 => self.shrunk_by(longest, |color: [u8; 3]| color),
            _ => self.shrunk_by(longest, |[red, green, blue, alpha]| on_white([red, green, blue], alpha)),
        }
    }

    fn shrunk_by<const N: usize>(&self, longest: usize, color: impl Fn([u8; N]) -> [u8; 3]) -> Self {
        let side = self.width.max(self.height);
        // Lengths are rounded to the nearest pixel, but never to none.
        let scaled = |length: usize| {
            if side <= longest { length } else { ((2 * length * longest + side) / (2 * side)).max(1) }
        };
        let (width, height) = (scaled(self.width), scaled(self.height));
        let (pixels, _) = self.samples.as_chunks::<N>();
        let mut samples = Vec::with_capacity(width * height * 3);
        let mut sums = vec![[0_u32; 3]; width];
        for row in 0..height {
            let rows = share(row, height, self.height);
            sums.fill([0; 3]);
            for pixels in pixels[rows.start * self.width..rows.end * self.width].chunks_exact(self.width) {
                for (column, sum) in sums.iter_mut().enumerate() {
                    for pixel in &pixels[share(column, width, self.width)] {
                        for (sum, sample) in sum.iter_mut().zip(color(*pixel)) {
                            *sum += u32::from(sample);
                        }
                    }
                }
            }
            for (column, sum) in sums.iter().enumerate() {
                let count = u32::try_from(rows.len() * share(column, width, self.width).len()).unwrap_or(1);
                samples.extend(sum.map(|sum| (sum / count).to_le_bytes()[0]));
            }
        }
        Self { width, height, channels: 3, samples }
    }
}

/// Returns the share of `whole` that belongs to one of `parts`. There are no more parts than `whole`.
fn share(part: usize, parts: usize, whole: usize) -> Range<usize> {
    part * whole / parts..(part + 1) * whole / parts
}

fn on_white(color: [u8; 3], alpha: u8) -> [u8; 3] {
    let alpha = u32::from(alpha);
    color.map(|sample| ((u32::from(sample) * alpha + 255 * (255 - alpha)) / 255).to_le_bytes()[0])
}
