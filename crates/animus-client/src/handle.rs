//! Long-running work to look at and wait for.

use std::fmt;
use std::time::Duration;

use client_core::jobs::{Job, Watch};
use client_core::{Result, Transport};
use futures_core::Stream;

/// Work of one kind that can be looked at.
pub trait Watched: Job {
    /// What it is found by.
    type Id: Clone + fmt::Debug + Send + Sync + 'static;

    /// Looks at it once, within this time.
    #[doc(hidden)]
    fn look(
        transport: Transport,
        id: Self::Id,
        within: Duration,
    ) -> impl Future<Output = Result<Self>> + Send + 'static;
}

/// One piece of work of this account. It is nothing but the id and the way to the provider, so it can be made again from
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

    /// What it is found by.
    pub fn id(&self) -> &W::Id {
        &self.id
    }

    /// Looks at it once.
    pub async fn poll(&self) -> Result<W> {
        W::look(self.transport.clone(), self.id.clone(), Duration::MAX).await
    }

    /// Waits until it has its result, looking at it at once and then ever more rarely.
    ///
    /// What ended otherwise is an error of kind [`JobFailed`](client_core::ErrorKind::JobFailed), what is still running
    /// after `timeout` one of kind [`Deadline`](client_core::ErrorKind::Deadline); both have it as last seen, in
    /// [`last_generation`](crate::AnimusErrorExt::last_generation) and its like. A status that isn't documented counts as
    /// running.
    pub async fn wait(&self, timeout: Duration) -> Result<W> {
        self.watch(timeout).until_done().await
    }

    /// It as first seen, then each time it has changed, its progress and counts included, to its end, however it ends.
    /// Errors are those of the looking: the time is up, or the provider refuses to answer.
    pub fn changes(&self, timeout: Duration) -> impl Stream<Item = Result<W>> + Send + Unpin + use<W> {
        self.watch(timeout).changes()
    }

    pub(crate) fn watch(&self, timeout: Duration) -> Watch<W> {
        watch(&self.transport, &self.id, timeout)
    }
}

/// Looks at work of any kind until it ends.
pub(crate) fn watch<W: Watched>(transport: &Transport, id: &W::Id, timeout: Duration) -> Watch<W> {
    let (through, id) = (transport.clone(), id.clone());
    Watch::new(transport, timeout, move |within| W::look(through.clone(), id.clone(), within))
}
