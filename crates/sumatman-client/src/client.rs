//! The client and its calls.

use std::time::Duration;

use client_core::{Call, ClientBuilder, Pace, Polling, Progress, Repeat, Result, Transport, pages};
use futures_core::Stream;
use serde::Serialize;
use tokio::io::AsyncWrite;

use crate::answers::{Deleted, Envelope, Page, Submission, Task};
use crate::error::{read_refusal, read_status};
use crate::requests::{Body, Changes, CreateRequest, ListOptions};
use crate::task::{self, TaskHandle};
use crate::vocabulary::{Mode, TaskStatus};

/// The base URL of the real service, for [`SumatmanClient::builder`]. The real service charges credits for its results.
pub const BASE_URL: &str = "https://app.sumatman.ai/api";

/// The default pace of the client: 10 requests a minute, the provider's limit for a key (S2, notes). The additional second
/// allows for clocks that differ, and for details that the documents leave open.
///
/// All clones of a client share this pace. Two clients with the same key each keep their own. The pace can be changed or,
/// for a service without that limit, removed:
///
/// ```
/// # use sumatman_client::SumatmanClient;
/// let builder = SumatmanClient::builder("http://127.0.0.1:4080/sumatman/api")
///     .transport(|transport| transport.pace(None));
/// ```
pub const PACE: Pace = Pace::new(10, Duration::from_secs(61));

/// Settings of a [`SumatmanClient`].
pub type SumatmanClientBuilder = ClientBuilder<SumatmanClient>;

/// A client of the provider with one account's key. Clones share one transport.
#[derive(Clone, Debug)]
pub struct SumatmanClient {
    transport: Transport,
}

impl From<Transport> for SumatmanClient {
    fn from(transport: Transport) -> Self {
        Self { transport }
    }
}

impl SumatmanClient {
    /// Creates a builder for a client of the service at this base URL, whose path ends with `/api`. There is no default, so
    /// that no credits are spent by accident. The real service is at [`BASE_URL`].
    pub fn builder(base_url: impl AsRef<str>) -> SumatmanClientBuilder {
        let (first, longest) = (Duration::from_secs(20), Duration::from_secs(30));
        let transport = Transport::builder(base_url.as_ref())
            .user_agent(concat!("sumatman-client/", env!("CARGO_PKG_VERSION")))
            .pace(PACE)
            .polling(Polling::default().with_pauses(first, longest))
            .refusals(read_refusal)
            .status_in_body(read_status);
        ClientBuilder::new(transport)
    }

    /// Buys a film, which a task makes. Wait for it with [`task`](Self::task).
    ///
    /// No idempotency key is documented, and the credits are charged when the task is created (S2, notes), so the same
    /// request twice makes two films. Therefore the call is repeated only on proof that nothing was bought. A 429 is such a
    /// proof: the limit counts requests (S2, notes), and a refusal creates no task. A 5xx is not: it may come from a proxy
    /// in front of a service that had already started. A 200 with `"success": false` is no proof either.
    pub async fn create(&self, request: &CreateRequest) -> Result<Submission> {
        self.submit(Mode::Create, None, request).await
    }

    /// Buys the film of a task again, with these changes, as a new task. The call is repeated as [`create`](Self::create)
    /// is.
    pub async fn repeat(&self, task_id: &str, changes: &Changes) -> Result<Submission> {
        self.submit(Mode::Repeat, Some(task_id), changes).await
    }

    /// Changes a task that is pending or processing (S2, edit mode). The effect on the credits is not documented. The call
    /// is repeated as [`create`](Self::create) is.
    pub async fn edit(&self, task_id: &str, changes: &Changes) -> Result<Submission> {
        self.submit(Mode::Edit, Some(task_id), changes).await
    }

    /// Buys a sequel to the film of a completed task, with these changes, as a new task. The call is repeated as
    /// [`create`](Self::create) is.
    pub async fn continue_from(&self, task_id: &str, changes: &Changes) -> Result<Submission> {
        self.submit(Mode::Continue, Some(task_id), changes).await
    }

