//! The client and its calls.

use std::time::Duration;

use client_core::lenient::skipped;
use client_core::{
    BoxStream, Call, CallOptions, Client, ClientBuilder, Download, Handle, Pace, Polling, Repeat, Service,
    Transport, Watched, pages,
};
use serde::Serialize;

use crate::answers::{Deletion, Envelope, Page, Submission, Task, TaskId, UserId};
use crate::error::{SumatmanError, read_refusal, read_status};
use crate::requests::{Body, Changes, CreateRequest, ListOptions};
use crate::vocabulary::{Mode, TaskStatus};

/// The result of a call.
pub type Result<T, E = SumatmanError> = std::result::Result<T, E>;

/// A handle of a task, to poll it and wait for it. It polls at once, after 20 s, and then every 30 s. Tasks typically take 5 to
/// 15 minutes, depending on the length of the film (S2, notes).
///
/// Any number of tasks can be waited for at the same time. Their polls share the client's [`PACE`], so each task is polled less
/// often if there are many. If no turn comes before the time is up, the last poll is left out.
pub type TaskHandle = Handle<Task>;

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
///     .pace(None);
/// ```
pub const PACE: Pace = Pace::new(10, Duration::from_secs(61));

/// A client of the service with one account's key. Clones share one connection.
#[derive(Clone, Debug)]
pub struct SumatmanClient {
    transport: Transport<SumatmanError>,
}

impl Client for SumatmanClient {
    type Error = SumatmanError;

    fn new(transport: Transport<SumatmanError>) -> Self {
        Self { transport }
    }
}

fn service() -> Service {
    let (first, longest) = (Duration::from_secs(20), Duration::from_secs(30));
    Service {
        user_agent: concat!("sumatman-client/", env!("CARGO_PKG_VERSION")),
        variables: ("SUMATMAN_API_KEY", "SUMATMAN_BASE_URL"),
        polling: Polling::default().with_pauses(first, longest),
        pace: Some(PACE),
        read_refusal,
        read_status,
    }
}

impl SumatmanClient {
    /// Creates a builder for a client of the service at this base URL, whose path ends with `/api`. There is no default, so
    /// that no credits are spent by accident. The real service is at [`BASE_URL`].
    ///
    /// In a sandbox whose jobs end at once, `.pace(None).polling(Polling::every(Duration::from_millis(50)))` saves minutes.
    pub fn builder(base_url: impl AsRef<str>) -> ClientBuilder<Self> {
        ClientBuilder::new(base_url.as_ref(), service())
    }

    /// Creates a builder for a client whose key is in `SUMATMAN_API_KEY` and whose base URL is in `SUMATMAN_BASE_URL`. Both
    /// are required, so that no credits are spent by accident.
    pub fn from_env() -> ClientBuilder<Self> {
        ClientBuilder::from_env(service())
    }

    /// Returns a client with these options for its calls. It shares the connection and the pace.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self { transport: self.transport.with_options(options) }
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
    pub async fn repeat(&self, task_id: impl Into<TaskId>, changes: &Changes) -> Result<Submission> {
        self.submit(Mode::Repeat, Some(&task_id.into()), changes).await
    }

    /// Changes a task that is pending or processing (S2, edit mode). The effect on the credits is not documented. The call
    /// is repeated as [`create`](Self::create) is.
    pub async fn edit(&self, task_id: impl Into<TaskId>, changes: &Changes) -> Result<Submission> {
        self.submit(Mode::Edit, Some(&task_id.into()), changes).await
    }

    /// Buys a sequel to the film of a completed task, with these changes, as a new task. The call is repeated as
    /// [`create`](Self::create) is.
    pub async fn continue_from(&self, task_id: impl Into<TaskId>, changes: &Changes) -> Result<Submission> {
        self.submit(Mode::Continue, Some(&task_id.into()), changes).await
    }

