//! The clauses of APIXO, one constant each, made from `fixtures/apixo/clauses`.

#![allow(clippy::doc_markdown, reason = "what the clauses say is plain text, not marked up")]

use kernel::evidence::{Basis, Clause, ClauseRef};

include!(concat!(env!("OUT_DIR"), "/clauses.rs"));
