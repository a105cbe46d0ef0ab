//! The scale of a timeline: virtual time as a part of its width. Stretches in which nothing goes on are short.

use jiff::Timestamp;

/// The width of a stretch in which nothing goes on, as a part of all that goes on.
const IDLE: f64 = 0.04;

/// A scale of virtual time.
pub(crate) struct Scale {
    /// The stretches in which something goes on, in milliseconds, in order and apart.
    busy: Vec<(i64, i64)>,
    idle: f64,
    whole: f64,
}

impl Scale {
    /// Creates the scale of stretches from one instant to another.
    pub(crate) fn of(stretches: impl IntoIterator<Item = (Timestamp, Timestamp)>) -> Self {
        let milliseconds = |(from, to): (Timestamp, Timestamp)| (from.as_millisecond(), to.as_millisecond());
        let mut stretches: Vec<_> = stretches.into_iter().map(milliseconds).collect();
        stretches.sort_unstable();
        let mut busy: Vec<(i64, i64)> = Vec::new();
        for (from, to) in stretches {
            match busy.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => busy.push((from, to)),
            }
        }
        let active: f64 = busy.iter().map(|(from, to)| (to - from) as f64).sum();
        let idle = (active * IDLE).max(1.0);
        let whole = active + idle * (busy.len().saturating_sub(1)) as f64;
        Self { busy, idle, whole: whole.max(1.0) }
    }

    /// Returns the place of an instant in percent of the width.
    pub(crate) fn place(&self, at: Timestamp) -> f64 {
        let at = at.as_millisecond();
        let mut place = 0.0;
        for (number, (from, to)) in self.busy.iter().enumerate() {
            if number > 0 {
                place += if at >= *from { self.idle } else { 0.0 };
            }
            place += (at.min(*to) - from).max(0) as f64;
        }
        (100.0 * place / self.whole).clamp(0.0, 100.0)
    }

    /// Returns the first and the last instant.
    pub(crate) fn ends(&self) -> Option<(Timestamp, Timestamp)> {
        let (from, to) = (self.busy.first()?.0, self.busy.last()?.1);
        Some((Timestamp::from_millisecond(from).ok()?, Timestamp::from_millisecond(to).ok()?))
    }

    /// Returns the middles of the stretches in which nothing goes on, in percent, with their lengths in milliseconds.
    pub(crate) fn breaks(&self) -> Vec<(f64, u64)> {
        let mut place = 0.0;
        let pairs = self.busy.windows(2).map(|pair| {
            place += (pair[0].1 - pair[0].0) as f64 + self.idle;
            (100.0 * (place - self.idle / 2.0) / self.whole, pair[1].0.abs_diff(pair[0].1))
        });
        pairs.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idle_stretches_are_short() {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let scale = Scale::of([(at(0), at(50)), (at(10), at(20)), (at(10_000), at(10_050))]);
        let places = [0, 50, 10_000, 10_050].map(|seconds| format!("{:.0}", scale.place(at(seconds))));
        assert_eq!(places, ["0", "48", "52", "100"]);
        let breaks: Vec<_> =
            scale.breaks().iter().map(|(place, length)| format!("{place} {length}")).collect();
        assert_eq!(breaks, ["50 9950000"]);
    }
}
