//! A person, simply drawn. All pictures of one look show the same person, from near and from afar. Each seed gives
//! another pose, light and place.
//!
//! There is one drawing of a whole person. A view of the face is the same drawing from so near that the rest lies
//! beyond the picture. The drawing is measured in thousandths of the height of the head, from the middle of the face.

mod body;
mod guise;
mod hair;
mod head;
mod person;

use super::brush::Brush;
use super::canvas::{Canvas, Color};
use super::frame::Frame;
use super::palette::Chance;
use super::shape::{self, Paints};
use super::vocabulary::Guise;
use crate::card::{Card, Figure, View};
use person::{Arm, Person, Pose};

/// The height of the soles of the shoes, measured down from the middle of the face.
const SOLE: i32 = 5560;
/// The height of a person, from the highest hair to the soles.
const TALL: i32 = 6300;
/// The width of a person, from hand to hand.
const WIDE: i32 = 2900;

/// Paints a person onto a scene: to the left if a source hangs at the right, and higher up if words stand below.
pub(super) fn paint(canvas: &mut Canvas, figure: Figure, card: &Card, frame: Frame, mut chance: Chance) {
    let person = Person::new(figure.look);
    let mut pose = Pose::new(&mut chance);
    pose.mouth = frame.mouth;
    let (width, height) = (canvas.width(), canvas.height());
    let shorter = width.min(height);
    let middle = if card.made_from.is_some() { 40 } else { 50 };
    let x = width * middle / 100 + shorter * chance.between(-4, 4) / 100;
    let (y, head) = match figure.view {
        View::Face => {
            // Both arms hang: a hand alone at the edge of the picture would be confusing.
            pose.arms = [Arm::Hanging; 2];
            let (down, size) = if frame.has_words { (38, 38) } else { (45, 46) };
            (height * (down + chance.between(-1, 2)) / 100, shorter * (size + chance.between(-2, 3)) / 100)
        }
        View::BodyFront | View::BodyBack => {
            let head = (height * chance.between(88, 92) / 100 * 1000 / TALL).min(width * 1000 / WIDE);
            (height * 96 / 100 - SOLE * head / 1000, head)
        }
    };
    draw(&mut Brush::new(canvas, (x, y), head), &person, &pose, figure.view);
}

/// Paints somebody who plays a part in a scene: from head to foot on the ground at `x` and `foot`, or the face from near.
pub(super) fn paint_guise(
    canvas: &mut Canvas,
    guise: Guise,
    color: Option<Color>,
    near: bool,
    (x, foot, scale): (i32, i32, i32),
    chance: &mut Chance,
) {
    let person = guise::person(guise, color, chance);
    let mut pose = Pose::new(chance);
    let shorter = canvas.width().min(canvas.height());
    let (view, y, head) = if near {
        pose.arms = [Arm::Hanging; 2];
        (View::Face, canvas.height() * 38 / 100, shorter * 36 / 100)
    } else {
        let tall = shorter * if guise == Guise::Child { 34 } else { 48 } * scale / 10_000;
        let head = (tall * 1000 / TALL).max(2);
        (View::BodyFront, foot - SOLE * head / 1000, head)
    };
    let mut brush = Brush::new(canvas, (x, y), head);
    draw(&mut brush, &person, &pose, view);
    brush.tilt = pose.tilt;
    shape::draw(&mut brush, guise::headdress(guise), &Paints { main: person.top, air: (person.top, 0) });
}

/// Draws a person.
fn draw(brush: &mut Brush, person: &Person, pose: &Pose, view: View) {
    if view != View::Face {
        brush.fill_oval((0, SOLE - 40), (900, 130), Color(0), 80);
    }
    if view == View::BodyBack {
        body::paint(brush, person, pose, false);
        head::paint_back(brush, person);
        hair::paint_back(brush, person);
    } else {
        brush.tilt = pose.tilt;
        hair::paint_behind(brush, person);
        brush.tilt = 0;
        body::paint(brush, person, pose, true);
        brush.tilt = pose.tilt;
        head::paint(brush, person, pose);
        hair::paint_front(brush, person, pose);
    }
}
