//! The picture within a picture: the source of a result, small and framed.

use super::canvas::{Area, Canvas, Color};
use super::frame::Frame;
use super::lettering::Measures;
use super::palette::INK;
use super::scene;
use crate::card::Source;
use crate::photo::Thumbnail;

/// The smallest side of a source, in pixels. In less room nothing could be recognized, so no source is painted.
const SMALLEST_SIDE: i32 = 8;

/// Paints a source at the top right, beneath the line at the head.
pub(super) fn paint(canvas: &mut Canvas, source: &Source) {
    let room = (canvas.width() * 3 / 10, canvas.height() * 3 / 10);
    if room.0.min(room.1) < SMALLEST_SIDE {
        return;
    }
    let side = |side: i32| side.max(1).unsigned_abs();
    let picture = match source {
        Source::Card(card) => scene(card, 0, (side(room.0), side(room.1)), Frame::still(true)).canvas,
        Source::Photo(thumbnail) => {
            let (width, height) = fitting(thumbnail, room);
            enlarged(thumbnail, side(width), side(height))
        }
    };
    let measures = Measures::new(canvas.width(), canvas.height());
    let frame = (measures.small / 5).max(1);
    let (left, top) = (measures.right - frame - picture.width(), measures.margin + 2 * measures.small);
    let around = |by: i32| Area {
        left: left - by,
        top: top - by,
        width: picture.width() + 2 * by,
        height: picture.height() + 2 * by,
    };
    let shadow = around(frame);
    canvas.wash(Area { left: shadow.left + frame, top: shadow.top + frame, ..shadow }, Color(0), 90);
    canvas.wash(around(frame), INK, 256);
    canvas.lay(&picture, side(left) as usize, side(top) as usize);
}

/// Returns the largest size that has the shape of a photograph and fits the room.
fn fitting(thumbnail: &Thumbnail, (width, height): (i32, i32)) -> (i32, i32) {
    let side = |side: u32| i32::try_from(side).unwrap_or(i32::MAX);
    let (across, down) = (side(thumbnail.width()), side(thumbnail.height()));
    if width * down <= height * across {
        (width, width * down / across)
    } else {
        (height * across / down, height)
    }
}

/// Returns a thumbnail at another size, with smooth transitions between its pixels.
fn enlarged(thumbnail: &Thumbnail, width: u32, height: u32) -> Canvas {
    let mut canvas = Canvas::new(width, height);
    let columns = thumbnail.width() as usize;
    let (pixels, _) = thumbnail.samples().as_chunks::<3>();
    let pixel = |x: usize, y: usize| {
        let [red, green, blue] = pixels[y * columns + x];
        Color(u32::from_be_bytes([0, red, green, blue]))
    };
    for y in 0..height {
        let (above, below, down) = between(y, height, thumbnail.height());
        for (x, target) in (0..width).zip(canvas.row_mut(y as usize)) {
            let (left, right, along) = between(x, width, thumbnail.width());
            let row = |y| pixel(left, y).mix(pixel(right, y), along);
            *target = row(above).mix(row(below), down).0;
        }
    }
    canvas
}

/// Returns the two source pixels whose middles are nearest to the middle of a target pixel, and the second one's share of 256.
fn between(target: u32, targets: u32, sources: u32) -> (usize, usize, u32) {
    let at = (128 * (2 * target + 1) * sources / targets).saturating_sub(128).min(256 * (sources - 1));
    let first = at / 256;
    (first as usize, (first + 1).min(sources - 1) as usize, at % 256)
}
