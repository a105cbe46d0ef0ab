//! The clauses of the fifth provider.

use kernel::evidence::{Aspect, Basis, Clause, ClauseRef};

const fn guess(id: &'static str, says: &'static str) -> Clause {
    Clause { id, says, source: "this test", basis: Basis::Assumed, aspect: Aspect::Body, why: None }
}

pub static KEY: Clause = guess("bell.key", "The key is a bearer token.");
pub static START: Clause = guess("bell.start", "A peal costs two credits.");
pub static RING: Clause = guess("bell.ring", "A peal rings for ten seconds.");
pub static FAIL: Clause = guess("bell.fail", "A rope can break.");
pub static LOOK: Clause = guess("bell.look", "A peal can be looked at.");
pub static REFUSED: Clause = guess("bell.refused", "A refusal has one word.");
pub static WEBHOOK: Clause = guess("bell.webhook", "The end of a peal is called out.");

pub static ALL: &[ClauseRef] = &[&KEY, &START, &RING, &FAIL, &LOOK, &REFUSED, &WEBHOOK];
