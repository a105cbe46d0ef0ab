//! The keeper: writes the logs of worlds into a store, many records at once, on a thread of its own.
//!
//! Whoever appends a record never waits. The keeper takes everything that has come meanwhile and keeps it in one transaction; then
//! all who wait for it go on together.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use mock_http::log::{Log, Lost, Record};
use store::{Snapshot, Store};
use tokio::sync::watch;

/// Writes the logs of worlds into a store.
pub(crate) struct Keeper {
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

struct Queue {
    store: Arc<dyn Store>,
    waiting: Mutex<Waiting>,
    wake: Condvar,
}

#[derive(Default)]
struct Waiting {
    tasks: Vec<Task>,
    /// The log that each world writes now.
    current: BTreeMap<String, Arc<Position>>,
    stops: bool,
}

enum Task {
    Append(Arc<Position>, store::Record),
    Begin(Arc<Position>, String, Snapshot),
    Remove(String),
}

/// The state of one world's log.
struct Position {
    last: AtomicU64,
    kept: watch::Sender<u64>,
    lost: AtomicBool,
    /// `true` once another log has taken its place: nobody needs its records any more.
    is_over: AtomicBool,
}

/// The log of one world.
pub(crate) struct Tape {
    world: String,
    queue: Arc<Queue>,
    position: Arc<Position>,
}

impl Keeper {
    /// Starts a keeper for a store.
    pub(crate) fn start(store: Arc<dyn Store>) -> Self {
        let queue = Arc::new(Queue { store, waiting: Mutex::default(), wake: Condvar::new() });
        let working = queue.clone();
        let thread = std::thread::Builder::new().name("keeper".to_owned()).spawn(move || working.work()).ok();
        Self { queue, thread }
    }

    /// Returns the store.
    pub(crate) fn store(&self) -> &dyn Store {
        &*self.queue.store
    }

    /// Returns the log of a world that goes on after a position.
    pub(crate) fn resume(&self, world: &str, after: u64) -> Arc<Tape> {
        let tape = self.blank(world, after, after);
        self.queue.waiting().replace(world, Some(tape.position.clone()));
        tape
    }

    /// Returns the log for a world that is about to [begin](Self::begin). Nothing may be appended before that.
    pub(crate) fn first(&self, world: &str) -> Arc<Tape> {
        self.blank(world, 1, 0)
    }

    /// Begins a log with a state, in place of any earlier log of that world.
    pub(crate) fn begin(&self, tape: &Tape, state: Vec<u8>) {
        let mut waiting = self.queue.waiting();
        waiting.replace(&tape.world, Some(tape.position.clone()));
        waiting.tasks.push(Task::Remove(tape.world.clone()));
        let snapshot = Snapshot { position: 1, bytes: state };
        waiting.tasks.push(Task::Begin(tape.position.clone(), tape.world.clone(), snapshot));
        drop(waiting);
        self.queue.wake.notify_one();
    }

    /// Forgets a world.
    pub(crate) fn remove(&self, world: &str) {
        let mut waiting = self.queue.waiting();
        waiting.replace(world, None);
        waiting.tasks.push(Task::Remove(world.to_owned()));
        drop(waiting);
        self.queue.wake.notify_one();
    }

