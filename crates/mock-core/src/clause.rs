//! Clauses: the facts of a provider's documents, each with where it comes from.
//!
//! The clauses of a provider are data under `fixtures/<provider>/clauses`; a build script turns them into the constants
//! that a mock's tables and answers name. A clause that does not exist is therefore a compile error.

use serde::Serialize;

/// Where a clause comes from, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The documents say so.
    Documented,
    /// Only a printed example shows it.
    Example,
    /// The documents disagree and a side was taken.
    Contradicted,
    /// The documents are silent: our guess.
    Assumed,
}

impl Basis {
    /// Every basis, strongest first.
    pub const ALL: [Self; 4] = [Self::Documented, Self::Example, Self::Contradicted, Self::Assumed];

    /// The word for it, as in the `backlot-basis` header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Example => "example",
            Self::Contradicted => "contradicted",
            Self::Assumed => "assumed",
        }
    }
}

/// One fact of a provider's documents.
#[derive(Debug, Serialize)]
pub struct Clause {
    /// Unique, starting with the provider's name: `provider.subject.fact`.
    pub id: &'static str,
    /// What it says, in a line.
    pub says: &'static str,
    /// Which document, which part.
    pub source: &'static str,
    /// How sure we may be of it.
    pub basis: Basis,
    /// Why this was assumed, or this side taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<&'static str>,
}

/// A clause as tables and answers hold it.
pub type ClauseRef = &'static Clause;

/// The clauses that shaped an answer: each once, in the order in which they were applied.
#[derive(Clone, Debug, Default)]
pub struct Citations(Vec<ClauseRef>);

/// How many clauses most answers have at most.
const USUAL: usize = 16;

impl Citations {
    /// Adds a clause unless it is there already.
    pub fn cite(&mut self, clause: ClauseRef) {
        if self.0.capacity() == 0 {
            self.0.reserve(USUAL);
        }
        if !self.0.iter().any(|cited| std::ptr::eq(*cited, clause)) {
            self.0.push(clause);
        }
    }

    /// Adds several clauses.
    pub fn extend(&mut self, clauses: impl IntoIterator<Item = ClauseRef>) {
        for clause in clauses {
            self.cite(clause);
        }
    }

    /// The cited clauses in order.
    pub fn iter(&self) -> impl Iterator<Item = ClauseRef> + '_ {
        self.0.iter().copied()
    }

    /// The weakest basis among them: how sure one may be of the whole answer. `None` if nothing is cited.
    pub fn basis(&self) -> Option<Basis> {
        self.iter().map(|clause| clause.basis).max()
    }

    /// The ids, comma separated, as in the `backlot-clauses` header.
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

impl FromIterator<ClauseRef> for Citations {
    fn from_iter<I: IntoIterator<Item = ClauseRef>>(clauses: I) -> Self {
        let mut citations = Self::default();
        citations.extend(clauses);
        citations
    }
}

impl IntoIterator for Citations {
    type Item = ClauseRef;
    type IntoIter = std::vec::IntoIter<ClauseRef>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static FACT: Clause = Clause { id: "p.fact", says: "", source: "", basis: Basis::Documented, why: None };
    static GUESS: Clause = Clause { id: "p.guess", says: "", source: "", basis: Basis::Assumed, why: None };

    #[test]
    fn the_weakest_basis_counts_and_repeats_do_not() {
        let citations: Citations = [&FACT, &GUESS, &FACT].into_iter().collect();
        assert_eq!(citations.ids(), "p.fact,p.guess");
        assert_eq!(citations.basis(), Some(Basis::Assumed));
        assert_eq!(Citations::default().basis(), None);
    }
}
