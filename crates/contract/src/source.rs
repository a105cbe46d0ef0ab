//! Sources: the documents that a contract stands on, with an outline of their parts.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

/// The documents of a provider, by id. `sources.yaml` holds them.
pub type Documents = BTreeMap<String, Document>;

/// A document.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The title of the document.
    pub title: String,
    /// The public address, if the document has one.
    pub address: Option<String>,
    /// The day on which it was read, such as `2026-10-01`, if that is known.
    pub read_on: Option<String>,
    /// The parts of the document that clauses cite, each with a name of our own.
    pub outline: BTreeMap<String, String>,
}

/// One or more parts of documents, each as `document#part`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Sources {
    /// One part.
    One(String),
    /// Several parts.
    Several(Vec<String>),
}

impl Sources {
    /// Returns each part.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        let parts = match self {
            Self::One(part) => std::slice::from_ref(part),
            Self::Several(parts) => parts,
        };
        parts.iter().map(String::as_str)
    }

    /// Returns the first part that no document has, if there is one.
    pub fn missing<'a>(&'a self, documents: &Documents) -> Option<&'a str> {
        let is_there = |part: &&str| {
            let (document, part) = part.split_once('#').unwrap_or((part, ""));
            documents.get(document).is_some_and(|document| document.outline.contains_key(part))
        };
        self.parts().find(|part| !is_there(part))
    }
}

impl fmt::Display for Sources {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.parts().collect::<Vec<_>>().join(", "))
    }
}