    /// Returns one page of a user's tasks. The id of the user is shown on the welcome page of the provider's web interface
    /// (facts sheet 3), and is in every [`Task`].
    pub async fn list(&self, user_id: impl Into<UserId>, options: &ListOptions) -> Result<Page> {
        let call = Call::get("/user/{userId}/tasks").segment("userId", &user_id.into());
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
        user_id: impl Into<UserId>,
        status: Option<TaskStatus>,
    ) -> BoxStream<'static, Result<Task>> {
        let first = ListOptions { status, ..ListOptions::default() };
        let (client, user_id) = (self.clone(), user_id.into());
        let page = move |offset| {
            let (client, user_id, options) =
                (client.clone(), user_id.clone(), first.clone().with_offset(offset));
            async move {
                let page = client.list(&user_id, &options).await?;
                // The provider states the total number of tasks on each page.
                let skipped = skipped(&page.extra, "tasks");
                let seen = offset + (page.tasks.len() + skipped) as u64;
                let more = page.total.is_some_and(|total| seen < total);
                Ok(pages::Page { items: page.tasks, skipped, more })
            }
        };
        Box::pin(pages::walk(page, |task: &Task| task.task_id.as_str()))
    }

    /// Fetches the present state of a task once.
    pub async fn status(&self, task_id: impl Into<TaskId>) -> Result<Task> {
        self.task(task_id).poll().await
    }

    /// Fetches the present state of a task once. The service also checks that the task belongs to this user (S2, task
    /// status).
    pub async fn status_of(&self, user_id: impl Into<UserId>, task_id: impl Into<TaskId>) -> Result<Task> {
        look(&self.transport, &status(&task_id.into()).query("userId", &user_id.into())).await
    }

    /// Returns a handle of the task with this id, to poll it or wait for it. It takes a [`Submission`] too. Nothing is sent
    /// yet.
    pub fn task(&self, task_id: impl Into<TaskId>) -> TaskHandle {
        Handle::new(&self.transport, task_id.into())
    }

    /// Deletes a task that is pending or failed. Its credits are not refunded (S2, task deletion).
    ///
    /// The call is repeated only on proof that nothing was deleted. A second deletion would do no harm, but it would be
    /// answered with 404, and a success would be reported as a failure. If
    /// [`may_have_been_sent`](client_core::Error::may_have_been_sent) is true, ask for the task's [`status`](Self::status):
    /// a 404 shows that it was deleted.
    pub async fn delete(&self, task_id: impl Into<TaskId>) -> Result<Deletion> {
        let call = Call::delete("/task/{taskId}", Repeat::WhenUntouched).segment("taskId", &task_id.into());
        self.transport.send(&call).await
    }

    /// Prepares the download of a result, such as a task's [`final_video_url`](Task::final_video_url). It does not count for
    /// the [`PACE`].
    ///
    /// ```no_run
    /// # async fn example(client: sumatman_client::SumatmanClient, url: &str) -> sumatman_client::Result<()> {
    /// client.download(url).with_progress(|progress| println!("{progress:?}")).to_file("film.mp4").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn download(&self, url: &str) -> Download<'static, SumatmanError> {
        self.transport.download(url)
    }

    async fn submit(
        &self,
        mode: Mode,
        task_id: Option<&TaskId>,
        fields: &(impl Serialize + Sync),
    ) -> Result<Submission> {
        let call = Call::post("/task", &Body { mode, task_id, fields }, Repeat::WhenUntouched)?;
        let answer: Envelope<Submission> = self.transport.send(&call).await?;
        Ok(answer.data)
    }
}

fn status(task_id: &TaskId) -> Call {
    Call::get("/task/{taskId}/status").segment("taskId", task_id)
}

async fn look(transport: &Transport<SumatmanError>, status: &Call) -> Result<Task> {
    let answer: Envelope<Task> = transport.send(status).await?;
    Ok(answer.data)
}

impl Watched for Task {
    type Id = TaskId;
    type Error = SumatmanError;

    async fn look(transport: Transport<SumatmanError>, id: TaskId, within: Duration) -> Result<Self> {
        look(&transport, &status(&id).time_limit(within)).await
    }
}
