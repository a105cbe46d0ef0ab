//! This process as a node: its name, its lease, and what it knows of the others.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use axum::extract::Request;
use kernel::random::draw_seed;
use mock_http::authority::Authority;
use mock_http::log::Standing;
use store::StoreError;
use store::shared::{Node, Shared};
use tokio::sync::watch;

use super::counts::Counts;
use super::forward::{Forwarded, Forwarder};
use crate::lease::{CurrentLease, Lease, Moment};
use crate::world_error::WorldError;

/// The settings of a process that shares its store with others.
#[derive(Clone, Debug)]
pub struct Membership {
    /// The store.
    pub store: Arc<dyn Shared>,
    /// The URL at which the other processes reach this one, such as `http://10.0.0.7:4080`.
    pub url: String,
}

/// This process among those that share a store.
pub(crate) struct Cluster {
    store: Arc<dyn Shared>,
    /// The name and the URL of this process.
    pub(crate) own: Node,
    lease: Arc<CurrentLease>,
    /// The nodes whose leases hold, as the store told last. It is told anew after each beat.
    nodes: watch::Sender<Vec<Node>>,
    /// The owners of worlds elsewhere, as far as they are known.
    owners: RwLock<HashMap<String, Node>>,
    /// The worlds that this process cannot continue, with the reason.
    refused: Mutex<BTreeMap<String, String>>,
    /// One lock a world that is being looked for, so that no world is taken twice.
    looking: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    forwarder: Forwarder,
    /// The numbers of what happened.
    pub(crate) counts: Counts,
}

impl Cluster {
    /// Creates the node of a process that has not joined yet.
    pub(crate) fn new(membership: &Membership) -> Self {
        let lease = Lease::new(Moment::now());
        lease.end();
        Self {
            store: membership.store.clone(),
            own: Node { name: format!("n{:013x}", draw_seed()), url: membership.url.clone() },
            lease: CurrentLease::new(lease),
            nodes: watch::Sender::default(),
            owners: RwLock::default(),
            refused: Mutex::default(),
            looking: Mutex::default(),
            forwarder: Forwarder::new(),
            counts: Counts::default(),
        }
    }

    /// Returns the place of the lease that holds now.
    pub(crate) fn lease(&self) -> Arc<CurrentLease> {
        self.lease.clone()
    }

    /// Returns the standing of this process.
    pub(crate) fn standing(&self) -> Standing {
        self.lease.get().standing()
    }

    /// Asks the store on a thread that may wait.
    pub(crate) async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        question: impl FnOnce(&dyn Shared, &Node) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, String> {
        let cluster = self.clone();
        let asked = tokio::task::spawn_blocking(move || question(&*cluster.store, &cluster.own)).await;
        asked.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
    }

    /// Joins the others. What this process owned before is lost to it.
    pub(crate) fn join(&self) -> Result<(), StoreError> {
        let asked = Moment::now();
        self.store.join(&self.own, asked.microseconds())?;
        self.lease.replace(Lease::new(asked));
        self.nodes.send_replace(self.store.nodes()?);
        Ok(())
    }

    /// Renews the lease. Returns `false` if it is over.
    pub(crate) async fn renew(self: &Arc<Self>) -> Result<bool, String> {
        let (asked, lease) = (Moment::now(), self.lease.get());
        let renewed = self.ask(move |store, own| store.renew(&own.name, asked.microseconds())).await;
        self.counts.renewed(&renewed);
        if renewed == Ok(true) {
            lease.renew(asked);
        }
        renewed
    }

    /// Ends the lease, so that others can take the worlds of this process at once.
    pub(crate) fn leave(&self) -> Result<(), StoreError> {
        self.lease.get().end();
        self.store.leave(&self.own.name, Moment::now().microseconds())
    }

