//! Drawing in the measures of a person or a thing.

use super::canvas::{Canvas, Color};
use super::mask::{Mask, Outline, PARTS};

/// A place in thousandths of a measure: to the right and down from a middle. The measure of a person is the height of the
/// head, the middle that of the face; the measure of a thing is its height, the middle its foot.
pub(super) type Place = (i32, i32);

/// A brush that draws on a canvas in the measures of a person.
pub(super) struct Brush<'canvas> {
    canvas: &'canvas mut Canvas,
    middle: (i32, i32),
    head: i32,
    /// The distance by which the crown leans to the right of the chin, in thousandths of the head's height.
    pub(super) tilt: i32,
}

impl<'canvas> Brush<'canvas> {
    /// Creates a brush for a person with the middle of the face at a pixel, and a head of `head` pixels in height.
    pub(super) fn new(canvas: &'canvas mut Canvas, middle: (i32, i32), head: i32) -> Self {
        Self { canvas, middle, head, tilt: 0 }
    }

    fn on_canvas(&self, (x, y): Place) -> (i32, i32) {
        let x = x + self.tilt * (500 - y) / 1000;
        let parts = |place: i32, middle: i32| {
            let parts = i64::from(place) * i64::from(self.head) * i64::from(PARTS) / 1000;
            middle * PARTS + i32::try_from(parts).unwrap_or(0)
        };
        (parts(x, self.middle.0), parts(y, self.middle.1))
    }

    /// Returns the inside of a rounded outline that bends towards each place.
    pub(super) fn mask(&self, outline: &[Place]) -> Mask {
        let points: Vec<_> = outline.iter().map(|place| self.on_canvas(*place)).collect();
        Mask::new(&Outline::round(&points), (self.canvas.width(), self.canvas.height()))
    }

    /// Returns the inside of an outline with its corners at these places.
    pub(super) fn sharp_mask(&self, outline: &[Place]) -> Mask {
        let points = outline.iter().map(|place| self.on_canvas(*place)).collect();
        Mask::new(&Outline::sharp(points), (self.canvas.width(), self.canvas.height()))
    }

    /// Lays `share` of 256 of a colour over a mask.
    pub(super) fn lay(&mut self, mask: &Mask, color: Color, share: u32) {
        mask.lay(self.canvas, (0, 0), color, share);
    }

    /// Fills a rounded outline.
    pub(super) fn fill(&mut self, outline: &[Place], color: Color) {
        let mask = self.mask(outline);
        self.lay(&mask, color, 256);
    }

    /// Fills an oval with `share` of 256 of a colour.
    pub(super) fn fill_oval(&mut self, middle: Place, radii: (i32, i32), color: Color, share: u32) {
        let mask = self.mask(&oval(middle, radii));
        self.lay(&mask, color, share);
    }
}

/// Returns an outline with these places on the right, from the top down, and their mirror image on the left.
pub(super) fn both_sides(right: &[Place]) -> Vec<Place> {
    right.iter().copied().chain(right.iter().rev().map(|(x, y)| (-x, *y))).collect()
}

/// Returns the mirror image of places.
pub(super) fn mirrored(places: &[Place]) -> Vec<Place> {
    places.iter().map(|(x, y)| (-x, *y)).collect()
}

/// Returns places moved to the right and down.
pub(super) fn moved(places: &[Place], (right, down): Place) -> Vec<Place> {
    places.iter().map(|(x, y)| (x + right, y + down)).collect()
}

/// Returns an oval: a rounded outline towards eight places a little outside of it.
pub(super) fn oval((x, y): Place, (across, down): (i32, i32)) -> Vec<Place> {
    const EIGHT: [(i32, i32); 8] =
        [(108, 0), (77, 77), (0, 108), (-77, 77), (-108, 0), (-77, -77), (0, -108), (77, -77)];
    EIGHT.iter().map(|(right, below)| (x + across * right / 100, y + down * below / 100)).collect()
}

/// Returns a limb or a line through places, each with half the thickness there.
pub(super) fn limb(joints: &[(Place, i32)]) -> Vec<Place> {
    let beside = |index: usize, side: i32| {
        let ((x, y), thick) = joints[index];
        let (from, to) = (joints[index.saturating_sub(1)].0, joints[(index + 1).min(joints.len() - 1)].0);
        let (run, fall) = (to.0 - from.0, to.1 - from.1);
        let length = (run * run + fall * fall).isqrt().max(1);
        (x - side * fall * thick / length, y + side * run * thick / length)
    };
    let last = joints.len() - 1;
    // The ends are named twice, so that the outline reaches them.
    let there = [0].into_iter().chain(0..joints.len()).chain([last]);
    let back = [last].into_iter().chain((0..joints.len()).rev()).chain([0]);
    there.map(|index| beside(index, 1)).chain(back.map(|index| beside(index, -1))).collect()
}
