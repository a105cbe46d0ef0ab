//! JSON as callers send it: all that RFC 8259 allows, within bounds, refused in a web service's words.
//!
//! The reader takes what `JSON.parse` and Python's `json` take. It skips a byte order mark (RFC 8259, 8.1), reads half of a
//! surrogate pair as U+FFFD (8.2), lets the last of equal names count (4), and keeps whole numbers of 64 bits exact however they
//! are written (6). A value takes far more memory than its text, so values and depth are counted before anything is parsed.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::IgnoredAny;
use serde_json::Value;

/// The largest number of values in one text.
pub const VALUES: usize = 100_000;
/// The largest number of lists and objects that stand in each other.
pub const DEPTH: usize = 100;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The reasons for which a body is not read as JSON. Each is displayed as a whole sentence, without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The body has nothing but white space.
    Empty,
    /// The body is no UTF-8.
    NotUtf8,
    /// The body ends too early.
    CutOff,
    /// The body breaks the grammar of JSON.
    Invalid {
        /// The line of the place, from 1.
        line: usize,
        /// The column of the place, from 1, counted in bytes.
        column: usize,
    },
    /// More than [`DEPTH`] lists and objects stand in each other.
    TooDeep,
    /// The body has more than [`VALUES`] values.
    TooMany,
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("The body is empty"),
            Self::NotUtf8 => formatter.write_str("The body is not UTF-8"),
            Self::CutOff => formatter.write_str("The body is not valid JSON: it ends too early"),
            Self::Invalid { line, column } => {
                write!(formatter, "The body is not valid JSON (line {line}, column {column})")
            }
            Self::TooDeep => write!(formatter, "The body is nested more than {DEPTH} levels deep"),
            Self::TooMany => write!(formatter, "The body has more than {VALUES} values"),
        }
    }
}

impl std::error::Error for Error {}

/// Reads a text as a value.
pub fn read(text: &[u8]) -> Result<Value, Error> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let text = str::from_utf8(text).map_err(|_| Error::NotUtf8)?;
    if text.trim_ascii().is_empty() {
        return Err(Error::Empty);
    }
    serde_json::from_str(&mended(text)?).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        if error.is_eof() { Error::CutOff } else { Error::Invalid { line, column } }
    })
}

/// Returns the text in a spelling that the parser reads as intended. Refuses texts with too many values or levels.
fn mended(text: &str) -> Result<Cow<'_, str>, Error> {
    let mut patches = Patches { text, patched: String::new(), copied: 0 };
    let (mut at, mut depth, mut values) = (0, 0_usize, 1);
    while let Some(byte) = text.as_bytes().get(at) {
        at = match byte {
            b'"' => after_string(&mut patches, at + 1),
            b'-' | b'0'..=b'9' => after_number(&mut patches, at),
            _ => at + 1,
        };
        match byte {
            b'[' | b'{' => (depth, values) = (depth + 1, values + 1),
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
        if depth > DEPTH {
            return Err(Error::TooDeep);
        }
        if values > VALUES {
            return Err(Error::TooMany);
        }
    }
    Ok(patches.finish())
}

/// A text with replacements of some of its parts. It is copied only if there are any.
struct Patches<'a> {
    text: &'a str,
    patched: String,
    /// The length of the text that `patched` covers, in bytes.
    copied: usize,
}

impl<'a> Patches<'a> {
    fn replace(&mut self, part: Range<usize>, by: &str) {
        self.patched.push_str(&self.text[self.copied..part.start]);
        self.patched.push_str(by);
        self.copied = part.end;
    }

    fn finish(mut self) -> Cow<'a, str> {
        if self.copied == 0 {
            return self.text.into();
        }
        self.patched.push_str(&self.text[self.copied..]);
        self.patched.into()
    }
}

/// Returns the place after a string that begins at `at`. Replaces the halves of surrogate pairs in it.
fn after_string(patches: &mut Patches<'_>, mut at: usize) -> usize {
    let text = patches.text;
    loop {
        let Some(next) = text.as_bytes()[at..].iter().position(|byte| matches!(byte, b'"' | b'\\')) else {
            return text.len();
        };
        at += next;
        if text.as_bytes()[at] == b'"' {
            return at + 1;
        }
        at += match (escaped_unit(text, at), escaped_unit(text, at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                patches.replace(at..at + 6, "\\ufffd");
                6
            }
            _ => 2,
        };
        if at >= text.len() {
            return text.len();
        }
    }
}

/// Returns the UTF-16 unit that an escape such as `\ud83c` stands for.
fn escaped_unit(text: &str, at: usize) -> Option<u16> {
    u16::from_str_radix(text.get(at..at + 6)?.strip_prefix("\\u")?, 16).ok()
}

/// Returns the place after a number that begins at `at`. Replaces the number if the parser would refuse or round it.
fn after_number(patches: &mut Patches<'_>, at: usize) -> usize {
    let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
    let length = patches.text.as_bytes()[at..].iter().take_while(|byte| is_part(byte)).count();
    let number = at..at + length;
    if let Some(respelt) = respelt(&patches.text[number.clone()]) {
        patches.replace(number.clone(), &respelt);
    }
    number.end
}

