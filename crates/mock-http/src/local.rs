//! The names and addresses of this machine: one decision for webhooks, callbacks and browsers' origins.

use std::net::IpAddr;

use url::Host;

/// Returns `true` if a host can only be this machine: a loopback address, `localhost`, or a name below it.
pub fn is_loopback<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Ipv4(ip) => is_loopback_address((*ip).into()),
        Host::Ipv6(ip) => is_loopback_address((*ip).into()),
        Host::Domain(name) => is_loopback_name(name.as_ref()),
    }
}

/// Returns `true` if an address reaches this machine alone. IPv4 addresses may also be written as IPv6.
pub fn is_loopback_address(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}

/// Returns `true` if a name is `localhost` or stands below it, in any case, with or without the root's dot.
pub fn is_loopback_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    name == "localhost" || name.strip_suffix(".localhost").is_some_and(|rest| !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_this_machine_is_known_and_no_other() {
        let here = [
            "localhost",
            "LOCALHOST",
            "localhost.",
            "app.localhost",
            "a.b.LocalHost.",
            "127.0.0.1",
            "127.255.255.254",
            "2130706433",
            "0x7f.1",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]",
        ];
        let elsewhere = [
            "localhost.example",
            "notlocalhost",
            ".localhost",
            "localhost..",
            "0.0.0.0",
            "[::]",
            "128.0.0.1",
            "169.254.169.254",
            "[fe80::1]",
            "[::ffff:10.0.0.1]",
            "host.docker.internal",
        ];
        for (hosts, expected) in [(&here[..], true), (&elsewhere[..], false)] {
            for text in hosts {
                let found = Host::parse(text).is_ok_and(|host| is_loopback(&host));
                assert_eq!(found, expected, "{text}");
            }
        }
    }
}
