//! Instants and lengths of time, as people read them.

use jiff::Timestamp;
use kernel::credits::Credits;
use kernel::time;
use maud::{Markup, html};

/// Returns an instant, with its distance from now, which the script keeps up to date.
pub(crate) fn instant(now: Timestamp, at: Timestamp) -> Markup {
    html! {
        span.when { (clock_time(now, at)) " " span.relative data-at=(at.as_millisecond()) { (relative(now, at)) } }
    }
}

/// Returns an instant alone: the time of day, and the day too if it is another one than today.
pub(crate) fn clock_time(now: Timestamp, at: Timestamp) -> Markup {
    let (whole, today) = (time::instant(at), time::instant(now));
    let readable = whole.replace('T', " ").replace('Z', "");
    let is_today = whole.get(..10) == today.get(..10);
    let shown = if is_today { readable.get(11..).unwrap_or(&readable) } else { &readable };
    html! { time datetime=(whole) title=(whole) { (shown) } }
}

/// Returns the distance of an instant from now, such as `in 24 s` or `3 min ago`.
pub(crate) fn relative(now: Timestamp, at: Timestamp) -> String {
    let distance = at.as_millisecond() - now.as_millisecond();
    match length(distance.unsigned_abs()) {
        _ if distance.abs() < 50 => "now".to_owned(),
        length if distance > 0 => format!("in {length}"),
        length => format!("{length} ago"),
    }
}

/// Returns a length of time in one unit, or in two.
pub(crate) fn length(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    match seconds {
        0..10 => format!("{}.{} s", seconds, milliseconds % 1000 / 100),
        10..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// Returns the length of an exchange on the machine's clock.
pub(crate) fn took(microseconds: u64) -> String {
    match microseconds {
        0..1000 => format!("{microseconds} µs"),
        1000..1_000_000 => format!("{}.{} ms", microseconds / 1000, microseconds % 1000 / 100),
        _ => length(microseconds / 1000),
    }
}

/// Returns credits that moved, with their sign. Nothing stands for none.
pub(crate) fn moved(credits: Credits) -> Markup {
    html! {
        @if credits > Credits::ZERO { span.gain { "+" (credits) } }
        @else if credits < Credits::ZERO { span.cost { (credits) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_read_well() {
        let at = |milliseconds| Timestamp::from_millisecond(milliseconds).unwrap();
        let rows = [
            (0, "now"),
            (900, "in 0.9 s"),
            (24_000, "in 24 s"),
            (-130_000, "2 min ago"),
            (7_200_000, "in 2 h"),
            (-864_000_000, "10 d ago"),
        ];
        for (distance, expected) in rows {
            assert_eq!(relative(at(0), at(distance)), expected);
        }
        let day = at(1_767_225_600_000);
        assert!(clock_time(day, at(1_767_225_601_500)).into_string().ends_with(">00:00:01.500</time>"));
        assert!(clock_time(day, at(1_767_139_200_000)).into_string().contains(">2025-12-31 00:00:00.000<"));
    }
}
