//! A request for a page: its path, its query, and the fields of its form.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::form_urlencoded;

/// The characters that are escaped in an address: all but those that are reserved for nothing, and the `@` of ids.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

/// A request for a page.
pub(crate) struct PageRequest {
    /// The segments of the path below the console, decoded.
    pub(crate) segments: Vec<String>,
    /// The parameters of the query. Those without a value are left out.
    pub(crate) query: Pairs,
    /// The fields of the form. Those without a value are left out.
    pub(crate) form: Pairs,
}

impl PageRequest {
    /// Reads a request. The path begins below the console.
    pub(crate) fn new(path: &str, query: &str, form: &[u8]) -> Self {
        let decoded = |segment| percent_decode_str(segment).decode_utf8_lossy().into_owned();
        Self {
            segments: path.split('/').map(decoded).collect(),
            query: Pairs::read(query.as_bytes()),
            form: Pairs::read(form),
        }
    }

    /// Returns the path with its query, relative to the console.
    pub(crate) fn address(&self) -> String {
        let path: Vec<_> = self.segments.iter().map(|segment| escaped(segment)).collect();
        address(&path.join("/"), &self.query)
    }
}

/// Names with values, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pairs(pub(crate) Vec<(String, String)>);

impl Pairs {
    fn read(text: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(text).filter(|(_, value)| !value.is_empty());
        Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// Returns the first value of a name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Returns the value of a name as an owned text.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// Returns the value of a name as a number or another type. A value that is none of these counts as left out.
    pub(crate) fn parsed<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name)?.parse().ok()
    }

    /// Returns the pairs with another value for a name, or without the name.
    pub(crate) fn with(&self, name: &str, value: Option<&str>) -> Self {
        let others = self.0.iter().filter(|(own, _)| own != name).cloned();
        Self(others.chain(value.map(|value| (name.to_owned(), value.to_owned()))).collect())
    }
}

/// Returns a path with a query.
pub(crate) fn address(path: &str, query: &Pairs) -> String {
    let pairs = query.0.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
    let query: Vec<_> = pairs.collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

/// Returns a text as it is written in a segment of a path, or in a query.
pub(crate) fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}
