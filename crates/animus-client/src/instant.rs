//! Instants. The documents print them in two forms (facts 8, C4): with `Z`, and without a zone, which means UTC.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Reads an instant in either form. Returns `None` for null and for anything else.
pub(crate) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(Value::deserialize(deserializer)?.as_str().and_then(parse))
}

fn parse(text: &str) -> Option<Timestamp> {
    let in_utc = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
    text.parse().ok().or_else(|| in_utc().map(|zoned| zoned.timestamp()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_forms_are_read_and_nonsense_is_no_instant() {
        let read = [
            (json!("2025-01-02T03:04:05.678901"), Some("2025-01-02T03:04:05.678901Z")),
            (json!("2025-01-02T03:04:05"), Some("2025-01-02T03:04:05Z")),
            (json!("2025-01-02T03:04:05Z"), Some("2025-01-02T03:04:05Z")),
            (json!("2025-01-02T05:04:05.5+02:00"), Some("2025-01-02T03:04:05.5Z")),
            (json!("yesterday"), None),
            (json!(1_735_786_845), None),
            (Value::Null, None),
        ];
        for (value, expected) in read {
            let instant = optional(&value).unwrap().map(|instant| instant.to_string());
            assert_eq!(instant.as_deref(), expected, "{value}");
        }
    }
}
