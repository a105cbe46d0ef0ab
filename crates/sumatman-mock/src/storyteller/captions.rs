//! Captions: a line for each scene.

use std::collections::HashSet;

use super::tongue::Tongue;

/// Returns `scenes` different lines for a story: its own, evenly spread, and narration between them. There are never more
/// scenes than a language has pairs of a time and a happening.
pub(super) fn of(told: &str, tongue: &Tongue, scenes: usize, seed: u64) -> Vec<String> {
    let sentences = different(sentences(told));
    let lines = if sentences.len() >= scenes { sentences } else { different(clauses(told)) };
    if lines.len() >= scenes {
        return (0..scenes).map(|scene| lines[scene * lines.len() / scenes].to_owned()).collect();
    }
    let mut narration = narration(tongue, scenes - lines.len(), seed);
    let mut own = lines.iter().copied();
    let captions = (0..scenes).map(|scene| {
        // The story's own lines are spread evenly over the scenes.
        let is_own = scene * lines.len() % scenes < lines.len();
        let line = is_own.then(|| own.next()).flatten().map(str::to_owned);
        line.or_else(|| narration.next()).unwrap_or_default()
    });
    captions.collect()
}

/// Returns this many lines of narration, from the first time to the last.
fn narration(tongue: &Tongue, lines: usize, seed: u64) -> impl Iterator<Item = String> {
    let Tongue { times, happenings, narration, .. } = *tongue;
    let first = usize::try_from(seed % happenings.len() as u64).unwrap_or(0);
    (0..lines).map(move |line| {
        let time = times[line * times.len() / lines];
        let happening = happenings[(first + line) % happenings.len()];
        narration.replace("{t}", time).replace("{h}", happening)
    })
}

/// Splits a text into its sentences.
pub(super) fn sentences(told: &str) -> impl Iterator<Item = &str> {
    split(told, |letter, next| match letter {
        '\n' | '。' | '！' | '？' | '…' => true,
        // A sign inside "3.5" or "..." ends no sentence.
        '.' | '!' | '?' => next.is_none_or(char::is_whitespace),
        _ => false,
    })
}

/// Splits a text into the parts of sentences between which a speaker would pause.
fn clauses(told: &str) -> impl Iterator<Item = &str> {
    sentences(told).flat_map(|sentence| {
        split(sentence, |letter, next| match letter {
            '，' | '；' | '：' | '—' => true,
            ',' | ';' | ':' => next.is_some_and(char::is_whitespace),
            _ => false,
        })
    })
}

/// Splits a text behind each letter that ends a part. Parts without a letter or digit are left out.
fn split(text: &str, ends: impl Fn(char, Option<char>) -> bool) -> impl Iterator<Item = &str> {
    let mut letters = text.char_indices().peekable();
    let mut start = 0;
    let parts = std::iter::from_fn(move || {
        while let Some((at, letter)) = letters.next() {
            if ends(letter, letters.peek().map(|(_, next)| *next)) || letters.peek().is_none() {
                let end = at + letter.len_utf8();
                return Some(&text[std::mem::replace(&mut start, end)..end]);
            }
        }
        None
    });
    parts.map(str::trim).filter(|part| part.contains(char::is_alphanumeric))
}

fn different<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    lines.filter(|line| seen.insert(*line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_sentences_and_they_have_clauses() {
        let text = "It cost 3.5 gold, no more. \"Stop!\" he said... and left!\n从前，有一条龙。它很孤独！";
        let all: Vec<_> = sentences(text).collect();
        assert_eq!(
            all,
            [
                "It cost 3.5 gold, no more.",
                "\"Stop!\" he said...",
                "and left!",
                "从前，有一条龙。",
                "它很孤独！"
            ]
        );
        let all: Vec<_> = clauses(text).take(3).collect();
        assert_eq!(all, ["It cost 3.5 gold,", "no more.", "\"Stop!\" he said..."]);
        assert_eq!(clauses("... —— 。").count(), 0);
    }

    #[test]
    fn the_longest_film_can_be_narrated_without_repeating() {
        for tongue in [&super::super::english::TONGUE, &super::super::chinese::TONGUE] {
            for lines in 1..=55 {
                let all: HashSet<_> = narration(tongue, lines, 3).collect();
                assert_eq!(all.len(), lines);
            }
        }
    }
}
