//! The pictures that the encoder believes to be shown, compared with those of an independent decoder.

use super::decoder::Decoder;
use super::{Encoder, ParameterSets, Plane, Planes, Step};

/// Returns planes of arbitrary samples: smooth in part, rough in part, up to pure noise.
fn planes(columns: usize, rows: usize, seed: u32) -> Planes {
    let mut planes = Planes::new(columns, rows);
    let mut state = seed;
    let mut noise = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 24
    };
    let [blue, red] = &mut planes.chroma;
    for plane in [&mut planes.luma, blue, red] {
        for (index, sample) in plane.samples.iter_mut().enumerate() {
            let (x, y) = (index % plane.stride, index / plane.stride);
            let roughness = [0, 1, 4, 30, 255][(x / 16 + y / 16 * 3 + seed as usize) % 5];
            let value = (x * 3 + y * 5) % 256 * 3 / 4 + noise() as usize * roughness / 255;
            *sample = u8::try_from(value.min(255)).unwrap();
        }
    }
    planes
}

fn worst(a: &Plane, b: &Plane) -> u8 {
    a.samples.iter().zip(&b.samples).map(|(a, b)| a.abs_diff(*b)).max().unwrap()
}

#[test]
fn a_decoder_shows_what_the_encoder_believes() {
    let (columns, rows) = (7, 6);
    let sets = ParameterSets::new(16 * 7, 16 * 6);
    let (mut decoder, size) = Decoder::new(&sets.sequence, &sets.picture);
    assert_eq!(size, (112, 96));
    let mut encoder = Encoder::new(columns, rows);
    for seed in 0..20 {
        let source = planes(columns, rows, seed);
        let upper = encoder.key_slice(&source, 0..4, seed % 2);
        let lower = encoder.key_slice(&source, 4..rows, seed % 2);
        assert!(decoder.picture(&[&upper, &lower]) == encoder.decoded(), "key picture {seed}");

        let source = planes(columns, rows, seed + 100);
        let is_anew = |address: usize| !address.is_multiple_of(3) || seed % 4 == 0;
        let steps: Vec<Step> = (0..columns * rows)
            .map(|address| if is_anew(address) { Step::Anew } else { Step::Move((0, 0)) })
            .collect();
        let nals = [0..2, 2..rows].map(|rows| encoder.between_slice(&source, rows, 1, &steps));
        let shown = decoder.picture(&[&nals[0], &nals[1]]);
        for address in 0..columns * rows {
            let expected = if is_anew(address) { encoder.anew() } else { encoder.decoded() };
            let at = (address % columns, address / columns);
            assert!(square(shown, at) == square(expected, at), "macroblock {address} after {seed}");
        }

        let still = vec![Step::Move((0, 0)); columns * rows];
        let nal = encoder.between_slice(&source, 0..rows, 2, &still);
        assert!(nal.len() < 12, "nothing changed, nothing said");
        assert!(decoder.picture(&[&nal]) == encoder.decoded(), "repeat after {seed}");
    }
}

/// Returns the samples of a macroblock.
fn square(planes: &Planes, (column, row): (usize, usize)) -> Vec<u8> {
    let part = |plane: &Plane, side: usize| {
        (side * row..side * (row + 1))
            .flat_map(|y| plane.run(side * column, y, side).to_vec())
            .collect::<Vec<_>>()
    };
    [part(&planes.luma, 16), part(&planes.chroma[0], 8), part(&planes.chroma[1], 8)].concat()
}

#[test]
fn whole_vectors_move_the_samples_that_they_point_to_and_fractions_lie_between() {
    let (columns, rows) = (5, 4);
    let sets = ParameterSets::new(80, 64);
    let (mut decoder, _) = Decoder::new(&sets.sequence, &sets.picture);
    let mut encoder = Encoder::new(columns, rows);
    let source = planes(columns, rows, 3);
    let nal = encoder.key_slice(&source, 0..rows, 0);
    decoder.picture(&[&nal]);
    let key = encoder.decoded().luma.clone();
    for (order, vector) in
        (1..).zip([(8, 0), (-12, 4), (32, -20), (400, 400), (-3, 2), (1, 1), (2, 2), (6, 7)])
    {
        let steps: Vec<Step> = (0..columns * rows)
            .map(|address| Step::Move(if address % 7 == 5 { (0, 0) } else { vector }))
            .collect();
        let nal = encoder.between_slice(&source, 0..rows, order, &steps);
        let shown = &decoder.picture(&[&nal]).luma;
        for (x, y) in (0..80 * 64).map(|sample| (sample % 80, sample / 80)) {
            let (right, down) = if (y / 16 * columns + x / 16) % 7 == 5 { (0, 0) } else { vector };
            let at = |place: usize, vector: i32, limit: i32| {
                let place = i32::try_from(place).unwrap() + vector.div_euclid(4);
                place.clamp(0, limit).unsigned_abs() as usize
            };
            let expected = key.run(at(x, right, 79), at(y, down, 63), 1)[0];
            if right % 4 == 0 && down % 4 == 0 {
                assert_eq!(shown.run(x, y, 1)[0], expected, "{vector:?} at {x}, {y}");
            }
        }
    }
}

#[test]
fn what_is_shown_is_close_to_what_was_asked() {
    let mut encoder = Encoder::new(7, 6);
    for seed in 0..5 {
        let source = planes(7, 6, seed);
        encoder.key_slice(&source, 0..6, 0);
        let shown = encoder.decoded();
        assert!(worst(&source.luma, &shown.luma) <= 24, "{}", worst(&source.luma, &shown.luma));
        assert!(source.chroma.iter().zip(&shown.chroma).all(|(source, shown)| worst(source, shown) <= 24));
    }
}

#[test]
fn extremes_stay_within_what_the_codes_can_say() {
    // Checkerboards from black to white have the largest possible coefficients.
    for cell in [1, 2, 4, 8, 16] {
        let mut source = Planes::new(3, 3);
        let [blue, red] = &mut source.chroma;
        for plane in [&mut source.luma, blue, red] {
            for (index, sample) in plane.samples.iter_mut().enumerate() {
                let (x, y) = (index % plane.stride, index / plane.stride);
                *sample = if (x / cell + y / cell) % 2 == 0 { 0 } else { 255 };
            }
        }
        let sets = ParameterSets::new(48, 48);
        let (mut decoder, _) = Decoder::new(&sets.sequence, &sets.picture);
        let mut encoder = Encoder::new(3, 3);
        let nal = encoder.key_slice(&source, 0..3, 0);
        assert!(decoder.picture(&[&nal]) == encoder.decoded(), "cells of {cell}");
    }
}

#[test]
fn sizes_are_cropped_from_whole_macroblocks() {
    for (width, height) in [(2, 2), (16, 16), (18, 30), (1920, 1080), (576, 1024), (4096, 4096)] {
        let sets = ParameterSets::new(width, height);
        let (_, size) = Decoder::new(&sets.sequence, &sets.picture);
        assert_eq!(size, (width as usize, height as usize));
    }
}
