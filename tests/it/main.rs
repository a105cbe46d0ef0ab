//! The contract tests: one binary, a module a question.

#![expect(clippy::unwrap_used, reason = "in tests, also in their helpers, a panic is the finding")]

mod access;
mod animus;
mod apixo;
mod architecture;
mod arrival;
mod browser;
mod clauses;
mod clock;
mod concurrency;
mod control;
mod control_input;
mod determinism;
mod documents;
mod faults;
mod files;
mod fuzz;
mod harness;
mod isolation;
mod journal;
mod machine;
mod metrics;
mod reading;
mod readme;
mod resilience;
mod robustness;
mod stories;
mod sumatman;
mod uploads;
