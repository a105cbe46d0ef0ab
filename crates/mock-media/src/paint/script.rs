//! Scripts: text made ready for drawing, the places at which its lines may break, and its visual order.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::{BidiMirroringGlyph, DefaultIgnorableCodePoint, GeneralCategory, LineBreak};
use icu_properties::{
    CodePointMapData, CodePointMapDataBorrowed, CodePointSetData, CodePointSetDataBorrowed,
};
use unicode_bidi::BidiInfo;

use crate::card::beginning;

const CATEGORIES: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::new();
const LINE_BREAKS: CodePointMapDataBorrowed<'static, LineBreak> = CodePointMapData::new();
const MIRRORED: CodePointMapDataBorrowed<'static, BidiMirroringGlyph> = CodePointMapData::new();

/// Characters that are not visible.
const IGNORABLE: CodePointSetDataBorrowed<'static> = CodePointSetData::new::<DefaultIgnorableCodePoint>();

/// The first character after the scripts that are written from left to right, with spaces between words and without marks.
const FIRST_OF_OTHER_SCRIPTS: char = '\u{590}';

/// Letters of scripts that are written without spaces.
const SPACELESS: [LineBreak; 3] =
    [LineBreak::Ideographic, LineBreak::ConditionalJapaneseStarter, LineBreak::ComplexContext];
/// Characters that no line break may follow.
const OPENING: [LineBreak; 3] = [LineBreak::OpenPunctuation, LineBreak::Quotation, LineBreak::PrefixNumeric];
/// Characters that no line break may precede, small kana and the mark of a long vowel among them.
const CLOSING: [LineBreak; 8] = [
    LineBreak::ClosePunctuation,
    LineBreak::CloseParenthesis,
    LineBreak::ConditionalJapaneseStarter,
    LineBreak::Exclamation,
    LineBreak::InfixNumeric,
    LineBreak::Nonstarter,
    LineBreak::PostfixNumeric,
    LineBreak::Quotation,
];

/// Returns the first `limit` characters of a text, ready for drawing.
///
/// Text is composed, and Arabic letters are joined. White space and control characters become single spaces. Invisible
/// characters and marks over Latin letters are left out. A few characters are replaced by others that the font has.
pub(crate) fn legible(text: &str, limit: usize) -> String {
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(beginning(text, limit));
    let joined = unifont::i18n::preprocess_text(&composed);
    let mut out = String::with_capacity(joined.len());
    for character in joined.chars() {
        match character {
            '\u{300}'..='\u{36f}' | '\u{1f3fb}'..='\u{1f3ff}' => {}
            _ if IGNORABLE.contains(character) => {}
            '\u{2010}' | '\u{2011}' | '\u{2012}' => out.push('-'),
            '\u{2015}' => out.push('—'),
            '\u{2032}' => out.push('\''),
            '\u{2033}' => out.push('"'),
            '→' => out.push_str("->"),
            '←' => out.push_str("<-"),
            _ if character.is_whitespace() || character.is_control() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            _ => out.push(character),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Returns `true` for a mark, which is drawn over the character before it.
pub(super) fn is_mark(character: char) -> bool {
    matches!(CATEGORIES.get(character), GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark)
}

/// Returns `true` if a line may end between two characters without a space, as in scripts that have no spaces.
pub(super) fn may_break(before: char, after: char) -> bool {
    if before.max(after) < FIRST_OF_OTHER_SCRIPTS {
        return false;
    }
    let (left, right) = (LINE_BREAKS.get(before), LINE_BREAKS.get(after));
    (SPACELESS.contains(&left) || SPACELESS.contains(&right))
        && !OPENING.contains(&left)
        && !CLOSING.contains(&right)
        && !is_mark(after)
}

/// Returns a line in the order in which it is seen from left to right. Marks stay behind the characters that they are set over.
pub(super) fn visual(line: &str) -> Cow<'_, str> {
    if line.chars().all(|character| character < FIRST_OF_OTHER_SCRIPTS) {
        return Cow::Borrowed(line);
    }
    let bidi = BidiInfo::new(line, None);
    let Some(paragraph) = bidi.paragraphs.first().filter(|_| bidi.has_rtl()) else {
        return Cow::Borrowed(line);
    };
    let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
    let mut seen = String::with_capacity(line.len());
    for run in runs {
        let text = &line[run.clone()];
        if levels[run.start].is_rtl() {
            push_reversed(&mut seen, text);
        } else {
            seen.push_str(text);
        }
    }
    Cow::Owned(seen)
}

fn push_reversed(seen: &mut String, run: &str) {
    let mut rest = run;
    while let Some((start, character)) = rest.char_indices().rfind(|(_, character)| !is_mark(*character)) {
        let marks = &rest[start + character.len_utf8()..];
        seen.push(MIRRORED.get(character).mirroring_glyph.unwrap_or(character));
        seen.push_str(marks);
        rest = &rest[..start];
    }
    seen.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_much_of_a_text_is_made_legible() {
        let endless = "家\u{301}".repeat(1_000_000);
        assert_eq!(legible(&endless, 6), "家家家");
        assert!(legible(&endless, 6).capacity() < 64, "nothing is made ready that is not needed");
    }

    #[test]
    fn text_is_composed_and_joined() {
        for (text, expected) in [
            ("cafe\u{301} \t\n x\u{304}", "café x"),
            ("\u{1112}\u{1161}\u{11ab}", "한"),
            ("سلام", "\u{feb3}\u{fefc}\u{fee1}"),
            ("👍🏽\u{200d}\u{3164}\u{ad}", "👍"),
        ] {
            assert_eq!(legible(text, 100), expected);
        }
    }

    #[test]
    fn lines_break_where_scripts_without_spaces_let_them() {
        for (before, after, expected) in [
            ('从', '前', true),
            ('。', '它', true),
            ('龙', '。', false),
            ('「', '海', false),
            ('海', '「', true),
            ('カ', 'ー', false),
            ('ก', 'ข', true),
            ('ก', 'ี', false),
            ('a', 'b', false),
            ('-', 'b', false),
            ('é', 'ß', false),
            ('м', 'а', false),
            ('🐉', '🦊', true),
        ] {
            assert_eq!(may_break(before, after), expected, "{before} {after}");
        }
    }

    #[test]
    fn runs_from_right_to_left_are_seen_reversed() {
        for (line, expected) in [
            ("abc (d) — é", "abc (d) — é"),
            ("从前", "从前"),
            ("אב (ג) 42", "42 (ג) בא"),
            ("a אב c", "a בא c"),
            ("ב\u{5bc}א", "אב\u{5bc}"),
        ] {
            assert_eq!(visual(line), expected, "{line}");
        }
    }
}
