//! The clauses of CutX, one constant each, made from `fixtures/cutx/checks`.

#![allow(clippy::doc_markdown, reason = "what the clauses say is plain text, not marked up")]

use kernel::evidence::{Aspect, Basis, Clause, ClauseRef};

include!(concat!(env!("OUT_DIR"), "/clauses.rs"));
