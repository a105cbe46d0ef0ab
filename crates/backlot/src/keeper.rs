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
        let position = Position {
            last: AtomicU64::new(after),
            kept: watch::Sender::new(after),
            lost: AtomicBool::new(false),
        };
        Arc::new(Tape { world: world.to_owned(), queue: self.queue.clone(), position: Arc::new(position) })
    }

    /// Returns the log of a world that begins with a state, in place of any earlier log of that name.
    pub(crate) fn begin(&self, world: &str, state: Vec<u8>) -> Arc<Tape> {
        let tape = self.resume(world, 0);
        let mut waiting = self.queue.waiting();
        waiting.tasks.push(Task::Remove(world.to_owned()));
        tape.position.last.store(1, Ordering::Relaxed);
        let snapshot = Snapshot { position: 1, bytes: state };
        waiting.tasks.push(Task::Begin(tape.position.clone(), world.to_owned(), snapshot));
        drop(waiting);
        self.queue.wake.notify_one();
        tape
    }

    /// Forgets a world.
    pub(crate) fn remove(&self, world: &str) {
        self.queue.waiting().tasks.push(Task::Remove(world.to_owned()));
        self.queue.wake.notify_one();
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
        let (mut row, mut of) = (Vec::new(), Vec::new());
        for task in tasks {
            match task {
                Task::Append(position, record) => {
                    row.push(record);
                    of.push(position);
                }
                Task::Begin(position, world, snapshot) => {
                    self.append(&mut row, &mut of);
                    match self.store.compact(&world, &snapshot) {
                        Ok(()) => position.keep(snapshot.position),
                        Err(error) => position.lose(&world, &error),
                    }
                }
                Task::Remove(world) => {
                    self.append(&mut row, &mut of);
                    if let Err(error) = self.store.remove(&world) {
                        tracing::error!(world, %error, "a world cannot be forgotten");
                    }
                }
            }
        }
        self.append(&mut row, &mut of);
    }

    fn append(&self, row: &mut Vec<store::Record>, of: &mut Vec<Arc<Position>>) {
        if row.is_empty() {
            return;
        }
        // A world whose log was lost gets no record behind the gap.
        let mut is_sound = of.iter().map(|position| !position.lost.load(Ordering::SeqCst));
        row.retain(|_| is_sound.next().unwrap_or(false));
        let kept = self.store.append(row);
        let mut latest: BTreeMap<&str, u64> = BTreeMap::new();
        for record in row.iter() {
            latest.insert(&record.world, record.position);
        }
        for position in of.iter() {
            match &kept {
                Ok(()) => {}
                Err(error) => position.lose("", error),
            }
        }
        if kept.is_ok() {
            let sound: Vec<_> = of.iter().filter(|position| !position.lost.load(Ordering::SeqCst)).collect();
            for (position, record) in sound.into_iter().zip(row.iter()) {
                if latest.get(record.world.as_str()) == Some(&record.position) {
                    position.keep(record.position);
                }
            }
        }
        row.clear();
        of.clear();
    }
}

impl Position {
    fn keep(&self, position: u64) {
        self.kept.send_modify(|kept| *kept = position.max(*kept));
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
        let record = store::Record { world: self.world.clone(), position, bytes };
        waiting.tasks.push(Task::Append(self.position.clone(), record));
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
                if self.position.lost.load(Ordering::SeqCst) {
                    return Err(Lost);
                }
                if *kept.borrow_and_update() >= position {
                    return Ok(());
                }
                kept.changed().await.map_err(|_| Lost)?;
            }
        }
        .boxed()
    }
}
