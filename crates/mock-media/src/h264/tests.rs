//! The pictures that the encoder believes to be shown, compared with those of an independent decoder.

use super::decoder::Decoder;
use super::{Encoder, ParameterSets, Plane, Planes};

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
        let changed: Vec<usize> =
            (0..columns * rows).filter(|address| address % 3 != 1 || seed % 4 == 0).collect();
        let nal = encoder.change(&source, &changed);
        assert!(decoder.picture(&[&nal]) == encoder.decoded(), "change after {seed}");

        let nal = encoder.change(&source, &[]);
        assert!(nal.len() < 12, "nothing changed, nothing said");
        assert!(decoder.picture(&[&nal]) == encoder.decoded(), "repeat after {seed}");
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
