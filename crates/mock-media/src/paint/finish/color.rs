//! Changes of single colours.

use super::super::canvas::Color;

/// Returns the brightness of a colour, from 0 to 255.
pub(super) fn brightness(color: Color) -> u32 {
    let [_, red, green, blue] = color.0.to_be_bytes().map(u32::from);
    (54 * red + 183 * green + 19 * blue) / 256
}

/// Returns a colour with `share` of 256 of its distance from grey.
pub(super) fn saturated(color: Color, share: i32) -> Color {
    let grey = i32::try_from(brightness(color)).unwrap_or(0);
    channels(color, |channel| grey + (channel - grey) * share / 256)
}

/// Returns a colour with `by` added to all channels.
pub(super) fn brightened(color: Color, by: i32) -> Color {
    channels(color, |channel| channel + by)
}

/// Returns the largest distance between two pixels in one channel.
#[inline]
pub(super) fn distance(one: u32, other: u32) -> u8 {
    let [_, red, green, blue] = one.to_be_bytes();
    let [_, other_red, other_green, other_blue] = other.to_be_bytes();
    red.abs_diff(other_red).max(green.abs_diff(other_green)).max(blue.abs_diff(other_blue))
}

fn channels(color: Color, change: impl Fn(i32) -> i32) -> Color {
    let [_, red, green, blue] = color.0.to_be_bytes();
    let [red, green, blue] =
        [red, green, blue].map(|channel| change(i32::from(channel)).clamp(0, 255).to_le_bytes()[0]);
    Color(u32::from_be_bytes([0, red, green, blue]))
}
