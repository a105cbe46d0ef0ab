//! The queue of what is to be written into a store, and the work on it.
//!
//! Whoever appends a record never waits. The work takes everything that has come meanwhile and keeps it in one transaction; then all
//! who wait for it go on together.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use store::{AppendError, Record, Snapshot, Store, StoreError};

use crate::progress::Progress;

/// The number of tasks from which on the work waits a moment for as many more, and that moment. So a hundred callers share a write to
/// the disk, and a single one never waits.
const MANY: usize = 8;
const GATHERING: Duration = Duration::from_micros(500);
/// The most and the fewest bytes of records after which a snapshot is due, so that a start has few to replay. Between them it is a
/// quarter of the history, so that forgetting can begin in time.
const LONGEST_TAIL: u64 = 64 * 1024 * 1024;
const SHORTEST_TAIL: u64 = 64 * 1024;

/// The work that waits for the keeper's thread.
pub(crate) struct Queue {
    /// The store that is written.
    pub(crate) store: Arc<dyn Store>,
    /// The most bytes of earlier snapshots and records that are kept of a world, so that it can go back.
    history: u64,
    waiting: Mutex<Waiting>,
    wake: Condvar,
}

#[derive(Default)]
struct Waiting {
    tasks: Vec<Task>,
    /// The tape that each world writes now.
    current: BTreeMap<String, Arc<Progress>>,
    /// The worlds whose tapes need a snapshot.
    overdue: Vec<String>,
    stops: bool,
}

/// Something to write.
pub(crate) enum Task {
    /// A record of a tape.
    Append(Arc<Progress>, Record),
    /// The beginning of a tape, in place of everything that is kept of its world.
    Begin(Arc<Progress>, Snapshot),
    /// A snapshot of a tape, unless another tape has taken its place.
    Save(Arc<Progress>, Snapshot),
    /// The end of a world.
    Remove(String),
}

impl Queue {
    /// Creates an empty queue for a store, with this many bytes of history for each world.
    pub(crate) fn new(store: Arc<dyn Store>, history: u64) -> Self {
        Self { store, history, waiting: Mutex::default(), wake: Condvar::new() }
    }

    /// Returns the tape that a world writes now.
    pub(crate) fn current(&self, world: &str) -> Option<Arc<Progress>> {
        self.waiting().current.get(world).cloned()
    }

    /// Returns a world whose tape has become so long that it needs a snapshot.
    pub(crate) fn overdue(&self) -> Option<String> {
        self.waiting().overdue.pop()
    }

    /// Lets a world write another tape from now on, or none, and adds a task with that.
    pub(crate) fn replace(&self, world: &str, progress: Option<Arc<Progress>>, task: Option<Task>) {
        let mut waiting = self.waiting();
        let earlier = match progress {
            Some(progress) => waiting.current.insert(world.to_owned(), progress),
            None => waiting.current.remove(world),
        };
        if let Some(earlier) = earlier {
            earlier.end_it();
        }
        waiting.tasks.extend(task);
        drop(waiting);
        self.wake.notify_one();
    }

    /// Adds a task.
    pub(crate) fn add(&self, task: Task) {
        self.waiting().tasks.push(task);
        self.wake.notify_one();
    }

    /// Lets the work end when everything that waits is done.
    pub(crate) fn stop(&self) {
        self.waiting().stops = true;
        self.wake.notify_one();
    }

