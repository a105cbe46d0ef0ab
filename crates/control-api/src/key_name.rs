//! Keys in requests.

use std::fmt;
use std::ops::Deref;

use journal::masked_key;
use serde::{Deserialize, Serialize};

/// The name of an account in a request: its key in full, or `@` and its public id. It is sent as it is, and printed as a mask.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyName(String);

impl Deref for KeyName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for KeyName {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl From<String> for KeyName {
    fn from(name: String) -> Self {
        Self(name)
    }
}

impl From<KeyName> for String {
    fn from(name: KeyName) -> Self {
        name.0
    }
}

impl fmt::Debug for KeyName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&masked_key(&self.0), formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_sent_in_full_and_printed_as_a_mask() {
        let name = KeyName::from("sk-0123456789abcdef");
        let sent = serde_json::to_string(&name).unwrap();
        assert_eq!((format!("{name:?}"), &*sent), ("\"sk-0***\"".to_owned(), "\"sk-0123456789abcdef\""));
    }
}
