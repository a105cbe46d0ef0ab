//! An API key as the control API and the harness hand it out.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use crate::mask::masked_key;

/// An API key whose mask alone is printed and written as JSON.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct ApiKey(Arc<str>);

/// Returns the key in full.
impl Deref for ApiKey {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<Arc<str>> for ApiKey {
    fn from(key: Arc<str>) -> Self {
        Self(key)
    }
}

impl From<String> for ApiKey {
    fn from(key: String) -> Self {
        Self(key.into())
    }
}

impl From<&str> for ApiKey {
    fn from(key: &str) -> Self {
        Self(key.into())
    }
}

impl fmt::Display for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&masked_key(&self.0))
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&masked_key(&self.0), formatter)
    }
}

impl Serialize for ApiKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_shown_by_its_mask_alone() {
        let key = ApiKey::from("sk-0123456789abcdef");
        let shown = [key.to_string(), format!("{key:?}"), serde_json::to_string(&key).unwrap()];
        assert_eq!(shown, ["sk-0***", "\"sk-0***\"", "\"sk-0***\""]);
        assert_eq!(&*key, "sk-0123456789abcdef");
    }
}
