//! The first output: the sandbox's address, a first call, and warnings.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use backlot::{ProviderModule, TryIt, is_loopback_address};

/// The key in the printed examples. Any other key works as well.
const KEY: &str = "my-key";

/// Returns the URL that reaches the address from this machine. An address that stands for all addresses becomes loopback.
pub(crate) fn url(mut address: SocketAddr) -> String {
    let loopback: IpAddr = match address {
        SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    if address.ip().is_unspecified() {
        address.set_ip(loopback);
    }
    format!("http://{address}")
}

/// Returns the warning about an address that other machines may reach.
pub(crate) fn warning(address: SocketAddr) -> Option<String> {
    (!is_loopback_address(address.ip())).then(|| {
        format!(
            "listening on {address}, which other machines may reach: whoever does can use the control API, read there what \
             was asked, and change every world. `--host 127.0.0.1` keeps the sandbox to this machine."
        )
    })
}

/// Returns the first lines for programs: the URL once the sandbox is ready, and the seed that was drawn.
pub(crate) fn for_programs(url: &str, drawn_seed: Option<u64>) -> String {
    let seed = drawn_seed.map(|seed| format!("{{\"event\":\"seed\",\"seed\":{seed}}}\n"));
    format!("{{\"event\":\"ready\",\"url\":\"{url}\"}}\n{}", seed.unwrap_or_default())
}

/// Returns the first page for people.
pub(crate) fn for_people(
    url: &str,
    public_url: Option<&str>,
    drawn_seed: Option<u64>,
    modules: &[ProviderModule],
    has_console: bool,
) -> String {
    let base = public_url.unwrap_or(url);
    let places = modules.iter().map(|module| format!("  {:<10} {base}{}\n", module.title, module.base));
    let console = has_console.then(|| format!("  {:<10} {base}/_backlot/ui/\n", "console"));
    let places: String =
        places.chain([format!("  {:<10} {base}/_backlot\n", "control")]).chain(console).collect();
    let public_url =
        public_url.iter().map(|url| format!("Callers reach it at {url}, with which URLs in answers begin\n"));
    let drawn =
        drawn_seed.map(|seed| format!("The seed of this run is {seed}; `--seed {seed}` takes it again\n"));
    let notes: String = public_url.chain(drawn).collect();
    let try_it = modules.first().map(|module| call_to_try(base, module)).unwrap_or_default();
    format!(
        "Backlot is listening on {url}\n\n{places}\n{notes}\
         Any key opens an account of its own, for example: {KEY}\nA call to try:\n\n{try_it}\n\
         Stop it with Ctrl-C. `backlot --help` tells more.\n"
    )
}

fn call_to_try(url: &str, module: &ProviderModule) -> String {
    let TryIt { method, path, body } = &module.try_it;
    format!(
        "  curl -X {method} {url}{}{path} \\\n    -H 'Authorization: Bearer {KEY}' \\\n    \
         -H 'Content-Type: application/json' \\\n    -d '{body}'\n",
        module.base
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_can_be_called_and_what_is_open_is_warned_of() {
        let rows = [
            ("127.0.0.1:4080", "http://127.0.0.1:4080", false),
            ("127.0.0.2:4080", "http://127.0.0.2:4080", false),
            ("[::1]:4080", "http://[::1]:4080", false),
            ("[::ffff:127.0.0.1]:4080", "http://[::ffff:127.0.0.1]:4080", false),
            ("0.0.0.0:4080", "http://127.0.0.1:4080", true),
            ("[::]:4080", "http://[::1]:4080", true),
            ("192.0.2.7:4080", "http://192.0.2.7:4080", true),
            ("[2001:db8::1]:4080", "http://[2001:db8::1]:4080", true),
        ];
        for (address, expected, is_open) in rows {
            let address = address.parse().unwrap();
            assert_eq!(url(address), expected);
            assert_eq!(warning(address).is_some(), is_open, "{address}");
        }
    }

    #[test]
    fn the_first_page_tells_the_public_url_and_a_drawn_seed() {
        let page = for_people("http://127.0.0.1:4080", None, None, &[], true);
        assert!(page.contains("  console    http://127.0.0.1:4080/_backlot/ui/\n"), "{page}");
        assert!(page.starts_with("Backlot is listening on http://127.0.0.1:4080\n"), "{page}");
        assert!(!page.contains("seed") && !page.contains("URLs"), "{page}");
        let page = for_people("http://127.0.0.1:4080", Some("https://sandbox.test"), Some(7), &[], false);
        assert!(!page.contains("/ui/"), "{page}");
        assert!(page.contains("reach it at https://sandbox.test,") && page.contains("--seed 7"), "{page}");
        assert!(page.contains("control    https://sandbox.test/_backlot\n"), "{page}");
    }

    #[test]
    fn programs_are_told_where_to_call_first_and_then_the_seed() {
        let ready = "{\"event\":\"ready\",\"url\":\"http://127.0.0.1:4080\"}\n";
        assert_eq!(for_programs("http://127.0.0.1:4080", None), ready);
        let told = for_programs("http://127.0.0.1:4080", Some(7));
        assert_eq!(told, format!("{ready}{{\"event\":\"seed\",\"seed\":7}}\n"));
    }
}
