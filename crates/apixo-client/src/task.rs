//! A handle of a task, to poll it and wait for it.

use std::time::Duration;

use client_core::jobs::Watch;
use client_core::{Call, Result, Transport};
use futures_core::Stream;

use crate::answers::{Envelope, Task};
use crate::vocabulary::Model;

/// A handle of one task of this account. It holds only the model, the id and the transport. So it can be created again from
/// model and id at any time, in another process too.
#[derive(Clone, Debug)]
pub struct TaskHandle {
    transport: Transport,
    model: Model,
    id: String,
}

impl TaskHandle {
    pub(crate) fn new(transport: Transport, model: Model, id: String) -> Self {
        Self { transport, model, id }
    }

    /// Returns the model that works on the task.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Returns the id of the task.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Fetches the present state of the task once.
    pub async fn poll(&self) -> Result<Task> {
        look(&self.transport, &self.status()).await
    }

    /// Waits until the task has succeeded. It polls as the provider advises: see
    /// [`advised_polling`](crate::advised_polling).
    ///
    /// Returns an error of kind [`JobFailed`](client_core::ErrorKind::JobFailed) if the task failed, and of kind
    /// [`Deadline`](client_core::ErrorKind::Deadline) if it is still running after `timeout`. Both errors hold the task as
    /// last seen in [`last_task`](crate::ApixoErrorExt::last_task). An undocumented state counts as running. The provider
    /// advises a timeout of [`ADVISED_TIMEOUT`](crate::ADVISED_TIMEOUT) for a film.
    pub async fn wait(&self, timeout: Duration) -> Result<Task> {
        self.watch(timeout).until_done().await
    }

    /// Returns the task as first seen, and then again after each change. The stream ends when the task ends, with or without
    /// a result. Its errors are those of polling: the time is up, or the provider refuses to answer.
    pub fn changes(&self, timeout: Duration) -> impl Stream<Item = Result<Task>> + Send + Unpin + use<> {
        self.watch(timeout).changes()
    }

    fn watch(&self, timeout: Duration) -> Watch<Task> {
        let (transport, status) = (self.transport.clone(), self.status());
        Watch::new(&self.transport, timeout, move |time_left| {
            let (transport, status) = (transport.clone(), status.clone().time_limit(time_left));
            async move { look(&transport, &status).await }
        })
    }

    fn status(&self) -> Call {
        Call::get("/statusTask/{model}").segment("model", &self.model).query("taskId", &self.id)
    }
}

async fn look(transport: &Transport, status: &Call) -> Result<Task> {
    let answer: Envelope<Task> = transport.send(status).await?;
    Ok(answer.data)
}
