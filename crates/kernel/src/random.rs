//! Chance, keyed and repeatable.
//!
//! Every account has a root derived from (world seed, provider, API key). Every draw comes from the stream of one ordinal
//! under that root. So the same calls on an account give the same ids, durations and texts, without regard to other accounts,
//! and a new draw in one place changes nothing elsewhere.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// Draws a seed from the machine. All other chance derives from a seed. It is below 2^53, which every JSON reader holds exactly.
pub fn draw_seed() -> u64 {
    RandomState::new().hash_one(()) >> 11
}

/// The root of an account's randomness.
#[derive(Clone, Serialize, Deserialize)]
pub struct Root([u8; 32]);

impl Root {
    /// Derives the root of one account.
    pub fn new(seed: u64, provider: &str, api_key: &str) -> Self {
        let mut digest = Sha256::new();
        for part in [&seed.to_be_bytes()[..], provider.as_bytes(), api_key.as_bytes()] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        Self(digest.finalize().into())
    }

    /// Returns the stream of one ordinal.
    pub fn stream(&self, ordinal: u64) -> Stream {
        let mut generator = ChaCha8Rng::from_seed(self.0);
        generator.set_stream(ordinal);
        Stream(generator)
    }
}

/// One stream of draws.
#[derive(Clone, Debug)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// Draws any number.
    pub fn number(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Draws a number below `bound`, or 0 if the bound is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        let scaled = (u128::from(self.number()) * u128::from(bound)) >> 64;
        u64::try_from(scaled).expect("the upper half of a product of two u64s is one")
    }

    /// Draws `true` with this probability, from 0 to 1.
    pub fn chance(&mut self, probability: f64) -> bool {
        // An f64 holds 53 bits exactly.
        ((self.number() >> 11) as f64) < probability * (1u64 << 53) as f64
    }

    /// Draws a seed of the size that people write: below 2^31.
    pub fn seed(&mut self) -> u64 {
        self.below(1 << 31)
    }

    /// Draws a place in a list of this length, or 0 if the list is empty.
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).expect("it is below a usize")
    }

    /// Picks one of several choices. The slice must not be empty.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.index(choices.len())]
    }

    /// Draws a duration between two, both included, in whole milliseconds.
    pub fn duration(&mut self, shortest: Duration, longest: Duration) -> Duration {
        let span = u64::try_from(longest.saturating_sub(shortest).as_millis()).unwrap_or(u64::MAX);
        shortest + Duration::from_millis(self.below(span.saturating_add(1)))
    }

    /// Draws a version 4 UUID.
    pub fn uuid(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes);
        Builder::from_random_bytes(bytes).into_uuid()
    }

    /// Returns the generator itself, for libraries that draw on their own.
    pub fn generator(&mut self) -> &mut ChaCha8Rng {
        &mut self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_do_not_meet() {
        let draw = |seed, key, ordinal| Root::new(seed, "p", key).stream(ordinal).uuid();
        assert_eq!(draw(1, "a", 0), draw(1, "a", 0));
        let all = [draw(1, "a", 0), draw(1, "a", 1), draw(1, "b", 0), draw(2, "a", 0)];
        for (index, one) in all.iter().enumerate() {
            assert!(!all[index + 1..].contains(one));
        }
    }

    #[test]
    fn parts_of_a_key_cannot_shift_into_each_other() {
        assert_ne!(Root::new(1, "pa", "b").0, Root::new(1, "p", "ab").0);
    }

    #[test]
    fn draws_stay_in_their_bounds() {
        let mut stream = Root::new(0, "p", "k").stream(0);
        let (short, long) = (Duration::from_secs(1), Duration::from_secs(2));
        for _ in 0..1000 {
            assert!((short..=long).contains(&stream.duration(short, long)));
            assert!(stream.below(3) < 3);
        }
        assert_eq!(stream.below(0), 0);
    }
}