/// Returns another spelling of a number, if it needs one: digits for a whole number that a double may not hold exactly, and the
/// largest double for a number that is larger still.
fn respelt(number: &str) -> Option<String> {
    const EXACT: f64 = (1_u64 << 53) as f64;
    const LARGEST: f64 = u64::MAX as f64;
    // The longest double has 309 digits.
    if number.len() < 309 && !number.contains(['.', 'e', 'E']) {
        return None;
    }
    serde_json::from_str::<IgnoredAny>(number).ok()?;
    let double: f64 = number.parse().ok()?;
    if double.is_infinite() {
        return Some(format!("{:e}", f64::MAX.copysign(double)));
    }
    if !(EXACT..=LARGEST).contains(&double.abs()) {
        return None;
    }
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
    let point = i64::try_from(whole.len()).ok()? + exponent.parse::<i64>().ok()?;
    let point = usize::try_from(point).ok()?;
    let mut digits = format!("{whole}{fraction}");
    if digits.len() < point {
        digits.extend(std::iter::repeat_n('0', point - digits.len()));
    }
    let (whole, fraction) = digits.split_at(point);
    let is_whole = fraction.bytes().all(|digit| digit == b'0');
    is_whole.then(|| format!("{sign}{}", whole.trim_start_matches('0')))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_grammar_allows_is_read() {
        let rows: [(&[u8], Value); 14] = [
            (b"\xef\xbb\xbf{}", json!({})),
            (b" \r\n\t[1] ", json!([1])),
            (br#"{"a":1,"a":2}"#, json!({ "a": 2 })),
            (br#""a cat\ud83c""#, json!("a cat\u{fffd}")),
            (br#""\udf89\ud83c\ud83c\udf89\\ud83c""#, json!("\u{fffd}\u{fffd}🎉\\ud83c")),
            (br#"{"\uDBFF":"\ud800\n"}"#, json!({ "\u{fffd}": "\u{fffd}\n" })),
            (b"[9007199254740993.0]", json!([9_007_199_254_740_993_u64])),
            (b"-9.007199254740993e15", json!(-9_007_199_254_740_993_i64)),
            (b"0.018446744073709551615E21", json!(u64::MAX)),
            (b"1e19", json!(10_000_000_000_000_000_000_u64)),
            (b"[1e999,-1e999]", json!([f64::MAX, f64::MIN])),
            (b"[1e-999,0e999999999999999999999]", json!([0.0, 0.0])),
            (b"[512.0,0.5,9007199254740993.5]", json!([512.0, 0.5, 9_007_199_254_740_993.5])),
            (br#"["1e999","[[","\"1e999"]"#, json!(["1e999", "[[", "\"1e999"])),
        ];
        for (text, expected) in rows {
            assert_eq!(read(text), Ok(expected), "{}", String::from_utf8_lossy(text));
        }
        assert_eq!(read("9".repeat(400).as_bytes()), Ok(json!(f64::MAX)));
    }

    #[test]
    fn what_it_does_not_allow_is_refused_in_plain_words() {
        let rows: [(&[u8], &str); 13] = [
            (b"", "The body is empty"),
            (b"\xef\xbb\xbf \n", "The body is empty"),
            (b"\"\xff\"", "The body is not UTF-8"),
            (b"\xff\xfe{\0}\0", "The body is not UTF-8"),
            (b"{", "The body is not valid JSON: it ends too early"),
            (br#""a\"#, "The body is not valid JSON: it ends too early"),
            (br#""a\ud83c"#, "The body is not valid JSON: it ends too early"),
            (br#"{"prompt":}"#, "The body is not valid JSON (line 1, column 11)"),
            (b"{} {}", "The body is not valid JSON (line 1, column 4)"),
            (b"[\n1.e999]", "The body is not valid JSON (line 2, column 3)"),
            (b"01e999", "The body is not valid JSON (line 1, column 2)"),
            (b"[NaN]", "The body is not valid JSON (line 1, column 2)"),
            (br#""\u+d80""#, "The body is not valid JSON (line 1, column 7)"),
        ];
        for (text, expected) in rows {
            let refused = read(text).map_err(|error| error.to_string());
            assert_eq!(refused, Err(expected.to_owned()), "{}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn values_and_depth_are_bounded() {
        let list = |count: usize| format!("[{}0]", "0,".repeat(count - 2));
        assert!(read(list(VALUES).as_bytes()).is_ok());
        assert_eq!(read(list(VALUES + 1).as_bytes()), Err(Error::TooMany));
        let lists = format!("[{}[]]", "[],".repeat(VALUES / 2));
        assert_eq!(read(lists.as_bytes()), Err(Error::TooMany));
        let deep = |count: usize| format!("{}{}", "[".repeat(count), "]".repeat(count));
        assert!(read(deep(DEPTH).as_bytes()).is_ok());
        assert_eq!(read(deep(DEPTH + 1).as_bytes()), Err(Error::TooDeep));
        let text = json!("[{,".repeat(VALUES)).to_string();
        assert!(read(text.as_bytes()).is_ok(), "a long text is one value");
    }
}
