//! Lines of the log: the result of a request, for people and for programs.

use std::borrow::Cow;
use std::fmt::Write as _;

use backlot::Line;
use serde_json::json;

/// The largest number of shown characters of a path, a reason or a field's name. Callers may send much longer ones.
const LONGEST: usize = 300;
/// The largest number of unread fields that are named.
const FIELDS: usize = 10;

/// Formats a line for programs.
pub(crate) fn for_programs(line: &Line<'_>) -> String {
    let text = json!({
        "event": "request",
        "at": format!("{:.3}", line.at),
        "method": line.method,
        "path": shortened(line.path),
        "status": line.status,
        "provider": line.provider,
        "world": line.world,
        "duration_ms": milliseconds(line),
        "basis": line.basis,
        "fault": line.fault,
        "reason": line.reason.map(shortened),
        "unread_fields": unread_fields(line),
    });
    let mut text = escaped(&text.to_string(), |text, character| {
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = write!(text, "\\u{unit:04x}");
        }
    });
    text.push('\n');
    text
}

/// Formats a line for people.
pub(crate) fn for_people(line: &Line<'_>, colour: bool) -> String {
    let at = format!("{:.0}", line.at);
    let time = at.split_once('T').map_or("", |(_, time)| time.trim_end_matches('Z'));
    let status = line.status.map_or("---".to_owned(), |status| status.to_string());
    let painted = match line.status {
        _ if !colour => status,
        Some(200..=399) => format!("\x1b[32m{status}\x1b[0m"),
        Some(400..=499) => format!("\x1b[33m{status}\x1b[0m"),
        _ => format!("\x1b[31m{status}\x1b[0m"),
    };
    let mut rest = format!("{:<6} {}  {:.1} ms", line.method, shortened(line.path), milliseconds(line));
    let world = (!line.world.is_empty()).then_some(line.world);
    let unread = unread_fields(line).join(",");
    let unread = (!unread.is_empty()).then_some(unread.as_str());
    for (name, value) in [
        ("provider", line.provider),
        ("world", world),
        ("basis", line.basis),
        ("fault", line.fault),
        ("unread_fields", unread),
    ] {
        if let Some(value) = value {
            let _ = write!(rest, "  {name}={value}");
        }
    }
    if let Some(reason) = line.reason {
        let _ = write!(rest, "  {}", shortened(reason));
    }
    format!("{time} {painted} {}\n", escaped_for_people(&rest))
}

/// Returns a text in which a terminal acts upon nothing.
pub(crate) fn escaped_for_people(text: &str) -> String {
    escaped(text, |text, character| {
        let _ = write!(text, "{}", character.escape_unicode());
    })
}

fn milliseconds(line: &Line<'_>) -> f64 {
    line.took.as_micros() as f64 / 1000.0
}

fn unread_fields<'a>(line: &Line<'a>) -> Vec<Cow<'a, str>> {
    line.unread_fields.iter().take(FIELDS).map(|field| shortened(field)).collect()
}

fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

fn escaped(text: &str, escape: impl Fn(&mut String, char)) -> String {
    let mut escaped = String::with_capacity(text.len() + 1);
    for character in text.chars() {
        if is_acted_upon(character) {
            escape(&mut escaped, character);
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// Returns `true` if a terminal or an editor acts upon a character instead of showing it: controls, line separators, and marks
/// that turn or hide text. Joiners within words are none of these.
fn is_acted_upon(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::Value;

    use super::*;

    fn line() -> Line<'static> {
        Line {
            at: "2026-01-01T07:08:09.5Z".parse().unwrap(),
            method: "POST",
            path: "/cutx/api/generate/copy",
            status: Some(503),
            provider: Some("cutx"),
            world: "w1",
            took: Duration::from_nanos(1_500_499),
            basis: Some("assumed"),
            fault: Some("fault-1"),
            reason: Some("Service unavailable"),
            unread_fields: &[],
        }
    }

    #[test]
    fn people_get_a_line_with_colour_only_if_they_see_it() {
        let plain = "07:08:09 503 POST   /cutx/api/generate/copy  1.5 ms  provider=cutx  world=w1  basis=assumed  \
                     fault=fault-1  Service unavailable\n";
        assert_eq!(for_people(&line(), false), plain);
        assert_eq!(for_people(&line(), true), plain.replacen("503", "\x1b[31m503\x1b[0m", 1));
    }

    #[test]
    fn programs_get_an_object_a_line() {
        let text = for_programs(&line());
        let expected = json!({
            "event": "request", "at": "2026-01-01T07:08:09.500Z", "method": "POST", "path": "/cutx/api/generate/copy",
            "status": 503, "provider": "cutx", "world": "w1", "duration_ms": 1.5, "basis": "assumed", "fault": "fault-1",
            "reason": "Service unavailable", "unread_fields": [],
        });
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), expected);
        assert!(text.ends_with("}\n"));
    }

    #[test]
    fn what_a_terminal_acts_upon_is_escaped_wherever_it_stands() {
        let escapes = [
            ('\0', r"\u0000"),
            ('\n', r"\n"),
            ('\u{1b}', r"\u001b"),
            ('\u{7f}', r"\u007f"),
            ('\u{85}', r"\u0085"),
            ('\u{9b}', r"\u009b"),
            ('\u{61c}', r"\u061c"),
            ('\u{200f}', r"\u200f"),
            ('\u{2028}', r"\u2028"),
            ('\u{2029}', r"\u2029"),
            ('\u{202e}', r"\u202e"),
            ('\u{2066}', r"\u2066"),
            ('\u{feff}', r"\ufeff"),
            ('\u{e0041}', r"\udb40\udc41"),
        ];
        for (character, in_json) in escapes {
            let (text, fields) = (format!("a{character}b"), [format!("f{character}g")]);
            let spoken =
                Line { path: &text, world: &text, reason: Some(&text), unread_fields: &fields, ..line() };
            let people = for_people(&spoken, false);
            let escape = character.escape_unicode();
            assert_eq!(people.matches(&format!("a{escape}b")).count(), 3, "{people}");
            assert!(people.contains(&format!("f{escape}g")), "{people}");
            assert_eq!(people.matches(is_acted_upon).count(), 1, "the end of the line alone: {people:?}");
            let programs = for_programs(&spoken);
            assert_eq!(programs.matches(&format!("a{in_json}b")).count(), 3, "{programs}");
            assert_eq!(programs.matches(is_acted_upon).count(), 1, "{programs:?}");
            let read: Value = serde_json::from_str(&programs).unwrap();
            assert_eq!((&read["reason"], &read["unread_fields"]), (&json!(text), &json!(fields)));
        }
    }

    #[test]
    fn letters_of_every_script_stay_as_they_are() {
        let path = "/é/从前/स्त/שלום/می\u{200c}خواهم/👩\u{200d}🎨";
        let spoken = Line { path, ..line() };
        assert!(for_people(&spoken, false).contains(path));
        assert!(for_programs(&spoken).contains(path));
    }

    #[test]
    fn what_a_caller_sends_makes_no_line_long() {
        let long = "x".repeat(100_000);
        let fields = vec![long.clone(); 1000];
        let spoken = Line { path: &long, reason: Some(&long), unread_fields: &fields, ..line() };
        for text in [for_people(&spoken, false), for_programs(&spoken)] {
            assert!(text.len() < 5000, "{} bytes", text.len());
        }
    }
}
