//! The client and its calls.

use std::time::Duration;

use client_core::{
    Call, CallOptions, Client, ClientBuilder, Decimal, Download, Handle, Polling, Repeat, Service, Transport,
    Watched,
};
use serde::Serialize;

use crate::answers::{Envelope, Submission, Task, TaskId};
use crate::error::{ApixoError, read_refusal, read_status};
use crate::requests::{AnimateRequest, GenerateRequest};
use crate::vocabulary::Model;

/// The result of a call.
pub type Result<T, E = ApixoError> = std::result::Result<T, E>;

/// A handle of a task, to poll it and wait for it. The service advises a timeout of [`ADVISED_TIMEOUT`] for a film.
pub type TaskHandle = Handle<Task>;

/// The base URL of the real service, for [`ApixoClient::builder`]. The real service charges money for its results (facts
/// sheet 1).
pub const BASE_URL: &str = "https://api.apixo.ai/api/v1";

/// The time after which the provider advises to give up waiting for a film: 10 minutes (facts sheet 8).
pub const ADVISED_TIMEOUT: Duration = Duration::from_secs(600);

/// Returns the polling that the provider advises for films: after the first minute, every 15 s (facts sheet 8). It is the
/// default of the client.
///
/// The first look still comes at once. A handle that was created again from its id may find its task finished long ago, and
/// a wrong key or id shows without a minute's wait. For pictures and sound the provider advises an earlier start:
///
/// ```
/// # use std::time::Duration;
/// # use apixo_client::{ApixoClient, advised_polling};
/// let (after, every) = (Duration::from_secs(5), Duration::from_secs(3));
/// let pictures = advised_polling().with_head_start(after).with_pauses(every, every);
/// # use apixo_client::CallOptions;
/// let options = CallOptions::default().with_polling(pictures);
/// // let picture = client.with_options(options).task("nano-banana-2", &submission).wait(timeout).await?;
/// ```
///
/// In a sandbox whose jobs end at once, `Polling::every(Duration::from_millis(50))` saves the minute.
pub fn advised_polling() -> Polling {
    let every = Duration::from_secs(15);
    Polling::default().with_head_start(Duration::from_secs(60)).with_pauses(every, every)
}

/// A client of the service with one account's key. Clones share one connection.
#[derive(Clone, Debug)]
pub struct ApixoClient {
    transport: Transport<ApixoError>,
}

impl Client for ApixoClient {
    type Error = ApixoError;

    fn new(transport: Transport<ApixoError>) -> Self {
        Self { transport }
    }
}

fn service() -> Service {
    Service {
        user_agent: concat!("apixo-client/", env!("CARGO_PKG_VERSION")),
        variables: ("APIXO_API_KEY", "APIXO_BASE_URL"),
        polling: advised_polling(),
        pace: None,
        read_refusal,
        read_status,
    }
}

impl ApixoClient {
    /// Creates a builder for a client of the service at this base URL, whose path ends with `/api/v1`. There is no default,
    /// so that no money is spent by accident. The real service is at [`BASE_URL`].
    pub fn builder(base_url: impl AsRef<str>) -> ClientBuilder<Self> {
        ClientBuilder::new(base_url.as_ref(), service())
    }

    /// Creates a builder for a client whose key is in `APIXO_API_KEY` and whose base URL is in `APIXO_BASE_URL`. Both are
    /// required, so that no money is spent by accident.
    pub fn from_env() -> ClientBuilder<Self> {
        ClientBuilder::from_env(service())
    }

    /// Returns a client with these options for its calls. It shares the connection.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self { transport: self.transport.with_options(options) }
    }

    /// Buys a film that is made of a picture and a motion film by a task. Wait for it with [`task`](Self::task) and
    /// [`Model::Wan22Animate`].
    ///
    /// No idempotency key is documented, so the same request twice makes two tasks (facts sheet 12, A23). Therefore the call
    /// is repeated only on proof that nothing was bought. A 429 is such a proof: the documents ask for a repeat (S3, rate
    /// limits), and a refusal creates no task (facts sheet 13). A 5xx is not: it may come from a proxy in front of a service
    /// that had already started.
    pub async fn animate(&self, request: &AnimateRequest) -> Result<Submission> {
        self.submit(&Model::Wan22Animate, &request.body()).await
    }

    /// Buys a result of any other model. The call is repeated as [`animate`](Self::animate) is.
    pub async fn generate(&self, request: &GenerateRequest) -> Result<Submission> {
        self.submit(&request.model, &request.body()).await
    }

    /// Returns a handle of the task with this id, to poll it or wait for it. The model must be the one that the task was
    /// submitted to. It takes a [`Submission`] too. Nothing is sent yet.
    pub fn task(&self, model: impl Into<Model>, task_id: impl Into<TaskId>) -> TaskHandle {
        Handle::new(&self.transport, TaskAddress { model: model.into(), task_id: task_id.into() })
    }

    /// Returns the balance in US dollars that this key can still spend, with exactly the digits that the service wrote.
    pub async fn balance(&self) -> Result<Decimal> {
        let answer: Envelope<Decimal> =
            self.transport.send_exact(&Call::get("/apikeys/current-balance")).await?;
        Ok(answer.data)
    }

    /// Prepares the download of a result, such as one of [`result_urls`](crate::Task::result_urls), which are kept for 24
    /// hours.
    ///
    /// ```no_run
    /// # async fn example(client: apixo_client::ApixoClient, url: &str) -> apixo_client::Result<()> {
    /// client.download(url).with_progress(|progress| println!("{progress:?}")).to_file("film.mp4").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn download(&self, url: &str) -> Download<'static, ApixoError> {
        self.transport.download(url)
    }

    async fn submit(&self, model: &Model, body: &impl Serialize) -> Result<Submission> {
        let call = Call::post("/generateTask/{model}", body, Repeat::WhenUntouched)?.segment("model", model);
        let answer: Envelope<Submission> = self.transport.send(&call).await?;
        Ok(answer.data)
    }
}

/// The two parts that find a task.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TaskAddress {
    /// The model that works on the task.
    pub model: Model,
    /// The id of the task.
    pub task_id: TaskId,
}

impl Watched for Task {
    type Id = TaskAddress;
    type Error = ApixoError;

    async fn look(transport: Transport<ApixoError>, id: TaskAddress, within: Duration) -> Result<Self> {
        let call = Call::get("/statusTask/{model}").segment("model", &id.model).query("taskId", &id.task_id);
        let answer: Envelope<Self> = transport.send(&call.time_limit(within)).await?;
        Ok(answer.data)
    }
}
