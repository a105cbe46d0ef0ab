//! An API key as the control API and the harness hand it out.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use crate::mask::masked_key;

/// An API key whose mask alone is printed. Its mask alone is written as JSON too, unless it is to be [shown](Self::in_full).
#[derive(Clone, Deserialize)]
#[serde(from = "String")]
pub struct ApiKey {
    key: Arc<str>,
    is_shown: bool,
}

impl ApiKey {
    /// Returns the same key, to be written as JSON in full.
    #[must_use]
    pub fn in_full(self) -> Self {
        Self { is_shown: true, ..self }
    }
}

impl PartialEq for ApiKey {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for ApiKey {}

/// Returns the key in full.
impl Deref for ApiKey {
    type Target = str;

    fn deref(&self) -> &str {
        &self.key
    }
}

impl From<Arc<str>> for ApiKey {
    fn from(key: Arc<str>) -> Self {
        Self { key, is_shown: false }
    }
}

impl From<String> for ApiKey {
    fn from(key: String) -> Self {
        Self::from(Arc::<str>::from(key))
    }
}

impl From<&str> for ApiKey {
    fn from(key: &str) -> Self {
        Self::from(Arc::<str>::from(key))
    }
}

impl fmt::Display for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&masked_key(&self.key))
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&masked_key(&self.key), formatter)
    }
}

impl Serialize for ApiKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_shown { serializer.serialize_str(&self.key) } else { serializer.collect_str(self) }
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
        let shown = key.in_full();
        let written = serde_json::to_string(&shown).unwrap();
        assert_eq!((format!("{shown:?}"), written), ("\"sk-0***\"".into(), "\"sk-0123456789abcdef\"".into()));
    }
}
