//! A job to look at and wait for.

use std::time::Duration;

use client_core::jobs::Watch;
use client_core::{Call, Result, Transport};
use futures_core::Stream;
use uuid::Uuid;

use crate::answers::Job;

/// One job of this account. It is nothing but the id and the way to the provider, so it can be made again from the
/// id at any time, in another process too.
#[derive(Clone, Debug)]
pub struct JobHandle {
    transport: Transport,
    id: Uuid,
}

impl JobHandle {
    pub(crate) fn new(transport: Transport, id: Uuid) -> Self {
        Self { transport, id }
    }

    /// The job's id.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Looks at the job once.
    pub async fn poll(&self) -> Result<Job> {
        self.transport.send(&status(self.id)).await
    }

    /// Waits until the job is completed, looking at it ever more rarely.
    ///
    /// A job that failed, was canceled or expired is an error of kind [`JobFailed`](client_core::ErrorKind::JobFailed),
    /// one that is still running after `timeout` of kind [`Deadline`](client_core::ErrorKind::Deadline); both have
    /// the job as last seen in [`last_job`](crate::CutxErrorExt::last_job). A status that isn't documented counts as
    /// running. Choose the timeout generously: a static ad takes half a minute, a video one to three (S4), and a
    /// queue comes before them.
    pub async fn wait(&self, timeout: Duration) -> Result<Job> {
        self.watch(timeout).until_done().await
    }

    /// The job as first seen, then each time it has changed, to its end, however it ends. Errors are those of the
    /// looking: the time is up, or the provider refuses to answer.
    pub fn changes(&self, timeout: Duration) -> impl Stream<Item = Result<Job>> + Send + Unpin + use<> {
        self.watch(timeout).changes()
    }

    fn watch(&self, timeout: Duration) -> Watch<Job> {
        let Self { transport, id } = self.clone();
        Watch::new(&self.transport, timeout, move |time_left| {
            let transport = transport.clone();
            async move { transport.send(&status(id).time_limit(time_left)).await }
        })
    }
}

fn status(id: Uuid) -> Call {
    Call::get("/generate/status").query("jobId", &id)
}
