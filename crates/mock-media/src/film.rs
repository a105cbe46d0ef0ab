//! Films: scenes one after another, in a window with a plate of words around it.

mod camera;
mod reel;
mod scene;
#[cfg(test)]
mod tests;
mod timeline;

use std::num::NonZero;
use std::ops::Range;

use crate::aac;
use crate::artwork::Film;
use crate::card::Card;
use crate::h264::ParameterSets;
use crate::mp4::{self, Sound};
use crate::picture::LARGEST_SIDE;
use crate::speech::{Syllable, syllables};
pub(crate) use reel::{Reel, Sample};
use scene::Set;
use timeline::Timeline;

/// The most threads that work on a film. More would need more memory than a film may take.
const MOST_THREADS: usize = 2;
/// The number of scenes that are worth a thread.
const SCENES_A_THREAD: usize = 8;

/// Returns the bytes of an MP4 file.
pub(crate) fn render(film: &Film) -> Vec<u8> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    render_with(film, threads.min(MOST_THREADS).min(film.scenes.len() / SCENES_A_THREAD))
}

/// Renders a film on at most `threads` threads. Scenes do not depend on each other, so the bytes are the same on any number.
fn render_with(film: &Film, threads: usize) -> Vec<u8> {
    let side = |side: u32| side.clamp(2, LARGEST_SIDE).next_multiple_of(2);
    let (width, height) = (side(film.width), side(film.height));
    let blank = [Card::default()];
    let scenes = if film.scenes.is_empty() { &blank[..] } else { &film.scenes };
    let timeline = Timeline::new(film.duration, scenes.len());
    let shots: Vec<Shot> = scenes.iter().zip(timeline.scenes()).enumerate().map(Shot::new).collect();
    let shoot = |shots: &[Shot]| {
        let mut set = Set::new(film, scenes, (width, height), &timeline);
        for shot in shots {
            set.shoot(shot);
        }
        set.into_reel()
    };
    let part = shots.len().div_ceil(threads.max(1)).max(1);
    let reel = std::thread::scope(|scope| {
        let (first, others) = shots.split_at(part.min(shots.len()));
        let others: Vec<_> = others.chunks(part).map(|part| scope.spawn(move || shoot(part))).collect();
        let mut reel = Reel::default();
        reel.append(shoot(first));
        for other in others {
            reel.append(other.join().expect("a scene that can be painted here can be painted there"));
        }
        reel
    });
    let sound = film.voice.map(|voice| {
        let spoken: Vec<Syllable> = shots.iter().flat_map(|shot| shot.syllables.iter().copied()).collect();
        Sound { frames: aac::encode(voice, &spoken, timeline.total) }
    });
    mp4::write(&reel, sound.as_ref(), (width, height), timeline.total, &ParameterSets::new(width, height))
}

/// A scene with its place in the film.
struct Shot<'film> {
    index: usize,
    card: &'film Card,
    times: Range<u32>,
    syllables: Vec<Syllable>,
}

impl<'film> Shot<'film> {
    fn new((index, (card, times)): (usize, (&'film Card, Range<u32>))) -> Self {
        let syllables = card.speech.as_ref().map_or_else(Vec::new, |text| syllables(text, times.clone()));
        Self { index, card, times, syllables }
    }
}
