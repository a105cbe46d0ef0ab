//! The client and its calls.

use std::time::Duration;

use client_core::{Call, ClientBuilder, Polling, Progress, Repeat, Result, Transport};
use serde::Serialize;
use tokio::io::AsyncWrite;

use crate::answers::{Dollars, Envelope, Submission};
use crate::error::{read_refusal, read_status};
use crate::requests::{AnimateRequest, GenerateRequest};
use crate::task::TaskHandle;
use crate::vocabulary::Model;

/// The base URL of the real service, for [`ApixoClient::builder`]. The real service charges money for its results (facts
/// sheet 1).
pub const BASE_URL: &str = "https://api.apixo.ai/api/v1";

/// The time after which the provider advises to give up waiting for a film: 10 minutes (facts sheet 8).
pub const ADVISED_TIMEOUT: Duration = Duration::from_mins(10);

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
/// let builder = ApixoClient::builder("http://127.0.0.1:4080/apixo/api/v1")
///     .transport(|transport| transport.polling(pictures));
/// ```
pub fn advised_polling() -> Polling {
    let every = Duration::from_secs(15);
    Polling::default().with_head_start(Duration::from_mins(1)).with_pauses(every, every)
}

/// Settings of an [`ApixoClient`].
pub type ApixoClientBuilder = ClientBuilder<ApixoClient>;

/// A client of the provider with one account's key. Clones share one transport.
#[derive(Clone, Debug)]
pub struct ApixoClient {
    transport: Transport,
}

impl From<Transport> for ApixoClient {
    fn from(transport: Transport) -> Self {
        Self { transport }
    }
}

impl ApixoClient {
    /// Creates a builder for a client of the service at this base URL, whose path ends with `/api/v1`. There is no default,
    /// so that no money is spent by accident. The real service is at [`BASE_URL`].
    pub fn builder(base_url: impl AsRef<str>) -> ApixoClientBuilder {
        let transport = Transport::builder(base_url.as_ref())
            .user_agent(concat!("apixo-client/", env!("CARGO_PKG_VERSION")))
            .polling(advised_polling())
            .refusals(read_refusal)
            .status_in_body(read_status);
        ClientBuilder::new(transport)
    }

    /// Buys a film that is made of a picture and a motion film by a task. Wait for it with [`task`](Self::task) and
    /// [`Model::Wan22Animate`].
    ///
    /// No idempotency key is documented, so the same request twice makes two tasks (facts sheet 12, A23). Therefore the call
    /// is repeated only on proof that nothing was bought. A 429 is such a proof: the documents ask for a repeat (S3, rate
    /// limits), and a refusal creates no task (facts sheet 13). A 5xx is not: it may come from a proxy in front of a service
    /// that had already started.
    pub async fn animate(&self, request: &AnimateRequest) -> Result<Submission> {
        self.submit(&Model::Wan22Animate, request).await
    }

    /// Buys a result of any other model. The call is repeated as [`animate`](Self::animate) is.
    pub async fn generate(&self, request: &GenerateRequest) -> Result<Submission> {
        self.submit(&request.model, request).await
    }

    /// Returns a handle of the task with this id, to poll it or wait for it. The model must be the one that the task was
    /// submitted to. Nothing is sent yet.
    pub fn task(&self, model: impl Into<Model>, task_id: impl Into<String>) -> TaskHandle {
        TaskHandle::new(self.transport.clone(), model.into(), task_id.into())
    }

    /// Returns the balance that this key can still spend.
    pub async fn balance(&self) -> Result<Dollars> {
        let answer: Envelope<Dollars> = self.transport.send(&Call::get("/apikeys/current-balance")).await?;
        Ok(answer.data)
    }

    /// Downloads a result, such as one of [`result_urls`](crate::Task::result_urls), into a file or another writer, and
    /// returns its length in bytes. The key is never sent with the request, even if the URL is on the provider's host.
    ///
    /// `progress` is called after each write. [`Transport::download`] describes the errors and the two time limits.
    ///
    /// ```no_run
    /// # async fn example(client: apixo_client::ApixoClient, url: &str) -> Result<(), Box<dyn std::error::Error>> {
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

    async fn submit(&self, model: &Model, body: &impl Serialize) -> Result<Submission> {
        let call = Call::post("/generateTask/{model}", body, Repeat::WhenUntouched)?.segment("model", model);
        let answer: Envelope<Submission> = self.transport.send(&call).await?;
        Ok(answer.data)
    }
}
