//! The clauses of CutX, one constant each, made from `fixtures/cutx/clauses`.

#![allow(clippy::doc_markdown, reason = "what the clauses say is plain text, not marked up")]

use kernel::evidence::{Basis, Clause, ClauseRef};

include!(concat!(env!("OUT_DIR"), "/clauses.rs"));
