//! Intra prediction of whole macroblocks (sections 8.3.3 and 8.3.4).

use super::planes::Plane;

/// The neighbours of a macroblock from which it may be predicted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Neighbours {
    pub(super) left: bool,
    pub(super) above: bool,
}

/// A way to predict a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Vertical,
    Horizontal,
    Mean,
}

impl Mode {
    /// Returns `Intra16x16PredMode` (table 8-4).
    pub(super) fn luma_number(self) -> u32 {
        match self {
            Self::Vertical => 0,
            Self::Horizontal => 1,
            Self::Mean => 2,
        }
    }

    /// Returns `intra_chroma_pred_mode` (table 8-5).
    pub(super) fn chroma_number(self) -> u32 {
        match self {
            Self::Mean => 0,
            Self::Horizontal => 1,
            Self::Vertical => 2,
        }
    }
}

/// A predicted square of `SIDE` by `SIDE` samples, row by row.
pub(super) type Square<const SIDE: usize> = [[u8; SIDE]; SIDE];

/// The decoded samples around a block, as far as it may be predicted from them.
struct Border<const SIDE: usize> {
    left: Option<[u8; SIDE]>,
    above: Option<[u8; SIDE]>,
}

impl<const SIDE: usize> Border<SIDE> {
    fn new(plane: &Plane, x: usize, y: usize, neighbours: Neighbours) -> Self {
        Self {
            left: neighbours.left.then(|| std::array::from_fn(|row| plane.run(x - 1, y + row, 1)[0])),
            above: neighbours.above.then(|| std::array::from_fn(|column| plane.run(x, y - 1, SIDE)[column])),
        }
    }

    /// Returns the mean of `length` samples of each side, from an index on; 128 if neither side can be used. A side
    /// without an index does not count.
    fn mean(&self, left: Option<usize>, above: Option<usize>, length: usize) -> u8 {
        let sum = |side: &Option<[u8; SIDE]>, at: Option<usize>| {
            let (side, at) = (side.as_ref()?, at?);
            Some(side[at..at + length].iter().map(|sample| u32::from(*sample)).sum::<u32>())
        };
        let sums = [sum(&self.left, left), sum(&self.above, above)];
        let count = u32::try_from(sums.iter().flatten().count() * length).unwrap_or(1);
        match sums.iter().flatten().sum::<u32>() {
            _ if count == 0 => 128,
            total => ((total + count / 2) / count).to_le_bytes()[0],
        }
    }

    /// Returns the modes that the neighbours allow. Of equally good modes, the first is the cheapest to write.
    fn modes(&self) -> impl Iterator<Item = Mode> + use<SIDE> {
        let horizontal = self.left.map(|_| Mode::Horizontal);
        let vertical = self.above.map(|_| Mode::Vertical);
        horizontal.into_iter().chain(vertical).chain([Mode::Mean])
    }

    /// Returns the prediction of one of the [`modes`](Self::modes). `mean` gives the prediction without a direction.
    #[inline]
    fn predict(&self, mode: Mode, mean: impl Fn(&Self) -> Square<SIDE>) -> Square<SIDE> {
        match (mode, self.left, self.above) {
            (Mode::Horizontal, Some(left), _) => left.map(|sample| [sample; SIDE]),
            (Mode::Vertical, _, Some(above)) => [above; SIDE],
            _ => mean(self),
        }
    }
}

/// Returns `true` if a square can repeat the samples to its left: no sample differs from them by more than one level of
/// brightness, which is as good as exact.
#[inline]
pub(super) fn carries_on<const SIDE: usize>(source: &Plane, decoded: &Plane, (x, y): (usize, usize)) -> bool {
    let mut worst = [0; SIDE];
    for row in y..y + SIDE {
        let left = decoded.run(x - 1, row, 1)[0];
        for (worst, sample) in worst.iter_mut().zip(source.run(x, row, SIDE)) {
            *worst = sample.abs_diff(left).max(*worst);
        }
    }
    worst.iter().all(|worst| *worst <= 2)
}

/// Returns the best mode and prediction of a luma macroblock with its top left sample at `x`, `y`.
pub(super) fn luma(
    source: &Plane,
    decoded: &Plane,
    (x, y): (usize, usize),
    neighbours: Neighbours,
) -> (Mode, Square<16>) {
    let border = Border::new(decoded, x, y, neighbours);
    let square = |mode| border.predict(mode, |border| [[border.mean(Some(0), Some(0), 16); 16]; 16]);
    let best = border.modes().min_by_key(|mode| difference(source, (x, y), &square(*mode)));
    let best = best.unwrap_or(Mode::Mean);
    (best, square(best))
}

/// Returns the predictions of a macroblock's chroma blocks in a mode.
pub(super) fn chroma(
    decoded: &[Plane; 2],
    (x, y): (usize, usize),
    neighbours: Neighbours,
    mode: Mode,
) -> [Square<8>; 2] {
    decoded.each_ref().map(|plane| Border::new(plane, x, y, neighbours).predict(mode, quarter_means))
}

/// Returns the means of each quarter of a chroma block: the mean of both sides on the diagonal, elsewhere the mean of
/// the nearer side, or else of the other (section 8.3.4.1).
fn quarter_means(border: &Border<8>) -> Square<8> {
    let (left, above) = (border.left.is_some(), border.above.is_some());
    let means = [
        border.mean(Some(0), Some(0), 4),
        border.mean((!above).then_some(0), Some(4), 4),
        border.mean(Some(4), (!left).then_some(0), 4),
        border.mean(Some(4), Some(4), 4),
    ];
    std::array::from_fn(|y| std::array::from_fn(|x| means[y / 4 * 2 + x / 4]))
}

/// Returns the sum of absolute differences between a square of a plane and its prediction.
#[inline]
fn difference<const SIDE: usize>(plane: &Plane, (x, y): (usize, usize), square: &Square<SIDE>) -> u32 {
    let mut total = 0;
    for (row, predicted) in square.iter().enumerate() {
        let source = plane.run(x, y + row, SIDE);
        total += source.iter().zip(predicted).map(|(a, b)| u32::from(a.abs_diff(*b))).sum::<u32>();
    }
    total
}
