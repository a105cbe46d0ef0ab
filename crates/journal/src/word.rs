//! Words of closed lists, such as the names of providers and of their states.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Deserializer};

/// A word of a closed list, such as a provider's name. In a value that is read, it is field by field to be read by
/// [`read_word`] or [`read_optional_word`].
pub type Word = &'static str;

/// The words that were read so far. There are as few as there are names of providers, kinds and states.
static WORDS: Mutex<BTreeSet<Word>> = Mutex::new(BTreeSet::new());

/// Reads a word, for `#[serde(deserialize_with)]`.
pub fn read_word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Word, D::Error> {
    String::deserialize(deserializer).map(kept)
}

/// Reads a word or null, for `#[serde(deserialize_with)]`.
pub fn read_optional_word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Word>, D::Error> {
    Option::<String>::deserialize(deserializer).map(|word| word.map(kept))
}

fn kept(word: String) -> Word {
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    match words.get(&*word) {
        Some(known) => known,
        None => {
            let word = word.leak();
            words.insert(word);
            word
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_kept_once() {
        let read = || kept("queued".to_owned());
        assert_eq!(read(), "queued");
        assert!(std::ptr::eq(read(), read()));
    }
}
