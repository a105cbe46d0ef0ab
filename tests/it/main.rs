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
mod console;
mod control;
mod control_calls;
mod control_input;
mod cutx;
mod determinism;
mod examples;
mod faults;
mod fifth_provider;
mod files;
mod fuzz;
mod harness;
mod isolation;
mod journal;
mod metrics;
mod mutations;
mod packages;
mod pages;
mod reading;
mod readme;
mod remember;
mod resilience;
mod robustness;
mod sumatman;
mod team;
mod uploads;
