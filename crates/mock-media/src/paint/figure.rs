//! A person, simply drawn: the same in every picture of one look, from near and from afar, and with another pose, light and
//! place for every seed.
//!
//! There is one drawing of a whole person; a view of the face is the same drawing seen from so near that the rest lies
//! beyond the picture. It is measured in thousandths of the height of the head, from the middle of the face.

mod body;
mod brush;
mod hair;
mod head;
mod person;

use super::canvas::{Canvas, Color};
use super::palette::Chance;
use crate::card::{Card, Figure, View};
use brush::Brush;
use person::{Arm, Person, Pose};

/// Where the soles of the shoes are.
const SOLE: i32 = 5560;
/// From the highest hair to the soles, and from hand to hand.
const TALL: i32 = 6300;
const WIDE: i32 = 2900;

/// Paints a person before what is there: to the left if something hangs at the right, and higher up if words will stand
/// below.
pub(super) fn paint(canvas: &mut Canvas, figure: Figure, card: &Card, mut chance: Chance) {
    let person = Person::new(figure.look);
    let mut pose = Pose::new(&mut chance);
    let (width, height) = (canvas.width(), canvas.height());
    let shorter = width.min(height);
    let middle = if card.made_from.is_some() { 40 } else { 50 };
    let x = width * middle / 100 + shorter * chance.between(-4, 4) / 100;
    let (y, head) = match figure.view {
        View::Face => {
            // A hand alone at the edge of the picture would be a riddle.
            pose.arms = [Arm::Hanging; 2];
            let (down, size) = if card.bare { (45, 46) } else { (38, 38) };
            (height * (down + chance.between(-1, 2)) / 100, shorter * (size + chance.between(-2, 3)) / 100)
        }
        View::BodyFront | View::BodyBack => {
            let head = (height * chance.between(88, 92) / 100 * 1000 / TALL).min(width * 1000 / WIDE);
            (height * 96 / 100 - SOLE * head / 1000, head)
        }
    };
    let mut brush = Brush::new(canvas, (x, y), head);
    if figure.view != View::Face {
        brush.fill_oval((0, SOLE - 40), (900, 130), Color(0), 80);
    }
    if figure.view == View::BodyBack {
        body::paint(&mut brush, &person, &pose, false);
        head::paint_back(&mut brush, &person);
        hair::paint_back(&mut brush, &person);
    } else {
        brush.tilt = pose.tilt;
        hair::paint_behind(&mut brush, &person);
        brush.tilt = 0;
        body::paint(&mut brush, &person, &pose, true);
        brush.tilt = pose.tilt;
        head::paint(&mut brush, &person, &pose);
        hair::paint_front(&mut brush, &person, &pose);
    }
}
