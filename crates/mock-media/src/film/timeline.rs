//! The times of a film's scenes and pictures, in milliseconds.

use std::ops::Range;
use std::time::Duration;

const LONGEST: Duration = Duration::from_hours(4);
const MOST_SCENES: usize = 1000;
/// The longest time from one key picture to the next.
const KEY_INTERVAL: u32 = 2000;

/// The times of a film.
#[derive(Debug)]
pub(super) struct Timeline {
    pub(super) total: u32,
    pub(super) count: u32,
    /// The longest time of a picture.
    interval: u32,
}

/// The pictures from a key picture to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// The times of the pictures; the first one is the key picture.
    pub(super) pictures: Vec<Range<u32>>,
}

impl Timeline {
    pub(super) fn new(duration: Duration, scenes: usize) -> Self {
        let asked = u32::try_from(duration.min(LONGEST).as_millis()).unwrap_or(0);
        // Films of up to a minute have ten pictures a second, longer ones five.
        let interval = if asked <= 60_000 { 100 } else { 200 };
        let total = if asked == 0 { interval } else { asked };
        // Each scene is shown for at least a millisecond. Scenes that find no time are not shown.
        let count = u32::try_from(scenes.min(MOST_SCENES)).unwrap_or(1).min(total);
        Self { total, count, interval }
    }

    /// Returns the times of each scene. All are equally long, give or take a millisecond.
    pub(super) fn scenes(&self) -> impl Iterator<Item = Range<u32>> {
        parts(0..self.total, self.count)
    }

    /// Returns the groups of a scene. Groups are equally long, and so are the pictures of each, as far as milliseconds allow.
    pub(super) fn groups(&self, scene: &Range<u32>) -> Vec<Group> {
        let count = (scene.end - scene.start).div_ceil(KEY_INTERVAL).max(1);
        let group = |times: Range<u32>| {
            let count = (times.end - times.start).div_ceil(self.interval).max(1);
            Group { pictures: parts(times, count).collect() }
        };
        parts(scene.clone(), count).map(group).collect()
    }

    /// Returns `true` if scenes may be so short that their key pictures follow each other directly.
    pub(super) fn is_hurried(&self) -> bool {
        self.total / self.count <= self.interval
    }
}

/// Divides a time into equal parts.
fn parts(times: Range<u32>, count: u32) -> impl Iterator<Item = Range<u32>> {
    let length = u64::from(times.end - times.start);
    let at = move |index: u32| {
        let time = length * u64::from(index) / u64::from(count);
        times.start + u32::try_from(time).unwrap_or(0)
    };
    (0..count).map(move |index| at(index)..at(index + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenes_are_equally_long_to_the_millisecond() {
        let timeline = Timeline::new(Duration::from_millis(10_001), 3);
        assert_eq!(timeline.scenes().collect::<Vec<_>>(), [0..3333, 3333..6667, 6667..10_001]);
        let groups = timeline.groups(&(3333..6667));
        assert_eq!(groups.len(), 2);
        let pictures: Vec<_> = groups.into_iter().flat_map(|group| group.pictures).collect();
        assert_eq!((pictures[0].start, pictures[33].end, pictures.len()), (3333, 6667, 34));
        assert!(pictures.iter().all(|shown| (98..=100).contains(&(shown.end - shown.start))));
    }

    #[test]
    fn pictures_are_frequent_and_key_pictures_never_far() {
        for (seconds, scenes, fastest) in [(5, 1, 10), (60, 7, 10), (61, 3, 5), (1800, 55, 5)] {
            let timeline = Timeline::new(Duration::from_secs(seconds), scenes);
            let groups: Vec<Group> = timeline.scenes().flat_map(|scene| timeline.groups(&scene)).collect();
            let pictures: usize = groups.iter().map(|group| group.pictures.len()).sum();
            assert!(pictures as u64 >= fastest * seconds, "{pictures} in {seconds} s");
            let length = |group: &Group| group.pictures.last().unwrap().end - group.pictures[0].start;
            assert!(groups.iter().all(|group| length(group) <= 2000 && group.pictures.len() <= 20));
        }
    }
}
