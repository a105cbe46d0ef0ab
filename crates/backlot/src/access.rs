//! Access: the hosts that a sandbox answers to, and the web pages that may use it.
//!
//! A page in a browser can send requests to this machine, and the owner of a name can make it lead here too. The control API is
//! closed to both. The providers and their files are open to pages on this machine.

use axum::http::header::ORIGIN;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};
use mock_http::authority::Authority;
use mock_http::local::is_loopback;
use url::{Host, Origin, Url};

/// Endings of reserved names. They cannot be registered, so that no foreign name server answers for them.
const RESERVED: [&str; 3] = [".localhost", ".internal", ".test"];

/// The hosts and origins that a sandbox answers to, in addition to its own.
#[derive(Debug)]
pub(crate) struct Access {
    origins: Vec<Origin>,
    hosts: Vec<String>,
    public_url: Option<Url>,
    /// `true` if what a proxy tells of its caller is believed.
    pub(crate) trusts_forwarded: bool,
}

/// The page that a request comes from, as the browser tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page<'a> {
    /// No page: the caller is no browser, or the request needs no origin.
    None,
    /// A page that this sandbox itself serves.
    Own,
    /// A page of an origin that was named at start.
    Listed(&'a HeaderValue),
    /// A page on this machine.
    Local(&'a HeaderValue),
    /// Any other page.
    Foreign,
}

impl Access {
    /// Creates the access rules from the settings of a start.
    pub(crate) fn new(
        origins: Vec<Origin>,
        hosts: Vec<String>,
        public_url: Option<&str>,
        trusts_forwarded: bool,
    ) -> Self {
        Self { origins, hosts, public_url: public_url.and_then(|url| Url::parse(url).ok()), trusts_forwarded }
    }

    /// Refuses a host name that a foreign name server could have led to this machine.
    pub(crate) fn check_host(&self, authority: &Authority) -> Result<(), String> {
        let host = authority.host();
        let known = match &host {
            None => false,
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
            Some(Host::Domain(name)) => {
                let name = name.strip_suffix('.').unwrap_or(name);
                let public = self.public_url.as_ref().and_then(Url::host_str);
                let named = self.hosts.iter().map(String::as_str).chain(public);
                !name.contains('.')
                    || RESERVED.iter().any(|ending| name.ends_with(ending))
                    || named.into_iter().any(|allowed| allowed.eq_ignore_ascii_case(name))
            }
        };
        if known {
            return Ok(());
        }
        let host = authority.as_str();
        Err(format!(
            "Backlot does not answer to the host {host}, since a foreign name may have been led to this machine. \
             Start it with --allow-host NAME to answer to one."
        ))
    }

    /// Returns the page that a request comes from.
    pub(crate) fn page<'a>(&self, headers: &'a HeaderMap, authority: Option<&Authority>) -> Page<'a> {
        let mut origins = headers.get_all(ORIGIN).iter();
        let Some(value) = origins.next() else { return Page::None };
        let url = value.to_str().ok().and_then(|text| Url::parse(text).ok());
        let url = url.filter(|url| origins.next().is_none() && matches!(url.scheme(), "http" | "https"));
        let Some(url) = url else { return Page::Foreign };
        let origin = url.origin();
        if self.origins.contains(&origin) {
            Page::Listed(value)
        } else if self.is_own(&url, authority) {
            Page::Own
        } else if url.host().is_some_and(|host| is_loopback(&host)) {
            Page::Local(value)
        } else {
            Page::Foreign
        }
    }

    /// Returns `true` if a page was served by this sandbox: from the authority that the request came to, over any scheme that a
    /// proxy in between speaks, or from the public URL.
    fn is_own(&self, page: &Url, authority: Option<&Authority>) -> bool {
        let public = self.public_url.as_ref().is_some_and(|public| public.origin() == page.origin());
        let asked = authority.and_then(|to| Url::parse(&format!("{}://{}", page.scheme(), to.as_str())).ok());
        public || asked.is_some_and(|asked| asked.origin() == page.origin())
    }

    /// Refuses a control call that a web page of another origin makes its browser send.
    pub(crate) fn check_control(
        &self,
        parts: &Parts,
        authority: Option<&Authority>,
    ) -> Result<(), &'static str> {
        match self.page(&parts.headers, authority) {
            Page::Foreign => Err(
                "The control API is closed to web pages of other origins. Start Backlot with --allow-origin ORIGIN to open \
                 it to one of them.",
            ),
            Page::None | Page::Own | Page::Local(_) if is_cross_site(parts) => Err(
                "The control API is closed to requests that a page of another origin makes a browser send. Start Backlot \
                 with --allow-origin ORIGIN to open it to the pages of one.",
            ),
            Page::None | Page::Own | Page::Listed(_) | Page::Local(_) => Ok(()),
        }
    }
}

