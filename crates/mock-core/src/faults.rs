//! Faults: misbehaviour that somebody asked for.
//!
//! A world's [`Faults`] are looked through in the order in which they were registered; the first that matches a request, is not
//! used up and has its turn is what happens to it, and those behind it never see that request. A fault counts the requests
//! that match it: it lets the first `skip` pass, then fires with its `probability`, at most `times`. All of that happens under
//! one lock, so a counted fault fires exactly as often as it says however many requests come at once.
//!
//! Chance is keyed by (world seed, fault id, count of its matches): the same faults in the same world fire at the same counts.

mod fault;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::Method;
use serde::Serialize;

pub use fault::{Apply, BadFault, Effect, Fault, Match, Refusal, header_of, status_of};

use crate::random::Root;

/// A request as faults look at it.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// The provider that it goes to.
    pub provider: &'a str,
    /// Its method.
    pub method: &'a Method,
    /// Its path below the provider's base, without the query.
    pub path: &'a str,
}

/// A fault that happens to a request.
#[derive(Clone, Debug)]
pub struct Fired {
    /// The fault's id.
    pub id: Arc<str>,
    /// What happens.
    pub effect: Effect,
    /// When.
    pub apply: Apply,
}

/// A registered fault as the control API shows it.
#[derive(Clone, Debug, Serialize)]
pub struct FaultView {
    /// Its id.
    pub id: Arc<str>,
    /// What was asked for.
    #[serde(flatten)]
    pub fault: Fault,
    /// How many requests have matched.
    pub matched: u64,
    /// How often it has happened.
    pub fired: u64,
}

/// The faults of a world.
#[derive(Debug, Default)]
pub struct Faults {
    seed: u64,
    /// How many there are, so that a world without any takes no lock.
    count: AtomicUsize,
    registered: Mutex<Registered>,
}

#[derive(Debug, Default)]
struct Registered {
    named: u64,
    faults: Vec<FaultView>,
}

impl Faults {
    /// None yet; chance comes from this seed.
    pub fn new(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// Registers one that was [checked](Fault::check).
    pub fn add(&self, fault: Fault) -> FaultView {
        let mut registered = self.registered();
        registered.named += 1;
        let id = format!("fault-{}", registered.named).into();
        let view = FaultView { id, fault, matched: 0, fired: 0 };
        registered.faults.push(view.clone());
        self.count.store(registered.faults.len(), Ordering::Release);
        view
    }

    /// All of them, in the order in which they were registered.
    pub fn list(&self) -> Vec<FaultView> {
        self.registered().faults.clone()
    }

    /// Forgets one; whether it was there.
    pub fn remove(&self, id: &str) -> bool {
        let mut registered = self.registered();
        let before = registered.faults.len();
        registered.faults.retain(|fault| *fault.id != *id);
        self.count.store(registered.faults.len(), Ordering::Release);
        registered.faults.len() < before
    }

    /// Forgets all of them.
    pub fn clear(&self) {
        let mut registered = self.registered();
        registered.faults.clear();
        self.count.store(0, Ordering::Release);
    }

    /// Whether there are none: then nothing about a request need be known.
    pub fn is_empty(&self) -> bool {
        self.count.load(Ordering::Acquire) == 0
    }

    /// Whether it depends on a request's API key what happens to it.
    pub fn ask_for_key(&self, target: &Target<'_>) -> bool {
        let live = |fault: &FaultView| fault.is_live() && fault.fault.matches.api_key.is_some();
        self.registered().faults.iter().any(|fault| live(fault) && fault.fault.matches.covers(target))
    }

    /// What happens to a request, which counts for the faults that it matches.
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

    /// Counts a match; whether the fault happens to it.
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
