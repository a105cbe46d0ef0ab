//! A task to look at and wait for.

use std::time::Duration;

use client_core::jobs::Watch;
use client_core::{Call, Result, Transport};
use futures_core::Stream;

use crate::answers::{Envelope, Task};
use crate::vocabulary::Model;

/// One task of this account. It is nothing but the model, the id and the way to the provider, so it can be made again
/// from the two at any time, in another process too.
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

    /// The model that works on it.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The task's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Looks at the task once.
    pub async fn poll(&self) -> Result<Task> {
        look(&self.transport, &self.status()).await
    }

    /// Waits until the task has succeeded, looking at it as the provider advises: see
    /// [`advised_polling`](crate::advised_polling).
    ///
    /// A task that failed is an error of kind [`JobFailed`](client_core::ErrorKind::JobFailed), one that is still
    /// running after `timeout` of kind [`Deadline`](client_core::ErrorKind::Deadline); both have the task as last seen
    /// in [`last_task`](crate::ApixoErrorExt::last_task). A state that isn't documented counts as running. The provider
    /// advises to give a film [`ADVISED_TIMEOUT`](crate::ADVISED_TIMEOUT).
    pub async fn wait(&self, timeout: Duration) -> Result<Task> {
        self.watch(timeout).until_done().await
    }

    /// The task as first seen, then each time it has changed, to its end, however it ends. Errors are those of the
    /// looking: the time is up, or the provider refuses to answer.
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
