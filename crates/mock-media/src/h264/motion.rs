//! Motion vectors: their prediction from the macroblocks around (sections 8.4.1.1 and 8.4.1.3).

/// A vector to the right and down, in quarters of a sample. It points to the place in the key picture whose samples a macroblock
/// repeats, from its own place.
pub(crate) type Vector = (i32, i32);

/// The way in which a macroblock of a picture follows from the key picture before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// It repeats samples of the key picture.
    Move(Vector),
    /// It is coded anew.
    Anew,
}

/// The macroblocks of a slice that are already coded.
pub(super) struct Coded<'steps> {
    pub(super) steps: &'steps [Step],
    pub(super) columns: usize,
    /// The address of the first macroblock of the slice.
    pub(super) first: usize,
}

/// The vectors that a decoder expects of a macroblock.
pub(super) struct Expected {
    /// The vector from which a written one is counted.
    pub(super) written: Vector,
    /// The vector of a macroblock of which nothing is written.
    pub(super) skipped: Vector,
}

impl Coded<'_> {
    /// Returns the step of a macroblock if it is in the slice.
    pub(super) fn step(&self, address: Option<usize>) -> Option<Step> {
        address.filter(|address| *address >= self.first).map(|address| self.steps[address])
    }

    /// Returns the steps to the left of a macroblock and above it.
    pub(super) fn beside(&self, address: usize) -> [Option<Step>; 2] {
        let left = (!address.is_multiple_of(self.columns)).then(|| address - 1);
        [self.step(left), self.step(address.checked_sub(self.columns))]
    }

    pub(super) fn expected(&self, address: usize) -> Expected {
        let column = address % self.columns;
        let [left, above] = self.beside(address);
        let above_row = address.checked_sub(self.columns);
        let right = self.step(above_row.filter(|_| column + 1 < self.columns).map(|above| above + 1));
        let corner = || self.step(above_row.filter(|_| column > 0).map(|above| above - 1));
        let beyond = right.or_else(corner);
        let written = match (left, above, beyond) {
            (Some(Step::Move(vector)), None, None) => vector,
            _ => {
                let vectors = [left, above, beyond].map(|step| match step {
                    Some(Step::Move(vector)) => Some(vector),
                    Some(Step::Anew) | None => None,
                });
                match vectors {
                    [Some(only), None, None] | [None, Some(only), None] | [None, None, Some(only)] => only,
                    _ => median(vectors.map(Option::unwrap_or_default)),
                }
            }
        };
        let still = [left, above].iter().any(|step| matches!(step, None | Some(Step::Move((0, 0)))));
        Expected { written, skipped: if still { (0, 0) } else { written } }
    }
}

fn median(vectors: [Vector; 3]) -> Vector {
    let middle = |[a, b, c]: [i32; 3]| a.max(b).min(a.min(b).max(c));
    (middle(vectors.map(|vector| vector.0)), middle(vectors.map(|vector| vector.1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_is_expected_from_those_around() {
        const STILL: Step = Step::Move((0, 0));
        let expected = |steps: &[Step], first, address| {
            let Expected { written, skipped } = Coded { steps, columns: 3, first }.expected(address);
            (written, skipped)
        };
        let moved = |x| Step::Move((x, 2));
        // Without a slice above, the left one counts; nothing can be skipped but what stands still.
        assert_eq!(expected(&[moved(4), STILL], 0, 1), ((4, 2), (0, 0)));
        let steps = [moved(1), moved(5), moved(3), moved(9), STILL];
        // In the middle of the median; at the right edge, the upper left corner takes the place of the upper right.
        assert_eq!(expected(&steps, 0, 4), ((5, 2), (5, 2)));
        assert_eq!(
            expected(&[moved(1), moved(5), moved(3), moved(9), moved(7), STILL], 0, 5),
            ((5, 2), (5, 2))
        );
        // One that is coded anew has no vector.
        assert_eq!(expected(&[Step::Anew, moved(5), Step::Anew, Step::Anew, STILL], 0, 4), ((5, 2), (5, 2)));
    }
}
