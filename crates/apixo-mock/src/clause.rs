//! The clauses of APIXO, one constant each, made from `fixtures/apixo/checks`.

#![allow(clippy::doc_markdown, reason = "what the clauses say is plain text, not marked up")]

use kernel::evidence::{Aspect, Basis, Clause, ClauseRef};

include!(concat!(env!("OUT_DIR"), "/clauses.rs"));