    /// Learns which nodes there are, and tells everybody who waits for a change.
    pub(crate) async fn look_around(self: &Arc<Self>) -> Result<(), String> {
        let asked = self.ask(|store, _| store.nodes()).await;
        match asked {
            Ok(nodes) => {
                let is_there = |node: &Node| nodes.contains(node);
                self.owners_mut(|owners| owners.retain(|_, node| is_there(node)));
                self.nodes.send_replace(nodes);
                Ok(())
            }
            Err(problem) => {
                self.nodes.send_modify(|_| ());
                Err(problem)
            }
        }
    }

    /// Returns the nodes whose leases hold, as far as is known.
    pub(crate) fn nodes(&self) -> Vec<Node> {
        self.nodes.borrow().clone()
    }

    /// Waits for the next beat.
    pub(crate) async fn next_beat(&self) {
        // The sender lives as long as this node.
        let _ = self.nodes.subscribe().changed().await;
    }

    /// Waits until a node is no more.
    async fn gone(&self, node: &Node) {
        let mut nodes = self.nodes.subscribe();
        // The sender lives as long as this node.
        let _ = nodes.wait_for(|nodes| !nodes.is_empty() && !nodes.contains(node)).await;
    }

    /// Sends a request on to another node. That one sees the authority that the request came to.
    pub(crate) async fn send(
        &self,
        node: &Node,
        request: Request,
        authority: Option<&Authority>,
    ) -> Forwarded {
        self.forwarder.send(&self.own, request, authority, self.gone(node)).await
    }

    /// Returns the known owner of a world. A world whose name begins with a node's is that node's.
    pub(crate) fn owner(&self, world: &str) -> Option<Node> {
        let known = self.owners.read().unwrap_or_else(PoisonError::into_inner).get(world).cloned();
        known.or_else(|| {
            let (name, _) = world.split_once("-w")?;
            self.nodes.borrow().iter().find(|node| node.name == name && *node != &self.own).cloned()
        })
    }

    /// Notes the owner of a world.
    pub(crate) fn note_owner(&self, world: &str, node: Option<Node>) {
        self.owners_mut(|owners| match node {
            Some(node) => _ = owners.insert(world.to_owned(), node),
            None => _ = owners.remove(world),
        });
    }

    fn owners_mut(&self, change: impl FnOnce(&mut HashMap<String, Node>)) {
        change(&mut self.owners.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Returns a name for a new world that was given none. Every node finds a world in this one's memory by the name alone.
    pub(crate) fn free_name(&self, number: u64, is_durable: bool) -> String {
        if is_durable { format!("w{:013x}", draw_seed()) } else { format!("{}-w{number}", self.own.name) }
    }

    /// Takes a name for a world of this process. A name that nobody else can have needs no store.
    pub(crate) fn enter(&self, world: &str, is_durable: bool) -> Result<(), WorldError> {
        if self.is_local(world) && !is_durable {
            return Ok(());
        }
        match self.store.enter(world, &self.own.name, is_durable) {
            Ok(true) => Ok(()),
            Ok(false) => Err(WorldError::Exists),
            Err(error) => Err(WorldError::NoAnswer(error.to_string())),
        }
    }

    /// Returns `true` for the name of a world that the store does not know.
    pub(crate) fn is_local(&self, world: &str) -> bool {
        world.split_once("-w").is_some_and(|(node, _)| node == self.own.name)
    }

    /// Notes that this process cannot continue a world.
    pub(crate) fn refuse(&self, world: &str, problem: String) {
        self.refused().insert(world.to_owned(), problem);
    }

    /// Returns the reason for which this process cannot continue a world.
    pub(crate) fn refusal(&self, world: &str) -> Option<String> {
        self.refused().get(world).cloned()
    }

    fn refused(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does some work while nobody else in this process looks for the same world.
    pub(crate) async fn alone<T>(&self, world: &str, work: impl Future<Output = T>) -> T {
        let looking = || self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        let lock = looking().entry(world.to_owned()).or_default().clone();
        let done = {
            let _alone = lock.lock().await;
            work.await
        };
        drop(lock);
        looking().retain(|_, lock| Arc::strong_count(lock) > 1);
        done
    }
}
