//! Faults: misbehaviour that a test asks for.
//!
//! A world's [`Faults`] are tried in the order of their registration. The first one that matches a request, is not used up and
//! has its turn happens to the request. The faults behind it never see that request. A fault counts the requests that match it:
//! it lets the first `skip` pass, then fires with its `probability`, at most `times`. All of that happens under one lock, so that
//! a counted fault fires exactly as often as it says, even if many requests come at once.
//!
//! Chance is keyed by (world seed, fault id, count of its matches): the same faults in the same world fire at the same counts.

mod fault;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::Method;
use serde::Serialize;

pub use fault::{Apply, BadFault, Effect, Fault, Match, Refusal, header_of, status_of};

use kernel::random::Root;

/// The most faults of a world: each is tried on every request.
const MOST: usize = 1000;
/// The most bytes in the bodies of a world's faults.
const LARGEST: usize = 64 * 1024 * 1024;

/// The properties of a request that faults look at.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// The provider that is called.
    pub provider: &'a str,
    /// The HTTP method.
    pub method: &'a Method,
    /// The path below the provider's base, without the query.
    pub path: &'a str,
}

/// A fault that happens to a request.
#[derive(Clone, Debug)]
pub struct Fired {
    /// The fault's id.
    pub id: Arc<str>,
    /// The fault's effect on the request.
    pub effect: Effect,
    /// The moment of the effect.
    pub apply: Apply,
}

/// A registered fault as the control API shows it.
#[derive(Clone, Debug, Serialize)]
pub struct FaultView {
    /// The fault's id.
    pub id: Arc<str>,
    /// The fault as it was registered.
    #[serde(flatten)]
    pub fault: Fault,
    /// The number of requests that have matched.
    pub matched: u64,
    /// The number of times that the fault has happened.
    pub fired: u64,
}

/// The faults of a world.
#[derive(Debug, Default)]
pub struct Faults {
    seed: u64,
    /// The number of registered faults. A world without faults takes no lock.
    count: AtomicUsize,
    registered: Mutex<Registered>,
}

#[derive(Debug, Default)]
struct Registered {
    named: u64,
    faults: Vec<FaultView>,
}

impl Faults {
    /// Creates an empty set of faults, whose chance comes from this seed.
    pub fn new(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// Registers a fault that was [checked](Fault::check).
    ///
    /// # Errors
    /// If the world has as many faults as it may have, or bodies of more than 64 MiB in them.
    pub fn add(&self, fault: Fault) -> Result<FaultView, BadFault> {
        let mut registered = self.registered();
        let bytes: usize = registered.faults.iter().map(|view| view.fault.size()).sum();
        if registered.faults.len() >= MOST || bytes + fault.size() > LARGEST {
            let problem = format!("the world has {MOST} faults or 64 MiB of bodies in them; forget some");
            return Err(BadFault { field: "effect", problem });
        }
        registered.named += 1;
        let id = format!("fault-{}", registered.named).into();
        let view = FaultView { id, fault, matched: 0, fired: 0 };
        registered.faults.push(view.clone());
        self.count.store(registered.faults.len(), Ordering::Release);
        Ok(view)
    }

    /// Returns all faults, in the order of their registration.
    pub fn list(&self) -> Vec<FaultView> {
        self.registered().faults.clone()
    }

    /// Forgets a fault. Returns `true` if it existed.
    pub fn remove(&self, id: &str) -> bool {
        let mut registered = self.registered();
        let before = registered.faults.len();
        registered.faults.retain(|fault| *fault.id != *id);
        self.count.store(registered.faults.len(), Ordering::Release);
        registered.faults.len() < before
    }

    /// Forgets all faults.
    pub fn clear(&self) {
        let mut registered = self.registered();
        registered.faults.clear();
        self.count.store(0, Ordering::Release);
    }

    /// Returns `true` if there are no faults, so that nothing about a request needs to be known.
    pub fn is_empty(&self) -> bool {
        self.count.load(Ordering::Acquire) == 0
    }

    /// Returns `true` if the request's API key decides on the effect of the faults.
    pub fn ask_for_key(&self, target: &Target<'_>) -> bool {
        let live = |fault: &FaultView| fault.is_live() && fault.fault.matches.api_key.is_some();
        self.registered().faults.iter().any(|fault| live(fault) && fault.fault.matches.covers(target))
    }

    /// Returns the fault that happens to a request. The request counts for every fault that is tried and matches.
    pub fn strike(&self, target: &Target<'_>, api_key: Option<&str>) -> Option<Fired> {
        let mut registered = self.registered();
        registered.faults.iter_mut().find_map(|fault| {
            let matches = &fault.fault.matches;
            let matching = fault.is_live()
                && matches.api_key.as_deref().is_none_or(|wanted| api_key == Some(wanted))
                && matches.covers(target);
            (matching && fault.has_its_turn(self.seed)).then(|| Fired {
                id: fault.id.clone(),
                effect: fault.fault.effect.clone(),
                apply: fault.fault.apply,
            })
        })
    }

    fn registered(&self) -> MutexGuard<'_, Registered> {
        self.registered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FaultView {
    fn is_live(&self) -> bool {
        self.fault.times.is_none_or(|times| self.fired < times)
    }

    /// Counts a match. Returns `true` if the fault happens to this request.
    fn has_its_turn(&mut self, seed: u64) -> bool {
        self.matched += 1;
        let turn = self.matched > self.fault.skip
            && self.fault.probability.is_none_or(|probability| {
                Root::new(seed, "faults", &self.id).stream(self.matched).chance(probability)
            });
        self.fired += u64::from(turn);
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_has_a_bounded_number_of_faults_and_of_bytes_in_them() {
        let faults = Faults::new(0);
        let large = || {
            let body = "x".repeat(9 * 1024 * 1024).into();
            Fault::new(Effect::Respond { status: 200, headers: [].into(), body })
        };
        assert_eq!((0..10).filter(|_| faults.add(large()).is_ok()).count(), 7);
        for _ in 7..MOST {
            faults.add(Fault::new(Effect::Malformed)).unwrap();
        }
        assert!(faults.add(Fault::new(Effect::Malformed)).is_err());
        faults.clear();
        assert!(faults.add(large()).is_ok(), "what is forgotten makes room");
    }
}
