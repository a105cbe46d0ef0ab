//! A handle of a job, to poll it and wait for it.

use std::time::Duration;

use client_core::jobs::Watch;
use client_core::{Call, Result, Transport};
use futures_core::Stream;
use uuid::Uuid;

use crate::answers::Job;

/// A handle of one job of this account. It holds only the id and the transport. So it can be created again from the id at
/// any time, in another process too.
#[derive(Clone, Debug)]
pub struct JobHandle {
    transport: Transport,
    id: Uuid,
}

impl JobHandle {
    pub(crate) fn new(transport: Transport, id: Uuid) -> Self {
        Self { transport, id }
    }

    /// Returns the id of the job.
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Fetches the present state of the job once.
    pub async fn poll(&self) -> Result<Job> {
        self.transport.send(&status(self.id)).await
    }

    /// Waits until the job is completed. It polls at once and then at growing intervals.
    ///
    /// Returns an error of kind [`JobFailed`](client_core::ErrorKind::JobFailed) if the job failed, was canceled or expired,
    /// and of kind [`Deadline`](client_core::ErrorKind::Deadline) if it is still running after `timeout`. Both errors hold
    /// the job as last seen in [`last_job`](crate::CutxErrorExt::last_job). An undocumented status counts as running. Choose
    /// a generous timeout: a static ad takes half a minute and a video one to three minutes (S4), after a wait in the queue.
    pub async fn wait(&self, timeout: Duration) -> Result<Job> {
        self.watch(timeout).until_done().await
    }

    /// Returns the job as first seen, and then again after each change. The stream ends when the job ends, with or without a
    /// result. Its errors are those of polling: the time is up, or the provider refuses to answer.
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
