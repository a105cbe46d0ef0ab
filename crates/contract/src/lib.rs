//! The contract as data: what `fixtures/<provider>` holds, read and checked.
//!
//! A provider's contract is its OpenAPI document (`openapi.yaml`: shapes) and its [`Clause`]s (`clauses/*.yaml`: behaviour).
//! The mocks' build scripts turn both into constants ([`build`]), so that a clause which does not exist is a compile error;
//! the contract tests play the clauses against both sides.

pub mod build;
mod clause;
mod read;

pub use clause::{Attempt, Basis, Call, Clause, Client, Delivery, Finish, Given, Opening, Step, Then};
pub use read::{Contract, Unsound};
