//! Calls about clauses: what is documented, and what is assumed.

use std::borrow::Cow;
use std::collections::BTreeMap;

use kernel::evidence::ClauseRef;
use serde::{Deserialize, Serialize};

/// Lists the clauses.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListClauses {
    /// The name of the provider.
    pub provider: Option<String>,
    /// `true` for the clauses alone on which an answer of this world rests. Each then has its number of answers.
    pub touched: Option<bool>,
}

/// The clauses of one provider, or of all.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClauseList {
    /// The clauses.
    pub clauses: Vec<ClauseView>,
    /// The number of these clauses by basis, by provider.
    pub counts: BTreeMap<String, BTreeMap<String, usize>>,
}

/// One fact of a provider's documents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClauseView {
    /// The id, which starts with the provider's name.
    pub id: Cow<'static, str>,
    /// The fact itself, in one line.
    pub says: Cow<'static, str>,
    /// The document and the part of it.
    pub source: Cow<'static, str>,
    /// The certainty of the clause: `documented`, `example`, `contradicted` or `assumed`.
    pub basis: Cow<'static, str>,
    /// The side of an answer that the clause is about.
    pub aspect: Cow<'static, str>,
    /// The reason for the assumption, or for the side that was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Cow<'static, str>>,
    /// The number of answers of this world that rest on the clause, if that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cited: Option<u64>,
    /// The number of the latest of these exchanges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seq: Option<u64>,
}

impl From<ClauseRef> for ClauseView {
    fn from(clause: ClauseRef) -> Self {
        Self {
            id: clause.id.into(),
            says: clause.says.into(),
            source: clause.source.into(),
            basis: clause.basis.name().into(),
            aspect: clause.aspect.name().into(),
            why: clause.why.map(Into::into),
            cited: None,
            last_seq: None,
        }
    }
}