    /// Returns one page of a user's tasks. The id of the user is shown on the welcome page of the provider's web interface
    /// (facts sheet 3), and is in every [`Task`].
    pub async fn list(&self, user_id: &str, options: &ListOptions) -> Result<Page> {
        let call = Call::get("/user/{userId}/tasks").segment("userId", &user_id);
        let call = match &options.status {
            Some(status) => call.query("status", status),
            None => call,
        };
        let call = call.query("limit", &options.limit).query("offset", &options.offset);
        let answer: Envelope<Page> = self.transport.send(&call).await?;
        Ok(answer.data)
    }

    /// Returns all tasks of a user, or all with one status, in the provider's order. Pages of 100 are fetched as they are
    /// needed.
    ///
    /// Each task is returned once, even if new tasks shift it from one page to the next. A task can be missed if earlier
    /// tasks are deleted during the walk and shift it back to a page that was already fetched. The stream ends with the
    /// list, after an error, or at a page without new tasks.
    pub fn tasks(
        &self,
        user_id: &str,
        status: Option<TaskStatus>,
    ) -> impl Stream<Item = Result<Task>> + Send + Unpin + use<> {
        let first = ListOptions { status, ..ListOptions::default() };
        let (client, user_id) = (self.clone(), user_id.to_owned());
        let page = move |offset| {
            let (client, user_id, options) =
                (client.clone(), user_id.clone(), first.clone().with_offset(offset));
            async move {
                let page = client.list(&user_id, &options).await?;
                // The provider states the total number of tasks on each page.
                let seen = offset + page.tasks.len() as u64;
                let total = u64::try_from(page.total).unwrap_or_default();
                Ok(pages::Page { items: page.tasks, more: seen < total })
            }
        };
        pages::walk(page, |task: &Task| &task.task_id)
    }

    /// Fetches the present state of a task once.
    pub async fn status(&self, task_id: &str) -> Result<Task> {
        task::look(&self.transport, &task::status(task_id)).await
    }

    /// Fetches the present state of a task once. The provider also checks that the task belongs to this user (S2, task
    /// status).
    pub async fn status_of(&self, user_id: &str, task_id: &str) -> Result<Task> {
        task::look(&self.transport, &task::status(task_id).query("userId", &user_id)).await
    }

    /// Returns a handle of the task with this id, to poll it or wait for it. Nothing is sent yet.
    pub fn task(&self, task_id: impl Into<String>) -> TaskHandle {
        TaskHandle::new(self.transport.clone(), task_id.into())
    }

    /// Deletes a task that is pending or failed. Its credits are not refunded (S2, task deletion).
    ///
    /// The call is repeated only on proof that nothing was deleted. A second deletion would do no harm, but it would be
    /// answered with 404, and a success would be reported as a failure. If
    /// [`may_have_been_sent`](client_core::Error::may_have_been_sent) is true, ask for the task's [`status`](Self::status):
    /// a 404 shows that it was deleted.
    pub async fn delete(&self, task_id: &str) -> Result<Deleted> {
        let call = Call::delete("/task/{taskId}", Repeat::WhenUntouched).segment("taskId", &task_id);
        self.transport.send(&call).await
    }

    /// Downloads a result, such as a task's [`final_video_url`](Task::final_video_url), into a file or another writer, and
    /// returns its length in bytes. The key is never sent with the request, even if the URL is on the provider's host. The
    /// download does not count for the [`PACE`].
    ///
    /// `progress` is called after each write. [`Transport::download`] describes the errors and the two time limits.
    ///
    /// ```no_run
    /// # async fn example(client: sumatman_client::SumatmanClient, url: &str) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut file = tokio::fs::File::create("film.mp4").await?;
    /// let bytes = client.download(url, &mut file, |progress| println!("{progress:?}")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn download(
        &self,
        url: &str,
        writer: &mut (impl AsyncWrite + Unpin + ?Sized),
        progress: impl FnMut(Progress),
    ) -> Result<u64> {
        self.transport.download(url, writer, progress).await
    }

    async fn submit(
        &self,
        mode: Mode,
        task_id: Option<&str>,
        fields: &(impl Serialize + Sync),
    ) -> Result<Submission> {
        let call = Call::post("/task", &Body { mode, task_id, fields }, Repeat::WhenUntouched)?;
        let answer: Envelope<Submission> = self.transport.send(&call).await?;
        Ok(answer.data)
    }
}
