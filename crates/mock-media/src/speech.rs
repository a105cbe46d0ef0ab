//! The rhythm of speech: the syllables of a text, spread over the time in which it is spoken.

use std::ops::Range;

use sha2::{Digest, Sha256};

/// A voice. Another number is another voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Voice(pub u64);

impl Voice {
    /// Returns the voice of a name, such as the id of a voice.
    pub fn named(name: &str) -> Self {
        Self(number_of(name))
    }
}

/// Returns a number that is always the same for a text.
pub(crate) fn number_of(text: &str) -> u64 {
    let digest: [u8; 32] = Sha256::digest(text).into();
    digest.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
}

/// A syllable in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Syllable {
    /// The time at which it begins, in milliseconds.
    pub(crate) start: u32,
    /// Its length, in milliseconds.
    pub(crate) length: u32,
    pub(crate) vowel: Vowel,
    /// `true` if a sentence ends with it.
    pub(crate) last: bool,
}

/// A kind of vowel, by the opening of the mouth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vowel {
    /// As in "see".
    Narrow,
    /// As in "bed".
    Middle,
    /// As in "car".
    Open,
    /// As in "too".
    Round,
}

/// The longest time of a syllable, in milliseconds. What is left of a scene is filled with the text once more.
const SLOWEST: u32 = 260;
/// The silence at the end of a text, in milliseconds.
const REST: u32 = 400;
/// The most characters of a text that are spoken.
const LONGEST: usize = 6000;

/// A part of a text in time: a syllable, or a pause of this many syllables.
#[derive(Debug, Clone, Copy)]
enum Beat {
    Syllable(Vowel),
    Pause(u32),
}

/// Returns the syllables of a text that is spoken during a time, in milliseconds. A short text is spoken again until the time is over.
pub(crate) fn syllables(text: &str, times: Range<u32>) -> Vec<Syllable> {
    let beats = beats(text);
    let units: u32 = beats.iter().map(|beat| if let Beat::Pause(units) = beat { *units } else { 1 }).sum();
    let length = times.end.saturating_sub(times.start);
    let Some(unit) = length.saturating_sub(REST).checked_div(units).map(|unit| unit.clamp(1, SLOWEST)) else {
        return Vec::new();
    };
    let mut spoken: Vec<Syllable> = Vec::new();
    let mut now = times.start;
    let whole = units * unit;
    while now + whole <= times.end {
        for beat in &beats {
            match beat {
                Beat::Syllable(vowel) => {
                    spoken.push(Syllable { start: now, length: unit, vowel: *vowel, last: false });
                    now += unit;
                }
                Beat::Pause(units) => {
                    if let Some(syllable) = spoken.last_mut() {
                        syllable.last |= *units > 1;
                    }
                    now += units * unit;
                }
            }
        }
        now += REST;
    }
    spoken
}

/// Returns the beats of a text. A run of vowels is a syllable, and so is a character of scripts without vowels.
fn beats(text: &str) -> Vec<Beat> {
    let mut beats = Vec::new();
    let mut before = None;
    for letter in text.chars().take(LONGEST) {
        let vowel = vowel(letter);
        match (letter, vowel) {
            ('.' | '!' | '?' | '\n' | '。' | '！' | '？', _) => pause(&mut beats, 2),
            (',' | ';' | ':' | '，' | '；' | '：' | '、' | '…', _) => pause(&mut beats, 1),
            (letter, _) if letter.is_alphabetic() && letter >= '\u{2e80}' => {
                let kinds = [Vowel::Open, Vowel::Narrow, Vowel::Middle, Vowel::Round];
                beats.push(Beat::Syllable(kinds[letter as usize % kinds.len()]));
            }
            (letter, None) if letter.is_numeric() => beats.push(Beat::Syllable(Vowel::Middle)),
            // An "e" that ends a word is silent.
            (_, Some(vowel)) if before.is_none() => beats.push(Beat::Syllable(vowel)),
            _ => {}
        }
        before = vowel;
    }
    if !beats.iter().any(|beat| matches!(beat, Beat::Syllable(_))) {
        beats.clear();
    }
    beats
}

/// Adds a pause, or lengthens the one that is there. A text does not begin with a pause.
fn pause(beats: &mut Vec<Beat>, units: u32) {
    match beats.last_mut() {
        Some(Beat::Pause(known)) => *known = units.max(*known),
        Some(Beat::Syllable(_)) => beats.push(Beat::Pause(units)),
        None => {}
    }
}

fn vowel(letter: char) -> Option<Vowel> {
    match letter.to_lowercase().next().unwrap_or(letter) {
        'a' | 'á' | 'à' | 'â' | 'ä' | 'å' | 'ã' | 'æ' | 'а' | 'я' => Some(Vowel::Open),
        'e' | 'é' | 'è' | 'ê' | 'ë' | 'е' | 'э' => Some(Vowel::Middle),
        'i' | 'í' | 'î' | 'ï' | 'y' | 'и' | 'ы' | 'й' => Some(Vowel::Narrow),
        'o' | 'ó' | 'ô' | 'ö' | 'ø' | 'u' | 'ú' | 'û' | 'ü' | 'о' | 'у' | 'ю' | 'ё' => {
            Some(Vowel::Round)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_spoken_in_its_time_by_its_syllables() {
        let spoken = syllables("Hello there, you. 你好！", 1000..4400);
        // Hel-lo the-re you, ni hao; a comma and two full stops rest.
        assert_eq!(spoken.len(), 7);
        assert_eq!((spoken[0].start, spoken[0].length), (1000, 250));
        assert_eq!(
            spoken.iter().map(|syllable| syllable.last).collect::<Vec<_>>(),
            [false, false, false, false, true, false, true]
        );
        let end = spoken.last().map(|last| last.start + last.length);
        assert!(end.is_some_and(|end| end <= 4400), "{end:?}");
    }

    #[test]
    fn a_short_text_is_spoken_again_and_a_long_one_faster() {
        let spoken = syllables("Go on.", 0..10_000);
        assert!(spoken.len() > 10, "{}", spoken.len());
        assert!(spoken.windows(2).all(|pair| pair[0].start + pair[0].length <= pair[1].start));
        let hurried = syllables(&"la ".repeat(100), 0..4000);
        assert!(hurried.len() == 100 && hurried[0].length == 36, "{:?}", hurried[0]);
        for nothing in ["", "...", "—", "!?"] {
            assert_eq!(syllables(nothing, 0..4000), []);
        }
        assert_eq!(syllables("Too short a time", 0..0), []);
    }
}
