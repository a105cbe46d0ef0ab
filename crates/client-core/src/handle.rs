//! Handles of long-running work, to poll it and wait for it.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use futures_core::stream::BoxStream;

use crate::error::Result;
use crate::error::service::HoldsJob;
use crate::jobs::{Job, Watch};
use crate::transport::Transport;

/// Long-running work of one kind that can be polled.
pub trait Watched: Job {
    /// The type of the id that finds the work.
    type Id: Clone + fmt::Debug + Send + Sync + 'static;

    /// The type of the service's failures.
    type Error: HoldsJob<Self>;

    /// Fetches the present state of the work once, within this time.
    #[doc(hidden)]
    fn look(
        transport: Transport<Self::Error>,
        id: Self::Id,
        within: Duration,
    ) -> impl Future<Output = Result<Self, Self::Error>> + Send + 'static;
}

/// A handle of one piece of work of this account. It holds only the id and the connection. So it can be created again from
/// the id at any time, in another process too.
#[derive(Debug)]
pub struct Handle<W: Watched> {
    transport: Transport<W::Error>,
    id: W::Id,
}

impl<W: Watched> Clone for Handle<W> {
    fn clone(&self) -> Self {
        Self { transport: self.transport.clone(), id: self.id.clone() }
    }
}

impl<W: Watched> Handle<W> {
    /// Creates a handle. It is for provider crates.
    #[doc(hidden)]
    pub fn new(transport: &Transport<W::Error>, id: W::Id) -> Self {
        Self { transport: transport.clone(), id }
    }

    /// Returns the id that finds the work.
    pub fn id(&self) -> &W::Id {
        &self.id
    }

    /// Fetches the present state of the work once.
    pub async fn poll(&self) -> Result<W, W::Error> {
        W::look(self.transport.clone(), self.id.clone(), Duration::MAX).await
    }

    /// Waits until the work has its result. It polls at once, and then as the client's
    /// [`Polling`](crate::Polling) says.
    ///
    /// Returns an error of kind [`JobFailed`](crate::ErrorKind::JobFailed) if the work ended without a result, and of kind
    /// [`Deadline`](crate::ErrorKind::Deadline) if it is still running after `timeout`. Both hold the work as last seen, in
    /// `last_job`. An undocumented status counts as running, and so does an answer that is no JSON, such as a gateway's page.
    ///
    /// The last look is made when the time is up, and is given a quarter of the timeout, at least half a second and at most
    /// two. So the wait can take that much longer if the service does not answer. The work itself goes on if the future is
    /// dropped.
    pub async fn wait(&self, timeout: Duration) -> Result<W, W::Error> {
        self.wait_with(timeout, |_| ()).await
    }

    /// Waits as [`wait`](Self::wait) does, and calls `progress` with the work as first seen, and then again after each change,
    /// its end included.
    pub async fn wait_with(&self, timeout: Duration, progress: impl FnMut(&W)) -> Result<W, W::Error> {
        watch(&self.transport, &self.id, timeout).until_done(progress).await
    }

    /// Returns the work as first seen, and then again after each change. It is for programs that want a stream, with
    /// `futures_util::StreamExt`; [`wait_with`](Self::wait_with) needs none. The stream ends when the work ends, with or
    /// without a result. Its errors are those of polling: the time is up, or the service refuses to answer.
    pub fn changes(&self, timeout: Duration) -> BoxStream<'static, Result<W, W::Error>> {
        watch(&self.transport, &self.id, timeout).changes()
    }

    /// Returns the connection. It is for provider crates.
    #[doc(hidden)]
    pub fn transport(&self) -> &Transport<W::Error> {
        &self.transport
    }
}

/// Polls work of any kind until it ends. It is for provider crates.
pub fn watch<W: Watched>(
    transport: &Transport<W::Error>,
    id: &W::Id,
    timeout: Duration,
) -> Watch<W, W::Error> {
    let (through, id) = (transport.clone(), id.clone());
    Watch::new(transport, timeout, move |within| W::look(through.clone(), id.clone(), within))
}
