//! The pictures of films, read by the independent decoder.

use super::*;
use crate::h264::decoder::Decoder;

/// All pictures of a film, decoded: the visible rows of luma samples, and the start of each picture in milliseconds.
struct Screening {
    pictures: Vec<Vec<Vec<u8>>>,
    starts: Vec<u32>,
    keys: Vec<bool>,
}

fn screen(scenes: &[Card], (width, height): (u32, u32), milliseconds: u64) -> Screening {
    let timeline = Timeline::new(Duration::from_millis(milliseconds), scenes.len());
    let mut shoot = Shoot::new(width, height, timeline.total);
    for (index, (card, times)) in scenes.iter().zip(timeline.scenes()).enumerate() {
        shoot.scene(card, index, String::new(), &timeline, times);
    }
    let sets = ParameterSets::new(width, height);
    let (mut decoder, size) = Decoder::new(&sets.sequence, &sets.picture);
    let mut screening = Screening { pictures: Vec::new(), starts: Vec::new(), keys: Vec::new() };
    let (mut data, mut now) = (shoot.track.data.as_slice(), 0);
    for sample in &shoot.track.samples {
        let (mut picture, rest) = data.split_at(sample.size as usize);
        let mut nals = Vec::new();
        while let Some((length, tail)) = picture.split_first_chunk::<4>() {
            let (nal, tail) = tail.split_at(u32::from_be_bytes(*length) as usize);
            nals.push(nal);
            picture = tail;
        }
        let luma = &decoder.picture(&nals).luma;
        let rows = luma.samples.chunks(luma.stride).take(size.1).map(|row| row[..size.0].to_vec());
        screening.pictures.push(rows.collect());
        screening.starts.push(now);
        screening.keys.push(sample.key);
        (data, now) = (rest, now + sample.duration);
    }
    assert_eq!(now, timeline.total);
    screening
}

fn cards(count: usize) -> Vec<Card> {
    (0..count).map(|index| Card::new("cutx", "film", "job", 40 + index as u64).prompt("A harbour")).collect()
}

/// Returns the number of samples in the lowest row, from the left, that are as bright as the filled end of the bar.
fn filled(picture: &[Vec<u8>]) -> usize {
    let row = picture.last().unwrap();
    row.iter().take_while(|sample| sample.abs_diff(row[0]) < 24).count()
}

#[test]
fn the_bar_fills_as_time_passes() {
    for size in [(320, 180), (90, 160), (256, 100)] {
        let screening = screen(&cards(1), size, 12_000);
        assert_eq!(screening.pictures.len(), 120);
        let width = size.0 as usize;
        for (picture, start) in screening.pictures.iter().zip(&screening.starts) {
            let expected = width * (*start as usize + 100) / 12_000;
            let filled = filled(picture);
            // Coding blurs the edge of the bar a little. A bar of no length has no edge.
            assert!(
                expected < 4 || filled.abs_diff(expected) <= 3,
                "{filled} of {expected} at {start} in {size:?}"
            );
        }
        assert_eq!(screening.pictures.last().map(|picture| filled(picture)), Some(width));
    }
}

#[test]
fn a_scene_stands_still_above_the_strip_and_the_next_is_another() {
    let screening = screen(&cards(3), (320, 180), 60_000);
    let still = |index: usize| &screening.pictures[index][..128];
    let scene = |index: usize| screening.starts[index] / 20_000;
    for index in 1..screening.pictures.len() {
        assert_eq!(still(index) == still(index - 1), scene(index) == scene(index - 1), "picture {index}");
    }
    let keys: Vec<u32> = screening
        .starts
        .iter()
        .zip(&screening.keys)
        .filter(|(_, key)| **key)
        .map(|(start, _)| *start)
        .collect();
    // Every second key picture stands within a scene.
    assert_eq!(keys, [0, 10_000, 20_000, 30_000, 40_000, 50_000]);
}

#[test]
fn the_clock_moves_once_a_second() {
    let screening = screen(&cards(1), (640, 360), 5_000);
    // The clock is at the bottom right, above the bar.
    let clock =
        |picture: &Vec<Vec<u8>>| picture[320..345].iter().map(|row| row[500..].to_vec()).collect::<Vec<_>>();
    let changes: Vec<u32> = (1..screening.pictures.len())
        .filter(|index| clock(&screening.pictures[*index]) != clock(&screening.pictures[index - 1]))
        .map(|index| screening.starts[index])
        .collect();
    assert_eq!(changes, [1_000, 2_000, 3_000, 4_000]);
}

#[test]
fn scenes_of_one_picture_follow_each_other() {
    let screening = screen(&cards(4), (64, 64), 4);
    assert_eq!(screening.starts, [0, 1, 2, 3]);
    assert_eq!(screening.keys, [true; 4]);
}

#[test]
fn scenes_are_equally_long_to_the_millisecond() {
    let timeline = Timeline::new(Duration::from_millis(10_001), 3);
    assert_eq!(timeline.scenes().collect::<Vec<_>>(), [0..3333, 3333..6667, 6667..10_001]);
    let pictures: Vec<_> = timeline.pictures(&(3333..6667)).collect();
    assert_eq!((pictures[0].start, pictures.last().unwrap().end), (3333, 6667));
    assert!(pictures.iter().all(|shown| (100..=102).contains(&(shown.end - shown.start))));
}

#[test]
fn any_number_of_threads_makes_the_same_file() {
    let scenes = (0..5).map(|seed| Card::new("p", "k", "j", seed).prompt("The same")).collect();
    let film = Film { scenes, width: 64, height: 48, duration: Duration::from_secs(5) };
    let alone = render_with(&film, 1);
    for threads in [0, 2, 3, 8] {
        assert!(render_with(&film, threads) == alone, "{threads} threads");
    }
}
