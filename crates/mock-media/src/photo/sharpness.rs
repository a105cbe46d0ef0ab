//! The sharpness of a picture.

use super::raster::Raster;

/// The sharpness of a picture: the variance of the Laplacian of its brightness, which is the usual measure.
///
/// It is measured on a copy of at most 512 pixels on the longest side. The same picture is therefore about as sharp at
/// every resolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sharpness(u32);

impl Sharpness {
    /// The lowest variance of a sharp picture.
    pub const THRESHOLD: u32 = 20;

    pub(super) fn of(picture: &Raster) -> Self {
        let luma: Vec<Vec<i64>> =
            picture.rows().map(|row| row.chunks_exact(3).map(brightness).collect()).collect();
        let (mut count, mut sum, mut squares) = (0, 0, 0);
        for [above, row, below] in luma.array_windows() {
            for ((beside, above), below) in row.windows(3).zip(&above[1..]).zip(&below[1..]) {
                let laplacian = beside[0] + beside[2] + above + below - 4 * beside[1];
                count += 1;
                sum += laplacian;
                squares += laplacian * laplacian;
            }
        }
        let variance = if count == 0 { 0 } else { (squares * count - sum * sum) / (count * count) };
        Self(u32::try_from(variance).unwrap_or(u32::MAX))
    }

    /// Returns the variance: 0 for one flat colour, a few for strong blur, hundreds for a photograph in focus.
    pub fn variance(self) -> u32 {
        self.0
    }

    /// Returns `true` if the variance is at least [`THRESHOLD`](Self::THRESHOLD). A viewer would call such a picture sharp.
    pub fn is_sharp(self) -> bool {
        self.0 >= Self::THRESHOLD
    }
}

/// Returns the brightness of a pixel in red, green and blue, from 0 to 255.
fn brightness(pixel: &[u8]) -> i64 {
    let weights = [77, 150, 29];
    pixel.iter().zip(weights).map(|(sample, weight)| i64::from(*sample) * weight).sum::<i64>() / 256
}
