//! Do the providers' pages tell all that is a guess?
//!
//! `BACKLOT_WRITE_PAGES=1` writes that part of `docs/<provider>.md` anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use contract::{Basis, Clause, Contract};
use contract_tests::{contract, providers, workspace};

/// The line after which a page is written from the clauses.
const BEGIN: &str =
    "<!-- Written from the clauses, by `BACKLOT_WRITE_PAGES=1 cargo test -p contract-tests pages`. -->";

#[test]
fn each_page_tells_every_guess_and_every_side_that_was_taken() {
    let is_writing = std::env::var_os("BACKLOT_WRITE_PAGES").is_some();
    for provider in providers() {
        let path = workspace().join("docs").join(format!("{provider}.md"));
        let page = std::fs::read_to_string(&path).expect("a page");
        let (by_hand, written) = page.split_once(BEGIN).unwrap_or((&page, ""));
        let told = tell(&contract(provider));
        if is_writing {
            std::fs::write(&path, format!("{}\n\n{BEGIN}\n{told}", by_hand.trim_end())).expect("a page");
        } else {
            assert!(
                written.trim_start() == told.trim_start(),
                "{} is not what the clauses tell",
                path.display()
            );
        }
    }
}

/// Tells the bases of a contract's clauses.
fn tell(contract: &Contract) -> String {
    let clauses: Vec<_> = contract.clauses().collect();
    let count = |basis| clauses.iter().filter(|clause| clause.basis == basis).count();
    let [documented, example, contradicted, assumed] =
        [Basis::Documented, Basis::Example, Basis::Contradicted, Basis::Assumed].map(count);
    let mut text = format!(
        "\n## Every fact\n\nThe sandbox holds {} facts, each with a check: {documented} that a document states, {example} that \
         only a printed example shows, {contradicted} on which the documents disagree, and {assumed} guesses where they are \
         silent. `backlot clauses` lists all of them with their sources.\n",
        clauses.len()
    );
    for (title, basis) in
        [("Where the documents disagree", Basis::Contradicted), ("Where they are silent", Basis::Assumed)]
    {
        let mut by_subject: BTreeMap<&str, Vec<&Clause>> = BTreeMap::new();
        for clause in clauses.iter().filter(|clause| clause.basis == basis) {
            by_subject.entry(clause.id.split('.').nth(1).unwrap_or_default()).or_default().push(clause);
        }
        let _ = write!(text, "\n## {title}\n");
        for (subject, clauses) in by_subject {
            let _ = write!(text, "\n### {subject}\n\n");
            for clause in clauses {
                let why = clause.why.as_deref().unwrap_or_default();
                let _ = writeln!(text, "- **{}.** {why}", clause.says.trim_end_matches('.'));
            }
        }
    }
    text
}