    /// Appends a record to a tape, and returns its position.
    pub(crate) fn push(&self, progress: &Arc<Progress>, bytes: Vec<u8>) -> u64 {
        let mut waiting = self.waiting();
        let position = progress.take(bytes.len());
        // A world that was replaced must not write into the tape of its successor.
        if !progress.is_over() {
            if waiting.stops {
                progress.lose(&AppendError::NotKept("the sandbox stops".to_owned()));
            }
            let record = Record { world: progress.world.clone(), position, bytes };
            waiting.tasks.push(Task::Append(progress.clone(), record));
            if progress.needs_snapshot() {
                waiting.overdue.push(progress.world.clone());
            }
        }
        drop(waiting);
        self.wake.notify_one();
        position
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Carries out tasks as they come, until it is told to [stop](Self::stop).
    pub(crate) fn work(&self) {
        let mut last = 0;
        loop {
            let mut waiting = self.waiting();
            while waiting.tasks.is_empty() && !waiting.stops {
                waiting = self.wake.wait(waiting).unwrap_or_else(PoisonError::into_inner);
            }
            // Where many wait for the disk, they have just been told and come again at once.
            if last >= MANY {
                let gathers = |waiting: &mut Waiting| waiting.tasks.len() < last && !waiting.stops;
                let gathered = self.wake.wait_timeout_while(waiting, GATHERING, gathers);
                (waiting, _) = gathered.unwrap_or_else(PoisonError::into_inner);
            }
            let tasks = std::mem::take(&mut waiting.tasks);
            let stops = waiting.stops;
            drop(waiting);
            last = tasks.len();
            self.keep(tasks);
            if stops && self.waiting().tasks.is_empty() {
                return;
            }
        }
    }

    /// Carries out tasks in their order, with records that stand in a row in one transaction.
    fn keep(&self, tasks: Vec<Task>) {
        let mut row = Vec::new();
        for task in tasks {
            if let Task::Append(progress, record) = task {
                row.push((progress, record));
                continue;
            }
            self.append(std::mem::take(&mut row));
            match task {
                Task::Append(..) => {}
                Task::Begin(progress, snapshot) => self.begin(&progress, &snapshot),
                Task::Save(progress, snapshot) => self.save(&progress, &snapshot),
                Task::Remove(world) => {
                    if let Err(error) = self.store.remove(&world) {
                        tracing::error!(world, %error, "a world cannot be forgotten");
                    }
                }
            }
        }
        self.append(row);
    }

    fn append(&self, mut row: Vec<(Arc<Progress>, Record)>) {
        // A world whose log was lost gets no record behind the gap.
        row.retain(|(progress, _)| !progress.is_lost());
        if row.is_empty() {
            return;
        }
        let (tapes, records): (Vec<_>, Vec<_>) = row.into_iter().unzip();
        let kept = self.store.append(&records);
        if kept.is_err() && records.iter().any(|record| record.world != records[0].world) {
            // What one world is refused must not cost the others.
            let mut worlds = BTreeMap::<_, Vec<_>>::new();
            for (progress, record) in tapes.into_iter().zip(records) {
                worlds.entry(record.world.clone()).or_default().push((progress, record));
            }
            for row in worlds.into_values() {
                self.append(row);
            }
            return;
        }
        // The latest record of each world comes first, so that its waiting callers are woken once.
        for (progress, record) in tapes.iter().zip(&records).rev() {
            match &kept {
                Ok(()) => progress.keep(record.position),
                Err(error) => progress.lose(error),
            }
        }
    }

    fn begin(&self, progress: &Progress, snapshot: &Snapshot) {
        match self.store.begin(&progress.world, snapshot) {
            Ok(()) => {
                self.count(progress, snapshot);
                progress.keep(snapshot.mark.position);
            }
            Err(error) => progress.lose(&error.into()),
        }
    }

    /// Keeps a snapshot and forgets the history that is too long. A failure costs nothing but time at the next start.
    fn save(&self, progress: &Progress, snapshot: &Snapshot) {
        if progress.is_over() || progress.is_lost() {
            return;
        }
        let saved = self.store.save(&progress.world, snapshot);
        self.count(progress, snapshot);
        if let Err(error) = saved.and_then(|()| self.forget(progress)) {
            tracing::warn!(world = progress.world, %error, "a snapshot of a world cannot be kept");
        }
    }

    /// Counts a snapshot, and asks for the next one when as much has been written again: so snapshots never cost more than the records
    /// between them.
    fn count(&self, progress: &Progress, snapshot: &Snapshot) {
        let bytes = snapshot.bytes.len() as u64;
        progress.add_written(bytes);
        progress.snapshot_after(self.tail().max(bytes));
    }

    /// Returns the bytes of records after which a snapshot is due.
    pub(crate) fn tail(&self) -> u64 {
        (self.history / 4).clamp(SHORTEST_TAIL, LONGEST_TAIL)
    }

    fn forget(&self, progress: &Progress) -> Result<(), StoreError> {
        let marks = self.store.marks(&progress.world)?;
        let end = progress.end().written;
        let first = marks.iter().find(|mark| end - mark.written <= self.history).or(marks.last());
        match first {
            Some(first) if Some(first) != marks.first() => self.store.forget(&progress.world, first.position),
            _ => Ok(()),
        }
    }
}
