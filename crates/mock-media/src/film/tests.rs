//! The pictures of films, read by the independent decoder.

use std::time::Duration;

use super::*;
use crate::artwork::Camera;
use crate::card::{Figure, View};
use crate::h264::decoder::Decoder;
use crate::speech::Voice;

/// All pictures of a film, decoded: the visible rows of luma samples, and the start of each picture in milliseconds.
struct Screening {
    pictures: Vec<Vec<Vec<u8>>>,
    starts: Vec<u32>,
    keys: Vec<bool>,
}

fn screen(film: &Film) -> Screening {
    let size = (film.width, film.height);
    let timeline = Timeline::new(film.duration, film.scenes.len());
    let mut set = Set::new(film, &film.scenes, size, &timeline);
    let shots = film.scenes.iter().zip(timeline.scenes()).enumerate().map(Shot::new);
    shots.for_each(|shot| set.shoot(&shot));
    let reel = set.into_reel();
    let sets = ParameterSets::new(size.0, size.1);
    let (mut decoder, size) = Decoder::new(&sets.sequence, &sets.picture);
    let mut screening = Screening { pictures: Vec::new(), starts: Vec::new(), keys: Vec::new() };
    let mut now = 0;
    for sample in &reel.samples {
        let mut picture = &reel.data[reel.pictures[sample.picture].clone()];
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
        now += sample.duration;
    }
    assert_eq!(now, timeline.total);
    screening
}

fn film(scenes: usize, seconds: u64) -> Film {
    let card =
        |index: usize| Card::new("cutx", "film", "job", 40 + index as u64).prompt("A harbour at night");
    let scenes = (0..scenes).map(card).collect();
    Film { scenes, width: 480, height: 320, duration: Duration::from_secs(seconds), ..Film::default() }
}

/// Returns the rows of the window, and those around it.
fn parts(picture: &[Vec<u8>]) -> (&[Vec<u8>], [&[Vec<u8>]; 2]) {
    (&picture[64..144], [&picture[..32], &picture[224..]])
}

/// Returns the numbers of the pictures that differ from the one before in their window.
fn changes(screening: &Screening) -> Vec<usize> {
    let window = |index: usize| parts(&screening.pictures[index]).0;
    (1..screening.pictures.len()).filter(|index| window(*index) != window(index - 1)).collect()
}

#[test]
fn a_still_camera_shows_scenes_that_stand_still() {
    let screening = screen(&film(3, 12));
    assert_eq!(screening.pictures.len(), 120);
    assert_eq!(changes(&screening), [40, 80]);
    let keys: Vec<u32> = screening
        .starts
        .iter()
        .zip(&screening.keys)
        .filter_map(|(start, key)| key.then_some(*start))
        .collect();
    assert_eq!(keys, [0, 2000, 4000, 6000, 8000, 10_000]);
}

#[test]
fn a_moving_camera_moves_the_window_and_nothing_around_it() {
    for camera in [Camera::Drift, Camera::Zoom] {
        for scenes in [1, 4] {
            let moving = screen(&Film { camera, ..film(scenes, 8) });
            let changed = changes(&moving).len();
            assert!(changed * 10 >= moving.pictures.len() * 7, "{camera:?}: {changed} pictures move");
            let around = |index: usize| parts(&moving.pictures[index]).1;
            let scene = |index: usize| moving.starts[index] as usize * scenes / 8000;
            for index in 1..moving.pictures.len() {
                assert!(scene(index) != scene(index - 1) || around(index) == around(index - 1), "{index}");
            }
        }
    }
}

#[test]
fn blinds_close_at_the_end_of_each_scene_but_the_last() {
    let open = screen(&film(2, 8));
    let shut = screen(&Film { has_transitions: true, ..film(2, 8) });
    let differing: Vec<usize> =
        (0..80).filter(|index| open.pictures[*index] != shut.pictures[*index]).collect();
    assert_eq!(differing, [36, 37, 38, 39]);
    let dark = parts(&shut.pictures[39]).0.iter().flatten().all(|sample| *sample < 40);
    assert!(dark, "the last picture of the scene is dark");
}

#[test]
fn a_person_moves_the_lips_while_words_are_spoken() {
    let speaking = |words: &str| {
        let mut film = film(1, 6);
        let card = film.scenes.remove(0).figure(Figure { view: View::Face, look: 5 });
        film.scenes.push(card.speech(words));
        screen(&film)
    };
    let said = speaking("La lo le la lo. Me mo ma, me mo.");
    let changed = changes(&said);
    assert!(changed.len() > 12, "{changed:?}");
    assert_eq!(changes(&speaking("...")), [], "nobody speaks");
    // The lips are a small part of the picture.
    let (closed, open) = (&said.pictures[0], &said.pictures[changed[0]]);
    let rows = (0..320).filter(|row| closed[*row] != open[*row]).count();
    assert!((8..80).contains(&rows), "{rows} rows");
}

#[test]
fn the_words_around_the_window_are_those_of_the_scene() {
    let plain = screen(&Film { voice: Some(Voice(1)), ..film(2, 4) });
    let mut film = Film { voice: Some(Voice(1)), ..film(2, 4) };
    film.scenes[1].subtitle = Some("Nobody had lit it for years.".to_owned());
    let told = screen(&film);
    let differing: Vec<usize> =
        (0..40).filter(|index| plain.pictures[*index] != told.pictures[*index]).collect();
    assert_eq!(differing, (20..40).collect::<Vec<_>>());
    assert_eq!(parts(&plain.pictures[20]).0, parts(&told.pictures[20]).0, "the window is the same");
}

#[test]
fn scenes_of_one_picture_follow_each_other() {
    let film = Film { duration: Duration::from_millis(4), width: 64, height: 64, ..film(4, 0) };
    let screening = screen(&film);
    assert_eq!(screening.starts, [0, 1, 2, 3]);
    assert_eq!(screening.keys, [true; 4]);
}

#[test]
fn any_number_of_threads_makes_the_same_file() {
    let scenes = (0..5).map(|seed| Card::new("p", "k", "j", seed).prompt("The same").speech("one")).collect();
    let film = Film {
        scenes,
        width: 64,
        height: 48,
        duration: Duration::from_secs(5),
        camera: Camera::Zoom,
        voice: Some(Voice(1)),
        has_transitions: true,
    };
    let alone = render_with(&film, 1);
    for threads in [0, 2, 3, 8] {
        assert!(render_with(&film, threads) == alone, "{threads} threads");
    }
}
