//! Do the planted errors still have their places, and the checks that catch them?

use std::collections::BTreeSet;

use contract_tests::mutations::mutations;
use contract_tests::{contract, providers};

#[test]
fn every_planted_error_has_its_place_and_a_check_that_exists() {
    let contracts: Vec<_> = providers().map(contract).collect();
    let clauses: BTreeSet<_> = contracts
        .iter()
        .flat_map(|contract| &contract.checks)
        .flat_map(|check| &check.proves)
        .map(|clause| clause.id.as_str())
        .collect();
    let mut broken = Vec::new();
    for (_, mutation) in mutations() {
        if let Err(problem) = mutation.planted() {
            broken.push(problem);
        }
        for id in mutation.killed_by.iter().flat_map(|ids| ids.split(", ")) {
            if !clauses.contains(id) {
                broken.push(format!("{}: there is no clause {id}", mutation.file));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// At least 95 of 100 are caught, by the checks alone.
#[test]
fn few_planted_errors_survive() {
    let mutations = mutations();
    let killed = mutations.iter().filter(|(_, mutation)| mutation.killed_by.is_some()).count();
    assert!(killed * 100 >= mutations.len() * 95, "{killed} of {}", mutations.len());
}
