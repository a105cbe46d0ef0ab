//! The client, and its calls.

use std::time::Duration;

use client_core::{Call, ClientBuilder, Pace, Polling, Progress, Repeat, Result, Transport};
use futures_core::Stream;
use serde::Serialize;
use tokio::io::AsyncWrite;

use crate::answers::{Deleted, Envelope, Page, Submission, Task};
use crate::error::{read_refusal, read_status};
use crate::pages;
use crate::requests::{Body, Changes, CreateRequest, ListOptions};
use crate::task::{self, TaskHandle};
use crate::vocabulary::{Mode, TaskStatus};

/// The real service, for [`SumatmanClient::builder`]: what it makes costs credits.
pub const BASE_URL: &str = "https://app.sumatman.ai/api";

/// How fast the client sends requests unless it is told otherwise: 10 a minute, the provider's limit for a key (S2,
/// notes). The second on top is for clocks that run apart, and for edges that the documents leave open.
///
/// All clones of a client keep to it together; two clients with the same key each keep to their own. It can be changed
/// or, for a service without that limit, be taken off:
///
/// ```
/// # use sumatman_client::SumatmanClient;
/// let builder = SumatmanClient::builder("http://127.0.0.1:4080/sumatman/api")
///     .transport(|transport| transport.pace(None));
/// ```
pub const PACE: Pace = Pace::new(10, Duration::from_secs(61));

/// Settings of a [`SumatmanClient`].
pub type SumatmanClientBuilder = ClientBuilder<SumatmanClient>;

/// A way to the provider with one account's key. Clones share everything.
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
    /// Starts a client for the service at this base URL, whose path ends with `/api`. There is no default, so that
    /// nobody spends credits unawares; the real service is at [`BASE_URL`].
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

    /// Buys a film, which a task makes; wait for it with [`task`](Self::task).
    ///
    /// It is repeated only on proof that nothing was bought: no idempotency key is documented, and the credits are
    /// taken when the task is created (S2, notes), so the same request twice is two films. A 429 is such a proof: the
    /// limit is one of requests (S2, notes), and a refusal is no created task. A 5xx is none, as it may come from in
    /// front of a service that had begun; nor is a 200 that says `"success": false`.
    pub async fn create(&self, request: &CreateRequest) -> Result<Submission> {
        self.submit(Mode::Create, None, request).await
    }

    /// Buys a task's film anew, with these changes. A new task; repeated as [`create`](Self::create) is.
    pub async fn repeat(&self, task_id: &str, changes: &Changes) -> Result<Submission> {
        self.submit(Mode::Repeat, Some(task_id), changes).await
    }

    /// Changes a task that is pending or processing (S2, edit mode). What becomes of the credits is not documented.
    /// Repeated as [`create`](Self::create) is.
    pub async fn edit(&self, task_id: &str, changes: &Changes) -> Result<Submission> {
        self.submit(Mode::Edit, Some(task_id), changes).await
    }

    /// Buys a sequel to a completed task's film, with these changes. A new task; repeated as [`create`](Self::create)
    /// is.
    pub async fn continue_from(&self, task_id: &str, changes: &Changes) -> Result<Submission> {
        self.submit(Mode::Continue, Some(task_id), changes).await
    }

    /// One page of a user's tasks. The user's id stands on the welcome page of the provider's web interface (facts
    /// sheet 3), and in every [`Task`].
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

    /// All of a user's tasks, or all of one status, in the provider's order; pages of 100 are asked for as they are
    /// needed.
    ///
    /// A task is told once, even if new ones shift it from one page to the next; one that is shifted back over a page's
    /// edge, as others before it are deleted meanwhile, can be missed. The stream ends with the list, after an error,
    /// or at a page that brings nothing new.
    pub fn tasks(
        &self,
        user_id: &str,
        status: Option<TaskStatus>,
    ) -> impl Stream<Item = Result<Task>> + Send + Unpin + use<> {
        pages::tasks(self.clone(), user_id.to_owned(), ListOptions { status, ..ListOptions::default() })
    }

    /// Looks at a task once.
    pub async fn status(&self, task_id: &str) -> Result<Task> {
        task::look(&self.transport, &task::status(task_id)).await
    }

    /// Looks at a task once, and has the provider check that it is this user's (S2, task status).
    pub async fn status_of(&self, user_id: &str, task_id: &str) -> Result<Task> {
        task::look(&self.transport, &task::status(task_id).query("userId", &user_id)).await
    }

    /// The task of this id, to look at or wait for. Nothing is sent yet.
    pub fn task(&self, task_id: impl Into<String>) -> TaskHandle {
        TaskHandle::new(self.transport.clone(), task_id.into())
    }

    /// Deletes a task that is pending or failed. Its credits are not given back (S2, task deletion).
    ///
    /// It is repeated only on proof that nothing was deleted, though a second deletion would do no harm: it would be
    /// answered with 404, and the success of the first would be told as a failure. If
    /// [`may_have_been_sent`](client_core::Error::may_have_been_sent) is true, the task's [`status`](Self::status)
    /// settles it: it is gone, or still there.
    pub async fn delete(&self, task_id: &str) -> Result<Deleted> {
        let call = Call::delete("/task/{taskId}", Repeat::WhenUntouched).segment("taskId", &task_id);
        self.transport.send(&call).await
    }

    /// Fetches a result, such as a task's [`final_video_url`](Task::final_video_url), into a file or another writer;
    /// returns its length in bytes. The key is not sent along, wherever the URL points, and the [`PACE`] does not count
    /// it.
    ///
    /// `progress` is told how far it is each time something was written. What can go wrong, and the two limits of time,
    /// are with [`Transport::download`].
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
