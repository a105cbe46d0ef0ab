//! The contract as data: the files of `fixtures/<provider>`, read and checked.
//!
//! A provider's contract consists of its OpenAPI document (`openapi.yaml`: shapes), its [`Check`]s (`checks/*.yaml`: behaviour),
//! each of which proves one or more [`Clause`]s, and the [documents](Documents) that all of them stand on (`sources.yaml`). The
//! mocks' build scripts turn the clauses into constants ([`build`]), so a clause that does not exist is a compile error. The
//! contract tests play the checks against the mocks and the typed clients.

pub mod build;
mod check;
mod clause;
mod read;
mod source;

pub use check::{Attempt, Call, Check, Client, Delivery, Finish, Given, Media, Opening, Step, Then};
pub use clause::{Aspect, Basis, Clause};
pub use read::{Contract, Unsound};
pub use source::{Document, Documents, Sources};
