//! The authority that a request came to. It is read once, and only in a form that is safe to print into a URL.
//!
//! Behind a trusted proxy it is the one that the proxy was asked for, with the scheme and the prefix of the path there.

use std::net::{IpAddr, SocketAddr};

use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::uri;
use axum::http::{HeaderValue, Version};
use url::Host;

use crate::forwarded::Forwarded;

/// The address of this machine that a connection came to. The server adds it to every request.
#[derive(Clone, Copy, Debug)]
pub struct LocalAddress(pub SocketAddr);

/// A host as a request names it, with or without a port, and the way in which URLs reach it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    named: uri::Authority,
    scheme: &'static str,
    /// The beginning of all paths. Empty if no proxy takes any off.
    prefix: Box<str>,
}

/// An error for a `Host` that has to be refused with 400 (RFC 9112, section 3.2). The value is a sentence on the problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadHost(pub &'static str);

impl Authority {
    /// Reads the authority of a request: from its target if that is absolute, else from its `Host`, else from the address that
    /// the connection came to.
    ///
    /// # Errors
    /// If `Host` is missing from an HTTP/1.1 request on a connection, is there twice, or is no host.
    pub fn of(parts: &Parts) -> Result<Option<Self>, BadHost> {
        let local = parts.extensions.get::<LocalAddress>();
        let mut hosts = parts.headers.get_all(HOST).iter();
        let named = match (hosts.next(), hosts.next()) {
            (_, Some(_)) => return Err(BadHost("The request has more than one Host header.")),
            (Some(host), None) => Some(Self::read(host)?),
            (None, None) if local.is_some() && parts.version == Version::HTTP_11 => {
                return Err(BadHost("The request has no Host header."));
            }
            (None, None) => None,
        };
        match parts.uri.authority() {
            Some(target) => Self::checked(target.clone()).map(Some),
            None => Ok(named.flatten().or_else(|| local.and_then(|local| Self::at(local.0)))),
        }
    }

    /// Reads the authority that a trusted proxy was asked for, as far as it tells; the rest is that of the request itself.
    ///
    /// # Errors
    /// If what the proxy tells could not stand in a URL.
    pub fn forwarded(self, parts: &Parts) -> Result<Self, BadHost> {
        let Forwarded { scheme, host, prefix } = Forwarded::of(&parts.headers);
        let named = match host {
            Some(host) => Self::checked(host.parse().map_err(|_| NO_FORWARDED_HOST)?),
            None => Ok(self.clone()),
        };
        let scheme = match scheme.as_deref() {
            None => self.scheme,
            Some(scheme) if scheme.eq_ignore_ascii_case("http") => "http",
            Some(scheme) if scheme.eq_ignore_ascii_case("https") => "https",
            Some(_) => return Err(BadHost("The proxy's scheme is neither http nor https.")),
        };
        let is_path = prefix.is_empty() || prefix.starts_with('/') && !prefix.contains("//");
        if !is_path || !prefix.bytes().all(|byte| is_plain(byte) || b"/~".contains(&byte)) {
            return Err(BadHost("The proxy's prefix is not a plain path such as /sandbox."));
        }
        Ok(Self { scheme, prefix: prefix.into(), ..named.map_err(|_| NO_FORWARDED_HOST)? })
    }

    /// Reads a `Host`. An empty one names no authority.
    fn read(host: &HeaderValue) -> Result<Option<Self>, BadHost> {
        if host.is_empty() {
            return Ok(None);
        }
        let authority = uri::Authority::try_from(host.as_bytes()).map_err(|_| NO_HOST)?;
        Self::checked(authority).map(Some)
    }

    fn checked(authority: uri::Authority) -> Result<Self, BadHost> {
        let host = authority.host();
        let is_name = host.starts_with(|first: char| first != '.') && host.bytes().all(is_plain);
        let is_ipv6 = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let is_ipv6 = is_ipv6.is_some_and(|ip| matches!(ip.parse(), Ok(IpAddr::V6(_))));
        let rest = authority.as_str().strip_prefix(host);
        let has_port = rest.is_some_and(|rest| {
            let port = rest.strip_prefix(':').unwrap_or(rest);
            port.is_empty() || port.parse::<u16>().is_ok_and(|_| !port.starts_with('+'))
        });
        if (is_name || is_ipv6) && has_port { Ok(Self::plain(authority)) } else { Err(NO_HOST) }
    }

    fn at(address: SocketAddr) -> Option<Self> {
        address.to_string().parse().ok().map(Self::plain)
    }

    fn plain(named: uri::Authority) -> Self {
        Self { named, scheme: "http", prefix: Box::default() }
    }

