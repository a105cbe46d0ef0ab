//! Intra prediction of whole macroblocks (sections 8.3.3 and 8.3.4).

use super::planes::Plane;

/// Which neighbours of a macroblock may be predicted from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Neighbours {
    pub(super) left: bool,
    pub(super) above: bool,
}

/// How a block is predicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Vertical,
    Horizontal,
    Mean,
}

impl Mode {
    /// `Intra16x16PredMode` (table 8-4).
    pub(super) fn luma_number(self) -> u32 {
        match self {
            Self::Vertical => 0,
            Self::Horizontal => 1,
            Self::Mean => 2,
        }
    }

    /// `intra_chroma_pred_mode` (table 8-5).
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

/// The decoded samples around a block.
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

    /// The mean of `length` samples from `at` on of either side that is there; mid-grey if none is.
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

    /// The modes that the neighbours allow, the cheapest to write first where they are as good.
    fn modes(&self) -> impl Iterator<Item = Mode> + use<SIDE> {
        let horizontal = self.left.map(|_| Mode::Horizontal);
        let vertical = self.above.map(|_| Mode::Vertical);
        horizontal.into_iter().chain(vertical).chain([Mode::Mean])
    }

    /// The prediction of one of the [`modes`](Self::modes); `mean` is that without a direction.
    #[inline]
    fn predict(&self, mode: Mode, mean: impl Fn(&Self) -> Square<SIDE>) -> Square<SIDE> {
        match (mode, self.left, self.above) {
            (Mode::Horizontal, Some(left), _) => left.map(|sample| [sample; SIDE]),
            (Mode::Vertical, _, Some(above)) => [above; SIDE],
            _ => mean(self),
        }
    }
}

/// Whether the samples to the left of a square, carried on, are within one level of brightness of the square
/// everywhere, which is as good as exact.
#[inline]
pub(super) fn carries_on<const SIDE: usize>(source: &Plane, decoded: &Plane, (x, y): (usize, usize)) -> bool {
    let mut worst = [0; SIDE];
    for row in y..y + SIDE {
        let left = decoded.run(x - 1, row, 1)[0];
        for (worst, sample) in worst.iter_mut().zip(source.run(x, row, SIDE)) {
            *worst = sample.abs_diff(left).max(*worst);
        }
    }
    worst.iter().all(|worst| *worst <= 1)
}

/// The best prediction of a luma macroblock whose top left sample is at `x`, `y`.
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

/// The best prediction of both chroma blocks of a macroblock; they share one mode.
pub(super) fn chroma(
    source: &[Plane; 2],
    decoded: &[Plane; 2],
    (x, y): (usize, usize),
    neighbours: Neighbours,
) -> (Mode, [Square<8>; 2]) {
    let borders = decoded.each_ref().map(|plane| Border::<8>::new(plane, x, y, neighbours));
    let squares = |mode| borders.each_ref().map(|border| border.predict(mode, quarter_means));
    let cost = |mode: &Mode| -> u32 {
        let squares = squares(*mode);
        source.iter().zip(&squares).map(|(plane, square)| difference(plane, (x, y), square)).sum()
    };
    let best = borders[0].modes().min_by_key(cost).unwrap_or(Mode::Mean);
    (best, squares(best))
}

/// Chroma means are taken for each quarter: both sides on the diagonal, else the nearer side first (section 8.3.4.1).
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

/// The sum of absolute differences between a square of a plane and its prediction.
#[inline]
fn difference<const SIDE: usize>(plane: &Plane, (x, y): (usize, usize), square: &Square<SIDE>) -> u32 {
    let mut total = 0;
    for (row, predicted) in square.iter().enumerate() {
        let source = plane.run(x, y + row, SIDE);
        total += source.iter().zip(predicted).map(|(a, b)| u32::from(a.abs_diff(*b))).sum::<u32>();
    }
    total
}
