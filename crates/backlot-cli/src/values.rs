//! Values of flags and variables: each is read once, into its type, or refused with a sentence on the right form.

use std::convert::Infallible;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use backlot::{Credits, Mode, OpeningCredits, Pace};
use url::{Host, Origin, Url};

type Read<T> = Result<T, String>;

/// Reads an address to listen on. Names are not looked up: `localhost` is the only one with the same meaning everywhere.
pub(crate) fn address(text: &str) -> Read<IpAddr> {
    if text.eq_ignore_ascii_case("localhost") {
        return Ok(Ipv4Addr::LOCALHOST.into());
    }
    read(unbracketed(text), "an IP address of this machine, such as 127.0.0.1, or `localhost`")
}

/// Reads a port.
pub(crate) fn port(text: &str) -> Read<u16> {
    read(text, "a port from 0 to 65535, where 0 takes a free one")
}

/// Reads a seed.
pub(crate) fn seed(text: &str) -> Read<u64> {
    read(text, "a whole number from 0 to 18446744073709551615")
}

/// Reads a pace.
pub(crate) fn pace(text: &str) -> Read<Pace> {
    let pace = text.parse().ok().and_then(Pace::new);
    pace.ok_or_else(|| expected("a number from 0.001 to 1000000, such as 60"))
}

/// Reads a way in which time moves.
pub(crate) fn mode(text: &str) -> Read<Mode> {
    serde_json::from_value(text.into()).map_err(|_| expected("realtime, frozen or skipping"))
}

/// Reads the credits of a new account.
pub(crate) fn credits(text: &str) -> Read<OpeningCredits> {
    if text == "provider" {
        return Ok(OpeningCredits::Provider);
    }
    let credits = text.parse().ok().filter(|credits| *credits >= Credits::ZERO);
    let credits =
        credits.ok_or_else(|| expected("a number of credits from 0, such as 250, or `provider`"))?;
    Ok(OpeningCredits::Everywhere(credits))
}

/// Reads a number of bytes. `K`, `M` and `G` stand for the powers of 1024.
pub(crate) fn bytes(text: &str) -> Read<u64> {
    let (digits, unit) = match text.as_bytes().last() {
        Some(b'k' | b'K') => (&text[..text.len() - 1], 1 << 10),
        Some(b'm' | b'M') => (&text[..text.len() - 1], 1 << 20),
        Some(b'g' | b'G') => (&text[..text.len() - 1], 1 << 30),
        _ => (text, 1),
    };
    let number: Option<u64> = digits.parse().ok();
    let bytes = number.and_then(|number| number.checked_mul(unit));
    bytes.ok_or_else(|| expected("a number of bytes, such as 1000000 or 256M"))
}

/// Reads a switch. On the command line its name alone is enough.
pub(crate) fn switch(text: &str) -> Read<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Ok(true),
        "0" | "false" | "no" | "off" => Ok(false),
        _ => Err(expected("1, true, yes or on, or 0, false, no or off")),
    }
}

/// Reads a URL to which paths can be added. Removes the slash at its end.
pub(crate) fn base_url(text: &str) -> Read<String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let url = url.ok_or_else(|| expected("a URL with http or https, such as https://sandbox.example.com"))?;
    let without = |part: &str| Err(format!("paths are put behind it, so it must have no {part}"));
    if url.query().is_some() {
        return without("query");
    }
    if url.fragment().is_some() {
        return without("fragment");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it goes into answers, so it must have no user name and no password".to_owned());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// Reads the URL at which one sandbox reaches another one: plain HTTP, and nothing behind the port.
pub(crate) fn node_url(text: &str) -> Read<String> {
    let url = base_url(text)?;
    let plain = Url::parse(&url).is_ok_and(|url| url.scheme() == "http" && url.path() == "/");
    if plain { Ok(url) } else { Err(expected("an address alone, such as http://10.0.0.7:4080")) }
}

/// Reads a host without scheme, port and path, in the form that it has in URLs.
pub(crate) fn host(text: &str) -> Read<String> {
    let text = text.trim();
    let host = text.parse().map(Host::Ipv6).or_else(|_| Host::parse(text));
    let host = host.ok().filter(|host| match host {
        Host::Domain(name) => name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte)),
        Host::Ipv4(_) | Host::Ipv6(_) => true,
    });
    host.map(|host| host.to_string()).ok_or_else(|| {
        expected(
            "a host name or an IP address alone, such as hooks.example.com, without scheme, port and path",
        )
    })
}

