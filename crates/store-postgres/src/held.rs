//! The worlds that this process holds: what it has to name when it writes for one.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The worlds that this process holds, by name.
#[derive(Default)]
pub(crate) struct Held(Mutex<HashMap<String, Hold>>);

/// The hold on a world.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hold {
    /// The number of the ownership. It grows with each claim.
    pub(crate) term: i64,
    /// The number of the log that the world writes. Each beginning gets another one; 0 stands for a world that has not begun.
    pub(crate) generation: i64,
    /// The position of the group that was appended last in this term.
    pub(crate) previous: Option<i64>,
}

impl Held {
    /// Returns the hold on a world, if this process has one.
    pub(crate) fn of(&self, world: &str) -> Option<Hold> {
        self.all().get(world).copied()
    }

    /// Notes the hold on a world.
    pub(crate) fn hold(&self, world: &str, hold: Hold) {
        self.all().insert(world.to_owned(), hold);
    }

    /// Notes the position of the group that was appended last.
    pub(crate) fn appended(&self, world: &str, position: Option<i64>) {
        if let Some(hold) = self.all().get_mut(world) {
            hold.previous = position;
        }
    }

    /// Lets go of a world.
    pub(crate) fn let_go(&self, world: &str) {
        self.all().remove(world);
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Hold>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