    /// Returns the beginning of every URL for the caller, such as `http://localhost:4080`.
    pub fn base_url(&self) -> String {
        format!("{}://{}{}", self.scheme, self.named, self.prefix)
    }

    /// Returns the host, in lowercase.
    pub fn host(&self) -> Option<Host> {
        let host = self.named.host();
        if let Ok(ip) = host.parse() {
            return Some(Host::Ipv4(ip));
        }
        // Most names are plain, and need no table of the world's scripts to be read.
        let is_name = host.starts_with(|first: char| first.is_ascii_alphabetic());
        if is_name && !host.contains("--") && !host.ends_with(|last: char| last.is_ascii_digit()) {
            return Some(Host::Domain(host.to_ascii_lowercase()));
        }
        Host::parse(host).ok()
    }

    /// Returns the authority as a text, such as `localhost:4080`.
    pub fn as_str(&self) -> &str {
        self.named.as_str()
    }
}

const NO_FORWARDED_HOST: BadHost = BadHost("The host that the proxy tells is not a host name or an address.");
const NO_HOST: BadHost = BadHost("The request's Host is not a host name or an address.");

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._".contains(&byte)
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn read(version: Version, target: &str, hosts: &[&str]) -> Result<Option<String>, BadHost> {
        let mut request = Request::builder().version(version).uri(target);
        for host in hosts {
            request = request.header(HOST, *host);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        parts.extensions.insert(LocalAddress("127.0.0.1:4080".parse().unwrap()));
        Authority::of(&parts).map(|found| found.map(|found| found.as_str().to_owned()))
    }

    #[test]
    fn a_request_names_its_authority_in_one_of_three_ways() {
        let rows: [(Version, &str, &[&str], &str); 6] = [
            (Version::HTTP_11, "/x", &["localhost:4080"], "localhost:4080"),
            (Version::HTTP_11, "/x", &["[::1]:4080"], "[::1]:4080"),
            (Version::HTTP_11, "/x", &["sandbox"], "sandbox"),
            (Version::HTTP_11, "http://there.test:1/x", &["here.test"], "there.test:1"),
            (Version::HTTP_10, "/x", &[], "127.0.0.1:4080"),
            (Version::HTTP_11, "/x", &[""], "127.0.0.1:4080"),
        ];
        for (version, target, hosts, expected) in rows {
            assert_eq!(read(version, target, hosts), Ok(Some(expected.to_owned())), "{target} {hosts:?}");
        }
    }

    #[test]
    fn no_raw_bytes_of_a_host_get_through() {
        let rows: [&[&str]; 13] = [
            &[],
            &["a", "a"],
            &["a b"],
            &["a/b"],
            &["user@a"],
            &["a:b"],
            &["a:+80"],
            &["."],
            &["a:99999"],
            &["<script>"],
            &["\"a\""],
            &["[::1"],
            &["a%2fb"],
        ];
        for hosts in rows {
            assert!(read(Version::HTTP_11, "/x", hosts).is_err(), "{hosts:?}");
        }
    }
    #[test]
    fn a_proxy_tells_where_it_was_asked() {
        let forwarded = |rows: &[(&str, &str)]| {
            let request =
                rows.iter().fold(Request::builder(), |request, (name, value)| request.header(*name, *value));
            let (parts, ()) = request.header(HOST, "127.0.0.1:4080").body(()).unwrap().into_parts();
            Authority::of(&parts).unwrap().unwrap().forwarded(&parts).map(|found| found.base_url())
        };
        let told = [
            (&[][..], "http://127.0.0.1:4080"),
            (&[("x-forwarded-proto", "HTTPS")], "https://127.0.0.1:4080"),
            (&[("x-forwarded-host", "a.test:8443"), ("x-forwarded-proto", "https")], "https://a.test:8443"),
            (&[("forwarded", "host=\"[::1]:80\";proto=http")], "http://[::1]:80"),
            (&[("x-forwarded-prefix", "/mock/~a/")], "http://127.0.0.1:4080/mock/~a"),
        ];
        for (headers, expected) in told {
            assert_eq!(forwarded(headers).as_deref(), Ok(expected), "{headers:?}");
        }
        let refused = [
            ("x-forwarded-proto", "ftp"),
            ("x-forwarded-host", "a b"),
            ("x-forwarded-host", "a.test/x"),
            ("x-forwarded-host", "user@a.test"),
            ("forwarded", "host=\"<script>\""),
            ("x-forwarded-prefix", "mock"),
            ("x-forwarded-prefix", "//evil.test"),
            ("x-forwarded-prefix", "/a?b"),
            ("x-forwarded-prefix", "/\"a"),
        ];
        for header in refused {
            assert!(forwarded(&[header]).is_err(), "{header:?}");
        }
    }
}
