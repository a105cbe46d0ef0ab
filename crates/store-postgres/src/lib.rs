//! A store in PostgreSQL, which several sandboxes share.
//!
//! [`Postgres`] keeps the logs and snapshots of worlds in five tables, which it makes by itself, and so it is a
//! [`Shared`](store::shared::Shared) store: each world has one owner. It sends only statements that CockroachDB and YugabyteDB have as
//! well. Everything is kept once a method returns, if the server syncs its commits, which it does by default.

mod group;
mod held;
mod leases;
mod log;
mod schema;
mod session;
mod snapshots;

use std::fmt;
use std::panic::resume_unwind;
use std::time::Duration;

use store::StoreError;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio_postgres::Config;

use held::Held;
use session::Session;

/// The longest time for an answer that a record is kept. Whoever waits for one waits until then, as long as the owner's lease holds.
const FOR_RECORDS: Duration = Duration::from_secs(8);
/// The longest time for a renewal. A lease that holds for ten seconds is tried again before it runs out.
const FOR_LEASES: Duration = Duration::from_secs(3);
/// The longest time for everything else.
const FOR_LOOKS: Duration = Duration::from_secs(5);

/// A store in a PostgreSQL database.
pub struct Postgres {
    /// `None` once the store is dropped.
    runtime: Option<Runtime>,
    /// Records have a connection of their own, and so do leases: nothing that takes long delays them.
    records: Session,
    leases: Session,
    looks: Session,
    held: Held,
}

impl Postgres {
    /// Connects to a database, by a URL such as `postgres://user:password@host/database`, and makes the tables that it lacks.
    ///
    /// # Errors
    /// If the URL is no such URL, if the database cannot be reached, or if a later version has made its tables. The sentence shows no
    /// password.
    pub fn connect(url: &str) -> Result<Self, StoreError> {
        let config: Config = url.parse().map_err(|error: tokio_postgres::Error| {
            StoreError(format!("the URL of the store is not understood: {}", session::causes(&error)))
        })?;
        let runtime =
            Builder::new_multi_thread().worker_threads(1).thread_name("postgres").enable_all().build();
        let runtime = runtime.map_err(|error| StoreError(format!("no thread for the store: {error}")))?;
        let store = Self {
            runtime: Some(runtime),
            records: Session::new(config.clone(), FOR_RECORDS),
            leases: Session::new(config.clone(), FOR_LEASES),
            looks: Session::new(config, FOR_LOOKS),
            held: Held::default(),
        };
        store.wait(async || schema::make(&store.looks).await)?;
        Ok(store)
    }

    /// Waits for some work to be done, from inside a runtime as well.
    fn wait<T: Send>(&self, work: impl AsyncFnOnce() -> T + Send) -> T {
        let runtime = self.runtime.as_ref().expect("the runtime lasts as long as the store");
        if Handle::try_current().is_err() {
            return runtime.block_on(work());
        }
        // A thread of a runtime must not wait for another one.
        let waited = std::thread::scope(|scope| scope.spawn(|| runtime.block_on(work())).join());
        waited.unwrap_or_else(|panic| resume_unwind(panic))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // The store may be dropped inside another runtime, where nothing may wait.
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Postgres").finish_non_exhaustive()
    }
}