/// Returns `true` if another site's page caused a request in any way other than a plain navigation to this machine.
fn is_cross_site(parts: &Parts) -> bool {
    let has = |name, value: &str| parts.headers.get(name).is_some_and(|found| found == value);
    let crossing = has("sec-fetch-site", "cross-site") || has("sec-fetch-site", "same-site");
    let leading =
        parts.method == Method::GET && has("sec-fetch-mode", "navigate") && has("sec-fetch-dest", "document");
    crossing && !leading
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    /// A method, the headers of a request, and the answer that it may come in.
    type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], bool);

    fn access() -> Access {
        let origins = vec![Url::parse("https://studio.example").unwrap().origin()];
        Access::new(origins, vec!["backlot.example".to_owned()], Some("https://public.example/mock"), false)
    }

    fn parts(method: &str, host: &str, headers: &[(&str, &str)]) -> Parts {
        let request = Request::builder().method(method).uri("/_backlot/reset").header("host", host);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn only_hosts_that_nobody_can_rebind_are_answered_to() {
        let known = [
            "localhost:4080",
            "LOCALHOST",
            "app.localhost",
            "127.0.0.1:4080",
            "192.0.2.7",
            "[::1]:4080",
            "[2001:db8::1]",
            "sandbox",
            "sandbox:4080",
            "host.docker.internal",
            "backlot.test",
            "public.example",
            "backlot.example:80",
            "BACKLOT.example.",
        ];
        let foreign =
            ["rebind.example:4080", "localhost.example", "127.0.0.1.example", "evil.public.example"];
        for (hosts, expected) in [(&known[..], true), (&foreign[..], false)] {
            for host in hosts {
                let authority = Authority::of(&parts("GET", host, &[])).unwrap().unwrap();
                assert_eq!(access().check_host(&authority).is_ok(), expected, "{host}");
            }
        }
    }

    #[test]
    fn the_control_api_is_closed_to_other_peoples_pages() {
        let site = |value| ("sec-fetch-site", value);
        let (navigate, document) = (("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"));
        let rows: [Row<'_>; 20] = [
            ("POST", &[], true),
            ("POST", &[("origin", "http://127.0.0.1:4080")], true),
            ("POST", &[("origin", "https://127.0.0.1:4080"), site("same-origin")], true),
            ("POST", &[("origin", "https://public.example")], true),
            ("POST", &[("origin", "https://studio.example"), site("cross-site")], true),
            ("POST", &[("origin", "http://localhost:3000")], true),
            ("POST", &[("origin", "http://localhost:3000"), site("cross-site")], false),
            ("POST", &[("origin", "http://localhost:3000"), site("same-site")], false),
            ("POST", &[("origin", "http://studio.example")], false),
            ("POST", &[("origin", "https://studio.example:8443")], false),
            ("POST", &[("origin", "https://evil.example")], false),
            ("POST", &[("origin", "null")], false),
            ("POST", &[("origin", "file:///localhost")], false),
            ("POST", &[("origin", "http://localhost:3000"), ("origin", "https://evil.example")], false),
            ("GET", &[site("none"), navigate, document], true),
            ("GET", &[site("cross-site"), navigate, document], true),
            ("POST", &[site("cross-site"), navigate, document], false),
            ("GET", &[site("cross-site"), navigate, ("sec-fetch-dest", "iframe")], false),
            ("GET", &[site("same-site"), ("sec-fetch-mode", "no-cors")], false),
            ("GET", &[site("same-origin")], true),
        ];
        for (method, headers, expected) in rows {
            let parts = parts(method, "127.0.0.1:4080", headers);
            let authority = Authority::of(&parts).unwrap();
            let found = access().check_control(&parts, authority.as_ref());
            assert_eq!(found.is_ok(), expected, "{method} {headers:?}: {found:?}");
        }
    }
}
