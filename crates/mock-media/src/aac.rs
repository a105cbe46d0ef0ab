//! A small AAC-LC encoder (ISO/IEC 14496-3) for quiet tones in the rhythm of speech.
//!
//! Each frame is written as what a decoder wants to see: the lines of the spectrum. A syllable is a few harmonics of its pitch, so
//! nothing needs to be transformed, and whole numbers are enough.

mod frame;

use crate::speech::{Syllable, Voice, Vowel};

/// The number of samples in a second.
pub(crate) const RATE: u32 = 16_000;
/// The number of samples in a frame.
pub(crate) const FRAME: u32 = 1024;
/// The description of the stream for decoders (`AudioSpecificConfig`): AAC-LC, 16 kHz, one channel.
pub(crate) const CONFIGURATION: [u8; 2] = [0x14, 0x08];

/// The gain of a syllable at its loudest. Four steps are a factor of two.
const LOUDEST: i32 = 178;
/// The number of milliseconds in which a syllable rises or falls by a step of its gain.
const SLOPE: u32 = 12;
/// The most steps that a syllable is quieter at its ends.
const QUIETER: u32 = 9;

/// Returns the frames of a sound of `milliseconds`, in which some syllables are spoken.
pub(crate) fn encode(voice: Voice, syllables: &[Syllable], milliseconds: u32) -> Vec<Vec<u8>> {
    let samples = u64::from(milliseconds) * u64::from(RATE) / 1000;
    let frames = samples.div_ceil(FRAME.into());
    let silence = frame::silence();
    let mut upcoming = syllables.iter().peekable();
    let frame = |number: u64| {
        // A frame is loudest at its end, where the next one begins.
        let now = u32::try_from((number + 1) * u64::from(FRAME) * 1000 / u64::from(RATE)).unwrap_or(u32::MAX);
        while upcoming.next_if(|syllable| syllable.start + syllable.length <= now).is_some() {}
        match upcoming.peek() {
            Some(syllable) if syllable.start <= now => tone(voice, syllable, now, number),
            _ => silence.clone(),
        }
    };
    (0..frames).map(frame).collect()
}

/// Returns the frame of a moment within a syllable.
fn tone(voice: Voice, syllable: &Syllable, now: u32, number: u64) -> Vec<u8> {
    let (since, left) = (now - syllable.start, syllable.start + syllable.length - now);
    let quieter = QUIETER.saturating_sub(since.min(left) / SLOPE);
    // A line of the spectrum is about 8 Hz wide. Voices begin from 100 to 200 Hz.
    let base = 13 + usize::try_from(voice.0 % 13).unwrap_or(0);
    let melody = [0, 2, 1, 3, 1, 2, 0][((u64::from(syllable.start) / 97 + voice.0 / 13) % 7) as usize];
    let pitch = if syllable.last { base - 2 } else { base + melody };
    let harmonics: &[usize] = match syllable.vowel {
        Vowel::Narrow => &[1, 2, 8],
        Vowel::Middle => &[1, 2, 4, 5],
        Vowel::Open => &[1, 2, 3, 5, 6],
        Vowel::Round => &[1, 2, 3],
    };
    let gain = LOUDEST - i32::try_from(quieter).unwrap_or(0);
    frame::of_lines(harmonics.iter().map(|harmonic| harmonic * pitch), gain, number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_has_a_frame_for_every_begun_one_and_is_loud_where_somebody_speaks() {
        let syllables = [Syllable { start: 500, length: 300, vowel: Vowel::Open, last: false }];
        let frames = encode(Voice(1), &syllables, 2000);
        assert_eq!(frames.len(), 32);
        let silence = frame::silence();
        let spoken: Vec<usize> = (0..32).filter(|number| frames[*number] != silence).collect();
        // Each frame ends 64 ms after the one before.
        assert_eq!(spoken, [7, 8, 9, 10, 11]);
        assert_ne!(encode(Voice(2), &syllables, 2000)[9], frames[9]);
        assert_eq!(encode(Voice(1), &[], 1).len(), 1);
    }
}
