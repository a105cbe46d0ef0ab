//! The keeper: writes the tapes of worlds into a store, on a thread of its own.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use store::{Mark, Snapshot, Store};

use crate::kept::Kept;
use crate::lease::{CurrentLease, Lease};
use crate::progress::Progress;
use crate::queue::{Queue, Task};
use crate::tape::Tape;

/// The place of the state with which a tape begins.
const BEGINNING: Mark = Mark { position: 1, written: 0 };

/// Writes the tapes of worlds into a store.
pub(crate) struct Keeper {
    queue: Arc<Queue>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// The lease under which this process owns its worlds, if it shares the store with others.
    lease: Option<Arc<CurrentLease>>,
}

impl Keeper {
    /// Starts a keeper for a store, with this many bytes of history for each world.
    pub(crate) fn start(store: Arc<dyn Store>, history: u64, lease: Option<Arc<CurrentLease>>) -> Self {
        let queue = Arc::new(Queue::new(store, history));
        let working = queue.clone();
        let thread = std::thread::Builder::new().name("keeper".to_owned()).spawn(move || working.work()).ok();
        Self { queue, thread: Mutex::new(thread), lease }
    }

    /// Returns the store.
    pub(crate) fn store(&self) -> &dyn Store {
        &*self.queue.store
    }

    /// Returns the tape of a world that goes on where it ended.
    pub(crate) fn resume(&self, kept: &Kept) -> Arc<Tape> {
        let progress = Progress::new(&kept.name, kept.end, kept.end.position, self.lease());
        progress.snapshot_after(self.queue.tail().saturating_sub(kept.bytes));
        self.queue.replace(&kept.name, Some(progress.clone()), None);
        self.tape(progress)
    }

    /// Returns the tape for a world that is about to [begin](Self::begin). Nothing may be appended before that.
    pub(crate) fn first(&self, world: &str) -> Arc<Tape> {
        self.tape(Progress::new(world, BEGINNING, 0, self.lease()))
    }

    fn lease(&self) -> Option<Arc<Lease>> {
        self.lease.as_ref().map(|lease| lease.get())
    }

    /// Begins a tape with a state, in place of any earlier tape of that world.
    pub(crate) fn begin(&self, tape: &Tape, state: Vec<u8>) {
        let progress = tape.progress.clone();
        let task = Task::Begin(progress.clone(), Snapshot { mark: BEGINNING, bytes: state });
        self.queue.replace(&tape.progress.world, Some(progress), Some(task));
    }

    /// Returns the progress of the tape that a world writes now.
    pub(crate) fn current(&self, world: &str) -> Option<Arc<Progress>> {
        self.queue.current(world)
    }

    /// Adds a snapshot to a tape, unless another tape has taken its place.
    pub(crate) fn save(&self, progress: Arc<Progress>, mark: Mark, state: Vec<u8>) {
        self.queue.add(Task::Save(progress, Snapshot { mark, bytes: state }));
    }

    /// Returns a world whose tape has become so long that it needs a snapshot.
    pub(crate) fn overdue(&self) -> Option<String> {
        self.queue.overdue()
    }

    /// Forgets a world.
    pub(crate) fn remove(&self, world: &str) {
        self.queue.replace(world, None, Some(Task::Remove(world.to_owned())));
    }

    fn tape(&self, progress: Arc<Progress>) -> Arc<Tape> {
        Arc::new(Tape { progress, queue: self.queue.clone() })
    }

    /// Keeps everything that was appended so far, and nothing that comes later.
    pub(crate) fn stop(&self) {
        self.queue.stop();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // A keeper that panicked has nothing left to keep.
            let _ = thread.join();
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.stop();
    }
}
