//! Several processes over one store.
//!
//! Each process is a node. A world belongs to one node at a time, under that node's lease. Every other node sends the requests of the
//! world on to its owner. What is here is the node itself (`node`), the places of worlds (`place`), the way to other nodes
//! (`forward`, `detour`), and the beat that renews the lease and takes over what others have left (`beat`). A process without a
//! shared store has none of it.

mod beat;
mod carried;
pub(crate) mod company;
pub(crate) mod counts;
pub(crate) mod detour;
mod forward;
pub(crate) mod node;
mod place;
pub(crate) mod scope;
mod takeover;

pub use beat::{beat, join};
