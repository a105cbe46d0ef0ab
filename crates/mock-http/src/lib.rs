//! The HTTP shell around the [`kernel`]: requests in, answers out, and no knowledge of any provider.
//!
//! A mock is a [`ProviderModule`](module::ProviderModule): the routes of its [operations](operation), its result files, and its
//! accounts. A request becomes a [`Call`](call::Call), which identifies the caller, reads the request, and applies commands to the
//! caller's account. Each account has its own lock ([`accounts`]); effects are carried out after it is released.
//!
//! A [`World`](world::World) has one [clock](clock::Clock), one set of [faults], one journal, and every provider's accounts.

pub mod account_slot;
pub mod accounts;
pub mod answer;
pub mod authority;
pub mod body;
pub mod call;
pub mod changes;
pub mod clock;
pub mod control;
pub mod environment;
pub mod faults;
pub mod files;
mod forwarded;
pub mod history;
pub mod in_flight;
pub mod inboxes;
pub mod local;
pub mod log;
pub mod module;
pub mod notes;
pub mod operation;
pub mod provider;
pub mod receiver_answers;
pub mod refusal;
pub mod request;
pub mod results;
mod router;
pub mod server;
mod socket;
pub mod tls;
pub mod upload;
pub mod webhook_sender;
pub mod world;

pub use router::router;
