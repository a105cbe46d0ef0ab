//! The headers in which a proxy tells what it was asked for: `Forwarded` (RFC 7239), and `X-Forwarded-Proto`, `-Host` and `-Prefix`.

use axum::http::HeaderMap;

/// The place that a proxy was asked for, as far as the proxy tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Forwarded {
    pub(crate) scheme: Option<String>,
    pub(crate) host: Option<String>,
    /// The path that the proxy takes off, without a slash at its end. Empty if it takes off none.
    pub(crate) prefix: String,
}

impl Forwarded {
    /// Reads the headers. Each proxy on the way adds to them at the end, so that the first one tells what the caller asked for.
    /// `Forwarded` wins over its unofficial forerunners.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let all = |name| headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        let first =
            |name| all(name).flat_map(|list| list.split(',')).map(str::trim).find(|item| !item.is_empty());
        let official = all("forwarded").next().map(first_element).unwrap_or_default();
        let official = |wanted: &str| {
            let mut pairs = official.iter();
            pairs.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.clone())
        };
        let prefixes = all("x-forwarded-prefix").flat_map(|list| list.split(','));
        Self {
            scheme: official("proto").or_else(|| first("x-forwarded-proto").map(str::to_owned)),
            host: official("host").or_else(|| first("x-forwarded-host").map(str::to_owned)),
            prefix: prefixes.map(|prefix| prefix.trim().trim_end_matches('/')).collect(),
        }
    }
}

/// Returns the pairs of the first element: `for=192.0.2.7;host="a.test:8080"` up to the first comma.
fn first_element(list: &str) -> Vec<(String, String)> {
    let (mut pairs, mut text, mut is_quoted, mut is_escaped) = (Vec::new(), String::new(), false, false);
    for character in list.chars().chain([',']) {
        match character {
            _ if is_escaped => {
                text.push(character);
                is_escaped = false;
            }
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ';' | ',' if !is_quoted => {
                if let Some((name, value)) = std::mem::take(&mut text).split_once('=') {
                    pairs.push((name.trim().to_owned(), value.trim().to_owned()));
                }
                if character == ',' {
                    break;
                }
            }
            _ => text.push(character),
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn read(rows: &[(&'static str, &'static str)]) -> Forwarded {
        let rows = rows.iter();
        Forwarded::of(
            &rows
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect(),
        )
    }

    #[test]
    fn the_first_proxy_tells_what_was_asked_for() {
        type Row<'a> = (&'a [(&'static str, &'static str)], [&'a str; 3]);
        let rows: [Row<'_>; 8] = [
            (&[], ["", "", ""]),
            (&[("forwarded", "for=192.0.2.7;proto=https;host=a.test")], ["https", "a.test", ""]),
            (
                &[("forwarded", "Host=\"a.test:8080\" ; PROTO=https, host=b.test")],
                ["https", "a.test:8080", ""],
            ),
            (&[("forwarded", "for=\"a;b,c\\\"\";host=a.test")], ["", "a.test", ""]),
            (&[("forwarded", "host=a.test"), ("x-forwarded-host", "b.test")], ["", "a.test", ""]),
            (&[("forwarded", "for=_x"), ("x-forwarded-proto", "https")], ["https", "", ""]),
            (
                &[("x-forwarded-proto", "https, http"), ("x-forwarded-host", "a.test, b.test")],
                ["https", "a.test", ""],
            ),
            (&[("x-forwarded-prefix", "/a/, /b"), ("x-forwarded-prefix", "/")], ["", "", "/a/b"]),
        ];
        for (headers, [scheme, host, prefix]) in rows {
            let told = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let expected = Forwarded { scheme: told(scheme), host: told(host), prefix: prefix.to_owned() };
            assert_eq!(read(headers), expected, "{headers:?}");
        }
    }
}
