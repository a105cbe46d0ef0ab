//! The contract as data: the files of `fixtures/<provider>`, read and checked.
//!
//! A provider's contract consists of its OpenAPI document (`openapi.yaml`: shapes) and its [`Clause`]s
//! (`clauses/*.yaml`: behaviour). The mocks' build scripts turn both into constants ([`build`]), so a clause that does
//! not exist is a compile error. The contract tests play the clauses against the mocks and the typed clients.

pub mod build;
mod clause;
mod read;

pub use clause::{Attempt, Basis, Call, Clause, Client, Delivery, Finish, Given, Opening, Step, Then};
pub use read::{Contract, Unsound};