    fn blank(&self, world: &str, after: u64, kept: u64) -> Arc<Tape> {
        let position = Position {
            last: AtomicU64::new(after),
            kept: watch::Sender::new(kept),
            lost: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
        };
        Arc::new(Tape { world: world.to_owned(), queue: self.queue.clone(), position: Arc::new(position) })
    }
}

impl Waiting {
    /// Puts a log in place of the one that a world has written so far, and ends that one.
    fn replace(&mut self, world: &str, position: Option<Arc<Position>>) {
        let earlier = match position {
            Some(position) => self.current.insert(world.to_owned(), position),
            None => self.current.remove(world),
        };
        if let Some(earlier) = earlier {
            earlier.is_over.store(true, Ordering::SeqCst);
            earlier.kept.send_modify(|_| ());
        }
    }
}

/// Keeps everything that was appended so far.
impl Drop for Keeper {
    fn drop(&mut self) {
        self.queue.waiting().stops = true;
        self.queue.wake.notify_one();
        if let Some(thread) = self.thread.take() {
            // A keeper that panicked has nothing left to keep.
            let _ = thread.join();
        }
    }
}

impl Queue {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        loop {
            let mut waiting = self.waiting();
            while waiting.tasks.is_empty() && !waiting.stops {
                waiting = self.wake.wait(waiting).unwrap_or_else(PoisonError::into_inner);
            }
            let tasks = std::mem::take(&mut waiting.tasks);
            let stops = waiting.stops;
            drop(waiting);
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
            match task {
                Task::Append(position, record) => row.push((position, record)),
                Task::Begin(position, world, snapshot) => {
                    self.append(std::mem::take(&mut row));
                    match self.store.compact(&world, &snapshot) {
                        Ok(()) => position.keep(snapshot.position),
                        Err(error) => position.lose(&world, &error),
                    }
                }
                Task::Remove(world) => {
                    self.append(std::mem::take(&mut row));
                    if let Err(error) = self.store.remove(&world) {
                        tracing::error!(world, %error, "a world cannot be forgotten");
                    }
                }
            }
        }
        self.append(row);
    }

    fn append(&self, mut row: Vec<(Arc<Position>, store::Record)>) {
        // A world whose log was lost gets no record behind the gap.
        row.retain(|(position, _)| !position.is_lost());
        if row.is_empty() {
            return;
        }
        let (positions, records): (Vec<_>, Vec<_>) = row.into_iter().unzip();
        let kept = self.store.append(&records);
        // The latest record of each world comes first, so that its waiting callers are woken once.
        for (position, record) in positions.iter().zip(&records).rev() {
            match &kept {
                Ok(()) => position.keep(record.position),
                Err(error) => position.lose(&record.world, error),
            }
        }
    }
}

impl Position {
    fn keep(&self, position: u64) {
        self.kept.send_if_modified(|kept| {
            let is_later = *kept < position;
            *kept = position.max(*kept);
            is_later
        });
    }

    fn is_lost(&self) -> bool {
        self.lost.load(Ordering::SeqCst)
    }

    fn lose(&self, world: &str, error: &store::StoreError) {
        if !self.lost.swap(true, Ordering::SeqCst) {
            tracing::error!(world, %error, "the log of a world cannot be written; its calls are refused from now on");
        }
        self.kept.send_modify(|_| ());
    }
}

impl Log for Tape {
    fn push(&self, record: &Record) -> u64 {
        let bytes = serde_json::to_vec(record).expect("a record can be written down");
        let mut waiting = self.queue.waiting();
        let position = self.position.last.fetch_add(1, Ordering::Relaxed) + 1;
        // A world that was replaced must not write into the log of its successor.
        if !self.position.is_over.load(Ordering::SeqCst) {
            let record = store::Record { world: self.world.clone(), position, bytes };
            waiting.tasks.push(Task::Append(self.position.clone(), record));
        }
        drop(waiting);
        self.queue.wake.notify_one();
        position
    }

    fn last(&self) -> u64 {
        self.position.last.load(Ordering::Relaxed)
    }

    fn kept(&self, position: u64) -> BoxFuture<'_, Result<(), Lost>> {
        async move {
            let mut kept = self.position.kept.subscribe();
            loop {
                if self.position.is_lost() {
                    return Err(Lost);
                }
                let is_over = self.position.is_over.load(Ordering::SeqCst);
                if *kept.borrow_and_update() >= position || is_over {
                    return Ok(());
                }
                kept.changed().await.map_err(|_| Lost)?;
            }
        }
        .boxed()
    }
}
