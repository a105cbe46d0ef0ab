//! The authority that a request came to. It is read once, and only in a form that is safe to print into a URL.

use std::net::{IpAddr, SocketAddr};

use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::uri;
use axum::http::{HeaderValue, Version};
use url::Host;

/// The address of this machine that a connection came to. The server adds it to every request.
#[derive(Clone, Copy, Debug)]
pub struct LocalAddress(pub SocketAddr);

/// A host as a request names it, with or without a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority(uri::Authority);

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
        if (is_name || is_ipv6) && has_port { Ok(Self(authority)) } else { Err(NO_HOST) }
    }

    fn at(address: SocketAddr) -> Option<Self> {
        address.to_string().parse().ok().map(Self)
    }

    /// Returns the host, in lowercase.
    pub fn host(&self) -> Option<Host> {
        let host = self.0.host();
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
        self.0.as_str()
    }
}

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
}
