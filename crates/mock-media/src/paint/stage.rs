//! The things and people of a scene, in their places.

use super::brush::{Brush, oval};
use super::canvas::{Canvas, Color};
use super::figure;
use super::palette::{Chance, Palette};
use super::scenery::{Actor, Role, Scenery};
use super::shape::{Paints, draw};
use super::subjects::{Stands, Subject};
use super::vocabulary::Place;
use crate::style::Style;

/// The room that a scene has for its things, in hundredths of the picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// The height of the ground that things stand on.
    pub(super) foot: i32,
    /// The middle of the things.
    pub(super) middle: i32,
    /// `true` if somebody stands before the scene, so that things must stand aside.
    pub(super) taken: bool,
}

/// Paints the things and people of a scene.
pub(super) fn paint(
    canvas: &mut Canvas,
    scenery: &Scenery,
    palette: &Palette,
    room: Room,
    chance: &mut Chance,
) {
    let actors: Vec<Actor> = if room.taken {
        scenery.actors.iter().filter(|actor| matches!(actor.role, Role::Thing(_))).take(1).copied().collect()
    } else {
        scenery.actors.clone()
    };
    let places: &[i32] = match actors.len() {
        _ if room.taken => &[18],
        0 | 1 => &[50],
        2 => &[32, 66],
        _ => &[50, 22, 80],
    };
    let scale = match actors.len() {
        _ if room.taken => 80,
        _ if scenery.style == Style::Minimal => 74,
        1 if scenery.near => 165,
        1 => 125,
        2 => 96,
        _ => 84,
    };
    // Those farther back, and so named later, are painted first.
    for (actor, place) in actors.iter().zip(places).rev() {
        let x = canvas.width() * (place + room.middle - 50) / 100;
        match actor.role {
            Role::Thing(subject) if actor.several => {
                for (aside, size) in [(-24, 62), (25, 66), (1, 84)] {
                    let x = x + canvas.width().min(canvas.height()) * aside * scale / 9000;
                    thing(canvas, subject, actor, scenery, palette, room, (x, scale * size / 100), chance);
                }
            }
            Role::Thing(subject) => thing(canvas, subject, actor, scenery, palette, room, (x, scale), chance),
            Role::Person(guise) => {
                let near = scenery.near && actors.len() == 1;
                let foot = canvas.height() * room.foot / 100;
                figure::paint_guise(canvas, guise, actor.color, near, (x, foot, scale), chance);
            }
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "a thing depends on all of the scene")]
fn thing(
    canvas: &mut Canvas,
    subject: &Subject,
    actor: &Actor,
    scenery: &Scenery,
    palette: &Palette,
    room: Room,
    (x, scale): (i32, i32),
    chance: &mut Chance,
) {
    let (width, height) = (canvas.width(), canvas.height());
    let size = (width.min(height) * subject.size * scale / 10_000).max(4);
    let foot = height * room.foot / 100;
    let afloat = subject.stands == Stands::Water;
    let sunk = scenery.place() == Some(Place::Underwater);
    let y = match subject.stands {
        _ if matches!(scenery.style, Style::ProductHero | Style::Minimal | Style::Bold | Style::Modern) => {
            foot
        }
        Stands::Air => {
            (height * (room.foot - 24) / 100 + size / 2 + height * chance.between(-3, 3) / 100).min(foot)
        }
        Stands::Water if sunk => foot - height * 6 / 100,
        _ => foot,
    };
    let mut brush = Brush::new(canvas, (x, y), size);
    if subject.stands != Stands::Air && !(afloat && sunk) {
        let shade = if afloat { Color(0xff_ffff) } else { Color(0) };
        let mask = brush.mask(&oval((0, 0), (560, if afloat { 30 } else { 46 })));
        brush.lay(&mask, shade, 60);
    }
    let paints = Paints { main: actor.color.unwrap_or(Color(subject.color)), air: scenery.air(palette) };
    draw(&mut brush, subject.parts, &paints);
}
