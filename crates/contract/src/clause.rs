//! Clauses: the facts of a provider's documents.

use serde::Deserialize;

use crate::source::Sources;

/// The evidence for a clause, from the strongest to the weakest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// A document states the fact.
    Documented,
    /// Only a printed example shows the fact.
    Example,
    /// The documents disagree, and the clause takes one side.
    Contradicted,
    /// The documents are silent, and the fact is assumed.
    Assumed,
}

/// The side of an answer that a clause is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Aspect {
    /// The HTTP status.
    Status,
    /// The fields of the body, their names and types.
    Body,
    /// The sentences in the body.
    Words,
    /// The state that the answer tells or leads to.
    State,
    /// Durations, instants and limits by time.
    Time,
    /// Prices, charges and refunds.
    Money,
    /// Pictures, films and other files.
    Media,
}

/// One fact of a provider's documents.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// The unique id: `provider.subject.fact`.
    #[serde(rename = "clause")]
    pub id: String,
    /// The fact, in one line.
    pub says: String,
    /// The parts of documents that have the fact.
    pub source: Sources,
    /// The evidence for the fact.
    pub basis: Basis,
    /// The reason for an assumption, or for the side that was taken. Those two bases need one.
    pub why: Option<String>,
    /// The side of an answer that the fact is about.
    pub aspect: Aspect,
    /// The proof in its check: a part of `then`, or a JSON pointer into the body.
    pub at: String,
    /// `false` for a fact that decides no answer by itself, such as that a printed request is accepted. Its check proves it all
    /// the same, but no answer names it.
    #[serde(default = "yes")]
    pub cited: bool,
}

fn yes() -> bool {
    true
}
