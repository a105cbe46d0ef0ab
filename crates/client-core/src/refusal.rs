//! The content of a refusal beside its status: the provider's own words, and the time to wait.

use std::time::Duration;

use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

/// The provider's own words in an error answer. Each provider crate finds them in its provider's envelope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// A short name for programs.
    pub code: Option<String>,
    /// A sentence for people.
    pub message: Option<String>,
}

/// Reads the `Retry-After` header (RFC 9110, section 10.2.3): whole seconds, or a date.
///
/// A date is measured against the answer's own `Date`, so that the clocks of the two machines need not agree. Servers with a
/// clock must send that header. Without it, a date is ignored.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok().map(str::trim);
    let value = text(RETRY_AFTER)?;
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let sent = httpdate::parse_http_date(text(DATE)?).ok()?;
    Some(until.duration_since(sent).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(retry_after: &'static str, date: Option<&'static str>) -> HeaderMap {
        let fields = [Some((RETRY_AFTER, retry_after)), date.map(|date| (DATE, date))];
        fields.into_iter().flatten().map(|(name, value)| (name, value.parse().unwrap())).collect()
    }

    #[test]
    fn both_forms_are_read_and_nonsense_is_ignored() {
        let noon = Some("Mon, 09 Mar 2026 12:00:00 GMT");
        let cases = [
            ("7", None, Some(7)),
            (" 0 ", None, Some(0)),
            ("Mon, 09 Mar 2026 12:01:30 GMT", noon, Some(90)),
            ("Mon, 09 Mar 2026 11:00:00 GMT", noon, Some(0)),
            ("Mon, 09 Mar 2026 12:01:30 GMT", None, None),
            ("-1", noon, None),
            ("1.5", noon, None),
            ("soon", noon, None),
        ];
        for (value, date, seconds) in cases {
            assert_eq!(retry_after(&headers(value, date)), seconds.map(Duration::from_secs), "{value}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
