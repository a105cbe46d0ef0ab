//! Faults: misbehaviour that a test asks for.
//!
//! A world's [`Faults`] are tried in the order of their registration. The first one that matches a request, is not used up and
//! has its turn happens to the request. The faults behind it never see that request. A fault counts the requests that match it:
//! it lets the first `skip` pass, then fires with its `probability`, at most `times`. All of that happens under one lock, so that
//! a counted fault fires exactly as often as it says, even if many requests come at once.
//!
//! Chance is keyed by (world seed, fault id, count of its matches): the same faults in the same world fire at the same counts.

mod target;
mod turns;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use control_api::{
    Apply, BadFault, Effect, Fault, FaultRefusal as Refusal, FaultView, Match, header_of, status_of,
};
pub use target::Target;

use target::{body_size, covers};
use turns::{has_its_turn, is_live};

use crate::log::{Log, Record};

/// The most faults of a world: each is tried on every request.
const MOST: usize = 1000;
/// The most bytes in the bodies of a world's faults.
const LARGEST: usize = 64 * 1024 * 1024;

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

/// The faults of a world.
#[derive(Default)]
pub struct Faults {
    seed: u64,
    /// The log that hears of every change, in the order of the changes.
    log: Option<Arc<dyn Log>>,
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
    pub fn new(seed: u64, log: Option<Arc<dyn Log>>) -> Self {
        Self { seed, log, ..Self::default() }
    }

    /// Registers a fault that was [checked](Fault::check).
    ///
    /// # Errors
    /// If the world has as many faults as it may have, or bodies of more than 64 MiB in them.
    pub fn add(&self, fault: Fault) -> Result<FaultView, BadFault> {
        let mut registered = self.registered();
        let bytes: usize = registered.faults.iter().map(|view| body_size(&view.fault)).sum();
        if registered.faults.len() >= MOST || bytes + body_size(&fault) > LARGEST {
            let problem = format!("the world has {MOST} faults or 64 MiB of bodies in them; forget some");
            return Err(BadFault { field: "effect", problem });
        }
        registered.named += 1;
        let id = format!("fault-{}", registered.named).into();
        let view = FaultView { id, fault, matched: 0, fired: 0 };
        registered.faults.push(view.clone());
        self.changed(&registered);
        Ok(view)
    }

    /// Returns the number of faults.
    pub fn count(&self) -> usize {
        self.count.load(Ordering::Acquire)
    }

    /// Returns all faults, in the order of their registration.
    pub fn list(&self) -> Vec<FaultView> {
        self.registered().faults.clone()
    }

    /// Returns all faults as they are written down, with their keys in full.
    pub fn save(&self) -> Vec<FaultView> {
        self.list().into_iter().map(FaultView::in_full).collect()
    }

    /// Forgets a fault. Returns `true` if it existed.
    pub fn remove(&self, id: &str) -> bool {
        let mut registered = self.registered();
        let before = registered.faults.len();
        registered.faults.retain(|fault| *fault.id != *id);
        let existed = registered.faults.len() < before;
        if existed {
            self.changed(&registered);
        }
        existed
    }

    /// Forgets all faults.
    pub fn clear(&self) {
        let mut registered = self.registered();
        registered.faults.clear();
        self.changed(&registered);
    }

    /// Puts these faults in place of all others, as a log has them.
    pub fn restore(&self, faults: Vec<FaultView>) {
        let mut registered = self.registered();
        let numbers = faults.iter().filter_map(|view| view.id.strip_prefix("fault-")?.parse().ok());
        registered.named = numbers.max().unwrap_or(0).max(registered.named);
        self.count.store(faults.len(), Ordering::Release);
        registered.faults = faults;
    }

    /// Returns `true` if there are no faults, so that nothing about a request needs to be known.
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// Returns `true` if the request's API key decides on the effect of the faults.
    pub fn ask_for_key(&self, target: &Target<'_>) -> bool {
        let live = |fault: &FaultView| is_live(fault) && fault.fault.matches.api_key.is_some();
        self.registered().faults.iter().any(|fault| live(fault) && covers(&fault.fault.matches, target))
    }

    /// Returns the fault that happens to a request. The request counts for every fault that is tried and matches.
    pub fn strike(&self, target: &Target<'_>, api_key: Option<&str>) -> Option<Fired> {
        let mut registered = self.registered();
        let mut has_counted = false;
        let fired = registered.faults.iter_mut().find_map(|fault| {
            let matches = &fault.fault.matches;
            let matching = is_live(fault)
                && matches.api_key.as_deref().is_none_or(|wanted| api_key == Some(wanted))
                && covers(matches, target);
            has_counted = has_counted || matching;
            (matching && has_its_turn(fault, self.seed)).then(|| Fired {
                id: fault.id.clone(),
                effect: fault.fault.effect.clone(),
                apply: fault.fault.apply,
            })
        });
        if has_counted {
            self.changed(&registered);
        }
        fired
    }

    /// Takes note of a change.
    fn changed(&self, registered: &Registered) {
        self.count.store(registered.faults.len(), Ordering::Release);
        if let Some(log) = &self.log {
            let faults = registered.faults.iter().cloned().map(FaultView::in_full);
            log.push(&Record::Faults(faults.collect()));
        }
    }

    fn registered(&self) -> MutexGuard<'_, Registered> {
        self.registered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_has_a_bounded_number_of_faults_and_of_bytes_in_them() {
        let faults = Faults::new(0, None);
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
