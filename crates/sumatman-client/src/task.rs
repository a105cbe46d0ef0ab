//! A handle of a task, to poll it and wait for it.

use std::time::Duration;

use client_core::jobs::Watch;
use client_core::{Call, Result, Transport};
use futures_core::Stream;

use crate::answers::{Envelope, Task};

/// A handle of one task of this account. It holds only the id and the transport. So it can be created again from the id at
/// any time, in another process too.
#[derive(Clone, Debug)]
pub struct TaskHandle {
    transport: Transport,
    id: String,
}

impl TaskHandle {
    pub(crate) fn new(transport: Transport, id: String) -> Self {
        Self { transport, id }
    }

    /// Returns the id of the task.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Fetches the present state of the task once.
    pub async fn poll(&self) -> Result<Task> {
        look(&self.transport, &status(&self.id)).await
    }

    /// Waits until the task is completed. It polls at once, after 20 s, and then every 30 s.
    ///
    /// Returns an error of kind [`JobFailed`](client_core::ErrorKind::JobFailed) if the task failed, and of kind
    /// [`Deadline`](client_core::ErrorKind::Deadline) if it is still running after `timeout`. Both errors hold the task as
    /// last seen in [`last_task`](crate::SumatmanErrorExt::last_task). An undocumented status counts as running. Choose a
    /// generous timeout: tasks typically take 5 to 15 minutes, depending on the length of the film (S2, notes).
    ///
    /// Any number of tasks can be waited for at the same time. Their polls share the client's [`PACE`](crate::PACE), so each
    /// task is polled less often if there are many. If no turn comes before the time is up, the last poll is left out.
    pub async fn wait(&self, timeout: Duration) -> Result<Task> {
        self.watch(timeout).until_done().await
    }

    /// Returns the task as first seen, and then again after each change. The stream ends when the task ends, with or without
    /// a result. Its errors are those of polling: the time is up, or the provider refuses to answer.
    pub fn changes(&self, timeout: Duration) -> impl Stream<Item = Result<Task>> + Send + Unpin + use<> {
        self.watch(timeout).changes()
    }

    fn watch(&self, timeout: Duration) -> Watch<Task> {
        let (transport, status) = (self.transport.clone(), status(&self.id));
        Watch::new(&self.transport, timeout, move |time_left| {
            let (transport, status) = (transport.clone(), status.clone().time_limit(time_left));
            async move { look(&transport, &status).await }
        })
    }
}

pub(crate) fn status(task_id: &str) -> Call {
    Call::get("/task/{taskId}/status").segment("taskId", &task_id)
}

pub(crate) async fn look(transport: &Transport, status: &Call) -> Result<Task> {
    let answer: Envelope<Task> = transport.send(status).await?;
    Ok(answer.data)
}
