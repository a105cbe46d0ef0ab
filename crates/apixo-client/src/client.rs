//! The client, and its calls.

use std::time::Duration;

use client_core::{Call, ClientBuilder, Polling, Progress, Repeat, Result, Transport};
use serde::Serialize;
use tokio::io::AsyncWrite;

use crate::answers::{Dollars, Envelope, Submission};
use crate::error::{read_refusal, read_status};
use crate::requests::{AnimateRequest, GenerateRequest};
use crate::task::TaskHandle;
use crate::vocabulary::Model;

/// The real service, for [`ApixoClient::builder`]: what it makes costs money (facts sheet 1).
pub const BASE_URL: &str = "https://api.apixo.ai/api/v1";

/// How long the provider advises to wait for a film before giving up: 10 minutes (facts sheet 8).
pub const ADVISED_TIMEOUT: Duration = Duration::from_mins(10);

/// How often the provider advises to look at a film's task: not in its first minute, then every 15 s (facts sheet 8).
/// It is what the client does unless it is told otherwise.
///
/// One look comes before all that, at once: a handle made again from its id may find its task finished long ago, and a
/// wrong key or id shows without a minute's wait. Pictures and sound are advised to be looked at sooner:
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

/// A way to the provider with one account's key. Clones share everything.
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
    /// Starts a client for the service at this base URL, whose path ends with `/api/v1`. There is no default, so that
    /// nobody spends money unawares; the real service is at [`BASE_URL`].
    pub fn builder(base_url: impl AsRef<str>) -> ApixoClientBuilder {
        let transport = Transport::builder(base_url.as_ref())
            .user_agent(concat!("apixo-client/", env!("CARGO_PKG_VERSION")))
            .polling(advised_polling())
            .refusals(read_refusal)
            .status_in_body(read_status);
        ClientBuilder::new(transport)
    }

    /// Buys a film of a picture and a motion film, which a task makes; wait for it with [`task`](Self::task) and
    /// [`Model::Wan22Animate`].
    ///
    /// It is repeated only on proof that nothing was bought: no idempotency key is documented, so the same request
    /// twice is two tasks (facts sheet 12, A23). A 429 is such a proof, as the documents would have it repeated (S3, rate
    /// limits) and a refusal creates no task (facts sheet 13). A 5xx is none, as it may come from in front of a service
    /// that had begun.
    pub async fn animate(&self, request: &AnimateRequest) -> Result<Submission> {
        self.submit(&Model::Wan22Animate, request).await
    }

    /// Buys whatever another model makes; repeated as [`animate`](Self::animate) is.
    pub async fn generate(&self, request: &GenerateRequest) -> Result<Submission> {
        self.submit(&request.model, request).await
    }

    /// The task of this id, to look at or wait for. The model must be the one that it was submitted to. Nothing is
    /// sent yet.
    pub fn task(&self, model: impl Into<Model>, task_id: impl Into<String>) -> TaskHandle {
        TaskHandle::new(self.transport.clone(), model.into(), task_id.into())
    }

    /// What this key can still spend.
    pub async fn balance(&self) -> Result<Dollars> {
        let answer: Envelope<Dollars> = self.transport.send(&Call::get("/apikeys/current-balance")).await?;
        Ok(answer.data)
    }

    /// Fetches a result, such as one of [`result_urls`](crate::Task::result_urls), into a file or another writer;
    /// returns its length in bytes. The key is not sent along, wherever the URL points.
    ///
    /// `progress` is told how far it is each time something was written. What can go wrong, and the two limits of time,
    /// are with [`Transport::download`].
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
