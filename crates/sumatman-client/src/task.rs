//! A task to look at and wait for.

use std::time::Duration;

use client_core::jobs::Watch;
use client_core::{Call, Result, Transport};
use futures_core::Stream;

use crate::answers::{Envelope, Task};

/// One task of this account. It is nothing but the id and the way to the provider, so it can be made again from the id
/// at any time, in another process too.
#[derive(Clone, Debug)]
pub struct TaskHandle {
    transport: Transport,
    id: String,
}

impl TaskHandle {
    pub(crate) fn new(transport: Transport, id: String) -> Self {
        Self { transport, id }
    }

    /// The task's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Looks at the task once.
    pub async fn poll(&self) -> Result<Task> {
        look(&self.transport, &status(&self.id)).await
    }

    /// Waits until the task is completed, looking at it at once, after 20 s and then every 30 s.
    ///
    /// A task that failed is an error of kind [`JobFailed`](client_core::ErrorKind::JobFailed), one that is still
    /// running after `timeout` of kind [`Deadline`](client_core::ErrorKind::Deadline); both have the task as last seen
    /// in [`last_task`](crate::SumatmanErrorExt::last_task). A status that isn't documented counts as running. Choose
    /// the timeout generously: tasks typically take 5 to 15 minutes, depending on the film's length (S2, notes).
    ///
    /// Any number of tasks can be waited for at a time: their looks share the client's [`PACE`](crate::PACE), and
    /// become rarer the more there are. If no turn comes before the time is up, the last look is left out.
    pub async fn wait(&self, timeout: Duration) -> Result<Task> {
        self.watch(timeout).until_done().await
    }

    /// The task as first seen, then each time it has changed, to its end, however it ends. Errors are those of the
    /// looking: the time is up, or the provider refuses to answer.
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
