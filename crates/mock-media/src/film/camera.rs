//! The movement of the camera over a scene.
//!
//! A key picture shows the scene from where the camera stands then. The pictures up to the next one move its parts, as far as the camera
//! has gone. Few key pictures of a film differ, so that it stays small: the camera goes to and fro between a few stops, and in a film of
//! many scenes away from the only stop and back.

use crate::artwork::Camera;
use crate::h264::Step;
use crate::paint::Canvas;

/// The number of different key pictures that a film of several scenes shows, at most.
const MOST_STOPS: usize = 30;
/// The most stops in a scene, and in one of a film that is short for its scenes.
const STOPS_IN_SCENE: (usize, usize) = (4, 2);
/// The number of groups of pictures up to which a scene is short.
const FEW_GROUPS: usize = 5;
/// The unit of [`View::zoom`].
const WHOLE: i32 = 1024;
/// The growth of things from one stop to the next, of [`WHOLE`].
const CLOSER: i32 = 41;

/// The part of a scene that the camera sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct View {
    /// The size of things, of [`WHOLE`].
    zoom: i32,
    /// The distance to the right, in quarters of a pixel.
    aside: i32,
}

/// The way of the camera in a scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Path {
    camera: Camera,
    stops: usize,
    /// The place in the window that the camera goes to, in pixels.
    focus: (i32, i32),
    /// The distance from one stop to the next, in pixels.
    stride: i32,
    is_mirrored: bool,
}

impl Path {
    /// Creates the path of a scene of `groups` groups of pictures, one of `scenes`, in a window of the given size.
    pub(super) fn new(
        camera: Camera,
        index: usize,
        scenes: usize,
        groups: usize,
        (width, height): (i32, i32),
    ) -> Self {
        let most = if groups <= FEW_GROUPS { STOPS_IN_SCENE.1 } else { STOPS_IN_SCENE.0 };
        let stops = (MOST_STOPS / scenes.max(1)).clamp(1, groups.max(1)).min(most);
        let focus =
            [(width / 2, height / 2), (width / 3, height / 2), (width * 2 / 3, height * 2 / 5)][index % 3];
        Self { camera, stops, focus, stride: (width / 64).max(1), is_mirrored: index % 2 == 1 }
    }

    /// Returns the width of the scene beyond the window, in pixels.
    pub(super) fn margin(&self) -> i32 {
        if self.camera == Camera::Drift { self.stride * i32::try_from(self.stops).unwrap_or(1) } else { 0 }
    }

    /// Returns the view at `part` of 1024 of a group.
    pub(super) fn view(&self, group: usize, part: i32) -> View {
        let stop = |group: usize| {
            let (last, at) = (self.stops - 1, group % (2 * self.stops.max(2) - 2));
            i32::try_from(at.min(2 * last - at.min(2 * last))).unwrap_or(0)
        };
        let way = if self.stops == 1 {
            // There and back, slowly at both ends.
            let there = 2 * part.min(WHOLE - part);
            there * there / WHOLE * (3 * WHOLE - 2 * there) / WHOLE * 3 / 4
        } else {
            WHOLE * stop(group) + part * (stop(group + 1) - stop(group))
        };
        let mut aside = 4 * self.stride * way / WHOLE;
        if self.is_mirrored {
            aside = 4 * self.margin() - aside;
        }
        match self.camera {
            Camera::Still => View { zoom: WHOLE, aside: 0 },
            Camera::Drift => View { zoom: WHOLE, aside },
            Camera::Zoom => View { zoom: WHOLE + CLOSER * way / WHOLE, aside: 0 },
        }
    }

    /// Returns the window of a painted scene in a view in which whole pixels are whole.
    pub(super) fn window(&self, scene: &Canvas, view: View, width: u32) -> Canvas {
        let height = scene.height().unsigned_abs();
        let mut window = Canvas::new(width, height);
        let left = (view.aside / 4).unsigned_abs() as usize;
        if view.zoom == WHOLE {
            for y in 0..height as usize {
                window.row_mut(y).copy_from_slice(&scene.row(y)[left..left + width as usize]);
            }
            return window;
        }
        // The source of a pixel, in 1/256 pixel.
        let source = |place: i32, focus: i32, limit: i32| {
            (256 * focus + (place - focus) * 256 * WHOLE / view.zoom).clamp(0, 256 * (limit - 1) - 1)
        };
        let across: Vec<(usize, u32)> = (0..window.width())
            .map(|x| source(x, self.focus.0, scene.width()))
            .map(|x| ((x / 256).unsigned_abs() as usize, (x % 256).unsigned_abs()))
            .collect();
        for y in 0..window.height() {
            let from = source(y, self.focus.1, scene.height());
            let (row, down) = ((from / 256).unsigned_abs() as usize, (from % 256).unsigned_abs());
            let (upper, lower) = (scene.row(row), scene.row(row + 1));
            for (pixel, (x, right)) in window.row_mut(y.unsigned_abs() as usize).iter_mut().zip(&across) {
                *pixel = between(
                    between(upper[*x], upper[x + 1], *right),
                    between(lower[*x], lower[x + 1], *right),
                    down,
                );
            }
        }
        window
    }

    /// Returns the step of a macroblock from one view to another. `column` and `row` count within the window, which has `rows` rows.
    pub(super) fn step(&self, from: View, to: View, (column, row): (usize, usize), rows: usize) -> Step {
        let middle = |index: usize| 16 * i32::try_from(index).unwrap_or(0) + 8;
        // Nothing comes into the window from the plate above it and below.
        let (above, below) = (4 * (middle(0) - middle(row)), 4 * (middle(rows) - middle(row + 1)));
        let towards = |focus: i32, place: i32| {
            let (distance, nearer) = (8 * (focus - place), to.zoom - from.zoom);
            // Half a quarter more rounds to the nearest quarter.
            (distance * nearer / to.zoom + 1).div_euclid(2)
        };
        let (x, y) = (towards(self.focus.0, middle(column)), towards(self.focus.1, middle(row)));
        Step::Move((x + to.aside - from.aside, y.clamp(above, below)))
    }
}

fn between(one: u32, other: u32, share: u32) -> u32 {
    crate::paint::Color(one).mix(crate::paint::Color(other), share).0
}