/// Reads the origin of a web page: scheme, host and port.
pub(crate) fn origin(text: &str) -> Read<Origin> {
    let url = Url::parse(text.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let origin = url.filter(|url| format!("{}/", url.origin().ascii_serialization()) == url.as_str());
    origin.map(|url| url.origin()).ok_or_else(|| {
        expected(
            "an origin, such as https://studio.example.com or http://studio.example.com:3000, without a path",
        )
    })
}

fn read<T: FromStr>(text: &str, what: &str) -> Read<T> {
    text.parse().map_err(|_| expected(what))
}

fn expected(what: &str) -> String {
    format!("expected {what}")
}

/// Returns an IPv6 address without the brackets that it has in URLs.
fn unbracketed(text: &str) -> &str {
    text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text)
}

/// The URL of a database. It may hold a password, so that nothing shows it.
#[derive(Clone)]
pub(crate) struct StoreUrl(pub(crate) String);

impl FromStr for StoreUrl {
    type Err = Infallible;

    /// Takes any text. It is read later, since a refusal here would be printed with the text.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_ip_addresses_and_localhost() {
        for (text, expected) in
            [("localhost", "127.0.0.1"), ("LocalHost", "127.0.0.1"), ("::1", "::1"), ("[::1]", "::1")]
        {
            assert_eq!(address(text).unwrap().to_string(), expected);
        }
        for text in ["example.com", "127.0.0.1:80", "http://127.0.0.1", "127.1", "*", ""] {
            assert!(address(text).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_have_bounds() {
        for (text, is_right) in
            [("0", true), ("65535", true), ("65536", false), ("-1", false), ("http", false)]
        {
            assert_eq!(port(text).is_ok(), is_right, "{text}");
        }
        for (text, is_right) in [("18446744073709551615", true), ("-1", false), ("1.5", false), ("x", false)]
        {
            assert_eq!(seed(text).is_ok(), is_right, "{text}");
        }
        for (text, expected) in [("0", Some(0)), ("64k", Some(65_536)), ("2G", Some(2 << 30))] {
            assert_eq!(bytes(text).ok(), expected, "{text}");
        }
        for text in ["", "M", "-1", "1.5M", "256 M", "17179869184G", "1T"] {
            assert!(bytes(text).is_err(), "{text}");
        }
        for (text, is_right) in [("0.5", true), ("60", true), ("0", false), ("NaN", false), ("fast", false)] {
            assert_eq!(pace(text).is_ok(), is_right, "{text}");
        }
        for (text, is_right) in
            [("0", true), ("2.5", true), ("provider", true), ("-1", false), ("lots", false)]
        {
            assert_eq!(credits(text).is_ok(), is_right, "{text}");
        }
    }

    #[test]
    fn switches_take_the_words_that_are_in_use() {
        for (words, expected) in [
            (["1", "true", "YES", "On"], Some(true)),
            (["0", "False", "no", "OFF"], Some(false)),
            (["2", "y", "", "strict"], None),
        ] {
            for word in words {
                assert_eq!(switch(word).ok(), expected, "{word}");
            }
        }
    }

    #[test]
    fn a_base_url_is_one_that_paths_can_follow() {
        let rows = [
            ("http://sandbox.test", "http://sandbox.test"),
            ("https://Sandbox.test:8443/", "https://sandbox.test:8443"),
            ("http://127.0.0.1:8088/pub/", "http://127.0.0.1:8088/pub"),
            ("http://[::1]/a/b//", "http://[::1]/a/b"),
        ];
        for (text, expected) in rows {
            assert_eq!(base_url(text).unwrap(), expected);
        }
        let wrong = [
            "nope",
            "/path",
            "localhost:4080",
            "ftp://sandbox.test",
            "http://",
            "http://a b/",
            "http://h/?x=1",
            "http://h/?",
            "http://h/#top",
            "http://me@h/",
            "http://me:secret@h/",
            "",
        ];
        for text in wrong {
            assert!(base_url(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_origin_has_no_path() {
        for text in ["https://studio.example", "HTTPS://Studio.Example:443/", " https://studio.example"] {
            assert_eq!(origin(text).unwrap().ascii_serialization(), "https://studio.example", "{text}");
        }
        for text in
            ["studio.example", "https://studio.example/x", "https://me@studio.example", "null", "*", ""]
        {
            assert!(origin(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_host_stands_alone() {
        let rows = [
            ("hooks.example.com", "hooks.example.com"),
            (" Hooks.Example.COM", "hooks.example.com"),
            ("host.docker.internal", "host.docker.internal"),
            ("my_service", "my_service"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("10.0.0.7", "10.0.0.7"),
            ("[2001:db8::1]", "[2001:db8::1]"),
            ("2001:db8::1", "[2001:db8::1]"),
        ];
        for (text, expected) in rows {
            assert_eq!(host(text).unwrap(), expected);
        }
        for text in ["http://x/y", "x:80", "x/y", "*.example.com", "a b", "me@x", "", "10.0.0.0/8"] {
            assert!(host(text).is_err(), "{text}");
        }
    }
}
