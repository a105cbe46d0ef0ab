//! Evidence: the facts of a provider's documents, each with its source, that decided an answer.
//!
//! The clauses of a provider are data under `fixtures/<provider>/clauses`; a build script turns them into the constants
//! that a mock's tables and answers name. A clause that does not exist is therefore a compile error.

use serde::{Deserialize, Serialize};

/// The certainty of a clause, by its source, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// A fact that the documents state.
    Documented,
    /// A fact that only a printed example shows.
    Example,
    /// A fact on which the documents disagree. One side was taken.
    Contradicted,
    /// A guess, since the documents are silent.
    Assumed,
}

impl Basis {
    /// Every basis, strongest first.
    pub const ALL: [Self; 4] = [Self::Documented, Self::Example, Self::Contradicted, Self::Assumed];

    /// Returns the basis as one word, as in the `backlot-basis` header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Example => "example",
            Self::Contradicted => "contradicted",
            Self::Assumed => "assumed",
        }
    }
}

/// The side of an answer that a clause is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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

impl Aspect {
    /// Every aspect, in the order in which they are told.
    pub const ALL: [Self; 7] =
        [Self::Status, Self::Body, Self::Words, Self::State, Self::Time, Self::Money, Self::Media];

    /// Returns the aspect as one word, as in the `backlot-basis` header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Body => "body",
            Self::Words => "words",
            Self::State => "state",
            Self::Time => "time",
            Self::Money => "money",
            Self::Media => "media",
        }
    }
}

/// One fact of a provider's documents.
#[derive(Debug, Serialize)]
pub struct Clause {
    /// The unique id, which starts with the provider's name: `provider.subject.fact`.
    pub id: &'static str,
    /// The fact itself, in one line.
    pub says: &'static str,
    /// The document and the part of it.
    pub source: &'static str,
    /// The certainty of the clause.
    pub basis: Basis,
    /// The side of an answer that the clause is about.
    pub aspect: Aspect,
    /// The reason for the assumption, or for the side that was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<&'static str>,
}

/// A clause as tables and answers hold it.
pub type ClauseRef = &'static Clause;

/// The clauses that shaped an answer, each once, in the order of their application.
#[derive(Clone, Debug, Default)]
pub struct Evidence(Vec<ClauseRef>);

/// The number of clauses that suffices for most answers.
const USUAL: usize = 16;

impl Evidence {
    /// Adds a clause, unless it is cited already.
    pub fn cite(&mut self, clause: ClauseRef) {
        if self.0.capacity() == 0 {
            self.0.reserve(USUAL);
        }
        if !self.0.iter().any(|cited| std::ptr::eq(*cited, clause)) {
            self.0.push(clause);
        }
    }

    /// Adds several clauses, each unless it is cited already.
    pub fn extend(&mut self, clauses: impl IntoIterator<Item = ClauseRef>) {
        for clause in clauses {
            self.cite(clause);
        }
    }

    /// Returns `true` if nothing is cited.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the memory that the list takes beside itself, in bytes.
    pub fn weight(&self) -> usize {
        self.0.capacity() * size_of::<ClauseRef>()
    }

    /// Returns the cited clauses in order.
    pub fn iter(&self) -> impl Iterator<Item = ClauseRef> + '_ {
        self.0.iter().copied()
    }

    /// Returns the weakest basis of the clauses on each aspect that they are about.
    pub fn bases(&self) -> impl Iterator<Item = (Aspect, Basis)> + '_ {
        let weakest = |aspect| {
            let about = self.iter().filter(move |clause| clause.aspect == aspect);
            about.map(|clause| clause.basis).max().map(|basis| (aspect, basis))
        };
        Aspect::ALL.into_iter().filter_map(weakest)
    }

    /// Prints the bases, as in the `backlot-basis` header: `status=documented, time=assumed`. It is empty if nothing is cited.
    pub fn basis(&self) -> String {
        let mut line = String::new();
        for (aspect, basis) in self.bases() {
            if !line.is_empty() {
                line.push_str(", ");
            }
            line.push_str(aspect.name());
            line.push('=');
            line.push_str(basis.name());
        }
        line
    }

    /// Returns the ids, separated by commas, as in the `backlot-clauses` header.
    pub fn ids(&self) -> String {
        let mut ids = String::with_capacity(self.iter().map(|clause| clause.id.len() + 1).sum());
        for clause in self.iter() {
            if !ids.is_empty() {
                ids.push(',');
            }
            ids.push_str(clause.id);
        }
        ids
    }
}

impl FromIterator<ClauseRef> for Evidence {
    fn from_iter<I: IntoIterator<Item = ClauseRef>>(clauses: I) -> Self {
        let mut evidence = Self::default();
        evidence.extend(clauses);
        evidence
    }
}

impl IntoIterator for Evidence {
    type Item = ClauseRef;
    type IntoIter = std::vec::IntoIter<ClauseRef>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn clause(id: &'static str, aspect: Aspect, basis: Basis) -> Clause {
        Clause { id, says: "", source: "", basis, aspect, why: None }
    }

    static FACT: Clause = clause("p.fact", Aspect::Body, Basis::Documented);
    static GUESS: Clause = clause("p.guess", Aspect::Body, Basis::Assumed);
    static PRICE: Clause = clause("p.price", Aspect::Money, Basis::Example);

    #[test]
    fn the_weakest_basis_of_each_aspect_counts_and_repeats_do_not() {
        let evidence: Evidence = [&PRICE, &FACT, &GUESS, &FACT].into_iter().collect();
        assert_eq!(evidence.ids(), "p.price,p.fact,p.guess");
        assert_eq!(evidence.basis(), "body=assumed, money=example");
        assert_eq!(Evidence::default().basis(), "");
    }
}
