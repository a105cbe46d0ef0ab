//! Stores that several processes share: each world belongs to one of them at a time.
//!
//! A process [joins](Shared::join) as a node and [renews](Shared::renew) its lease. A world belongs to the node that has
//! [claimed](Shared::claim) it, until the node leaves or its lease runs out. Each claim begins a new term, and a store refuses what an
//! earlier term appends: so nothing depends on clocks but how fresh a read is.

use std::time::Duration;

use crate::{Store, StoreError};

/// The time for which a node's lease holds after each renewal, on the store's clock.
pub const LEASE: Duration = Duration::from_secs(10);

/// A process among those that share a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The name of the process. No two processes have the same.
    pub name: String,
    /// The URL at which the other processes reach it.
    pub url: String,
}

/// A world with its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// The name of the world.
    pub world: String,
    /// The name of the node that it belongs to, or belonged to last. Empty if it was given back.
    pub node: String,
}

/// The answer to a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The world belongs to this node from now on.
    Mine {
        /// The latest instant at which the node before may have answered for the world: microseconds since 1970 on that node's
        /// clock. `None` if nothing is known of another node.
        seen: Option<i64>,
    },
    /// The world belongs to another node whose lease holds.
    Theirs(Node),
    /// There is no such world.
    Nobody,
}

/// A store that several processes share.
///
/// [`Store`] alone is enough for one process: it owns every world. Several need to agree on the owner of each, which is here. A
/// shared store appends, begins, forgets and removes only for worlds that this process has claimed or [made](Self::enter), and only
/// as long as nobody else has claimed them since. Instants are microseconds since 1970 on this process's clock.
pub trait Shared: Store {
    /// Makes this process a node, or makes it one again after its lease has run out.
    fn join(&self, node: &Node, now: i64) -> Result<(), StoreError>;

    /// Renews the lease of a node. Returns `false` if it ran out before and another node was told so: then the worlds of the node may
    /// belong to others.
    fn renew(&self, node: &str, now: i64) -> Result<bool, StoreError>;

    /// Ends the lease of a node, so that its worlds can be claimed at once.
    fn leave(&self, node: &str, now: i64) -> Result<(), StoreError>;

    /// Returns all nodes whose lease holds, by name.
    fn nodes(&self) -> Result<Vec<Node>, StoreError>;

    /// Returns the names of durable worlds that belong to no node whose lease holds, at most `limit` of them.
    fn orphans(&self, limit: usize) -> Result<Vec<String>, StoreError>;

    /// Gives a new world to a node. Returns `false` if the name is taken. A world that is not durable ends with its node.
    fn enter(&self, world: &str, node: &str, is_durable: bool) -> Result<bool, StoreError>;

    /// Claims a world for a node, unless it belongs to another one whose lease holds. It is claimed anew if it belongs to this node
    /// already.
    fn claim(&self, world: &str, node: &str) -> Result<Claim, StoreError>;

    /// Gives a world back that this process holds, so that another one can claim it. Its clock has shown nothing later than an instant.
    fn release(&self, world: &str, seen: i64) -> Result<(), StoreError>;

    /// Returns the node that a world belongs to, if the lease of that node holds.
    fn owner(&self, world: &str) -> Result<Option<Node>, StoreError>;

    /// Returns the worlds in the store, each with the name of its node, by name, at most `limit` of them.
    fn owners(&self, limit: usize) -> Result<Vec<Owned>, StoreError>;
}
