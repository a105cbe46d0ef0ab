//! Ids in the form of the guides.

use kernel::random::Stream;

/// Returns a new id in the form of the guides: a word and this many hexadecimal digits. An id that is taken is drawn again.
pub fn fresh_id(word: &str, digits: u32, stream: &mut Stream, taken: impl Fn(&str) -> bool) -> String {
    loop {
        let number = stream.number() >> (64 - 4 * digits);
        let id = format!("{word}_{number:0width$x}", width = digits as usize);
        if !taken(&id) {
            return id;
        }
    }
}
