//! Handles of long-running work, to poll it and wait for it.

use std::fmt;
use std::time::Duration;

use client_core::jobs::{Job, Watch};
use client_core::{Result, Transport};
use futures_core::Stream;

/// Long-running work of one kind that can be polled.
pub trait Watched: Job {
    /// The type of the id that finds the work.
    type Id: Clone + fmt::Debug + Send + Sync + 'static;

    /// Fetches the present state of the work once, within this time.
    #[doc(hidden)]
    fn look(
        transport: Transport,
        id: Self::Id,
        within: Duration,
    ) -> impl Future<Output = Result<Self>> + Send + 'static;
}

/// A handle of one piece of work of this account. It holds only the id and the transport. So it can be created again from
/// the id at any time, in another process too.
#[derive(Clone, Debug)]
pub struct Handle<W: Watched> {
    pub(crate) transport: Transport,
    id: W::Id,
}

impl<W: Watched> Handle<W> {
    pub(crate) fn new(transport: &Transport, id: W::Id) -> Self {
        Self { transport: transport.clone(), id }
    }

    /// Returns the id that finds the work.
    pub fn id(&self) -> &W::Id {
        &self.id
    }

    /// Fetches the present state of the work once.
    pub async fn poll(&self) -> Result<W> {
        W::look(self.transport.clone(), self.id.clone(), Duration::MAX).await
    }

    /// Waits until the work has its result. It polls at once and then at growing intervals.
    ///
    /// Returns an error of kind [`JobFailed`](client_core::ErrorKind::JobFailed) if the work ended without a result, and of
    /// kind [`Deadline`](client_core::ErrorKind::Deadline) if it is still running after `timeout`. Both errors hold the work
    /// as last seen, in [`last_generation`](crate::AnimusErrorExt::last_generation) and its siblings. An undocumented status
    /// counts as running.
    pub async fn wait(&self, timeout: Duration) -> Result<W> {
        self.watch(timeout).until_done().await
    }

    /// Returns the work as first seen, and then again after each change, including changes of its progress and counts. The
    /// stream ends when the work ends, with or without a result. Its errors are those of polling: the time is up, or the
    /// provider refuses to answer.
    pub fn changes(&self, timeout: Duration) -> impl Stream<Item = Result<W>> + Send + Unpin + use<W> {
        self.watch(timeout).changes()
    }

    pub(crate) fn watch(&self, timeout: Duration) -> Watch<W> {
        watch(&self.transport, &self.id, timeout)
    }
}

/// Polls work of any kind until it ends.
pub(crate) fn watch<W: Watched>(transport: &Transport, id: &W::Id, timeout: Duration) -> Watch<W> {
    let (through, id) = (transport.clone(), id.clone());
    Watch::new(transport, timeout, move |within| W::look(through.clone(), id.clone(), within))
}
