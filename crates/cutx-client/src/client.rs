//! The client and its calls.

use std::time::Duration;

use client_core::lenient::skipped;
use client_core::{
    Call, CallOptions, Client, ClientBuilder, Download, Handle, Polling, Repeat, Service, Transport, Watched,
};
use serde::Deserialize;

use crate::answers::{AdCopy, Job, Submission};
use crate::catalog::{Balance, IngestedProduct, Product, Project, ProjectSummary};
use crate::error::{CutxError, read_refusal};
use crate::ids::{JobId, ProjectId};
use crate::requests::{CopyRequest, IngestRequest, ProjectRequest, StaticAdRequest, VideoRequest};

/// The result of a call.
pub type Result<T, E = CutxError> = std::result::Result<T, E>;

/// A handle of a job, to poll it and wait for it: a static ad takes half a minute and a video one to three minutes (S4), after a
/// wait in the queue.
pub type JobHandle = Handle<Job>;

/// The time after its first try in which a call with an idempotency key is still repeated.
///
/// The key finds the first job only while that job is unfinished. After its end a repeat buys again (S4, idempotency; facts
/// sheet 5.2, rows 2 and 3). A static ad, the quicker of the two kinds, takes 25 s in the documents' example, counted from a
/// moment after the first try began. This limit is well below: a repeat in its last instant still has 15 s to arrive. Two
/// ends can come sooner, but do no harm. A failed job was refunded, so a repeat makes the first purchase that is paid for.
/// And a job can only be canceled with its id, which no caller has if the answer was lost.
const KEY_SURELY_HELD: Duration = Duration::from_secs(10);

/// A client of the service with one account's token. Clones share one connection.
#[derive(Clone, Debug)]
pub struct CutxClient {
    transport: Transport<CutxError>,
}

impl Client for CutxClient {
    type Error = CutxError;

    fn new(transport: Transport<CutxError>) -> Self {
        Self { transport }
    }
}

fn service() -> Service {
    Service {
        user_agent: concat!("cutx-client/", env!("CARGO_PKG_VERSION")),
        variables: ("CUTX_API_TOKEN", "CUTX_BASE_URL"),
        polling: Polling::default(),
        pace: None,
        read_refusal,
        read_status: |_| None,
    }
}

impl CutxClient {
    /// Creates a builder for a client of the service at this base URL, whose path ends with `/api`. There is no default,
    /// because the service's pages name no host (facts sheet 1).
    pub fn builder(base_url: impl AsRef<str>) -> ClientBuilder<Self> {
        ClientBuilder::new(base_url.as_ref(), service())
    }

    /// Creates a builder for a client whose token is in `CUTX_API_TOKEN` and whose base URL is in `CUTX_BASE_URL`. Both are
    /// required, so that no credits are spent by accident.
    pub fn from_env() -> ClientBuilder<Self> {
        ClientBuilder::from_env(service())
    }

    /// Returns a client with these options for its calls. It shares the connection.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self { transport: self.transport.with_options(options) }
    }

    /// Buys ad copy. The call waits until the copy is written, and returns it.
    ///
    /// It is repeated only on proof that nothing was bought, with or without a key. The job ends with the answer, so the key
    /// is free again if an answer is lost, and a repeat would buy a second time (facts sheet 5.2, row 3).
    pub async fn copy(&self, request: &CopyRequest) -> Result<AdCopy> {
        let call = Call::post("/generate/copy", request, Repeat::WhenUntouched)?;
        let FinishedCopy(copy) = self.transport.send(&call).await?;
        Ok(copy)
    }

    /// Buys a picture, which a job makes. Wait for it with [`job`](Self::job).
    ///
    /// With an idempotency key, a call that broke off is repeated for up to 10 s, because the key still finds its job in
    /// that time. Without a key, it is repeated only on proof that nothing was bought.
    pub async fn static_ad(&self, request: &StaticAdRequest) -> Result<Submission> {
        let repeat = guarded_by(request.idempotency_key.as_deref());
        self.transport.send(&Call::post("/generate/static-ad", request, repeat)?).await
    }

    /// Buys an avatar video, which a job makes. The call is repeated as [`static_ad`](Self::static_ad) is.
    pub async fn video(&self, request: &VideoRequest) -> Result<Submission> {
        let repeat = guarded_by(request.idempotency_key.as_deref());
        self.transport.send(&Call::post("/generate/video", request, repeat)?).await
    }

    /// Returns a handle of the job with this id, to poll it or wait for it. Nothing is sent yet.
    /// It takes a [`Submission`] too.
    pub fn job(&self, job_id: impl Into<JobId>) -> JobHandle {
        Handle::new(&self.transport, job_id.into())
    }

    /// Prepares the download of a result, such as an asset's [`url`](crate::Asset::url).
    ///
    /// ```no_run
    /// # async fn example(client: cutx_client::CutxClient, url: &str) -> cutx_client::Result<()> {
    /// client.download(url).with_progress(|progress| println!("{progress:?}")).to_file("ad.png").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn download(&self, url: &str) -> Download<'static, CutxError> {
        self.transport.download(url)
    }

    /// Returns the credits of the account.
    pub async fn balance(&self) -> Result<Balance> {
        self.transport.send(&Call::get("/credits/balance")).await
    }

    /// Returns the projects of the account, at most `limit`. A way to further ones is not documented.
    pub async fn projects(&self, limit: Option<u32>) -> Result<Vec<ProjectSummary>> {
        let answer: Projects = self.transport.send(&limited(Call::get("/products"), limit)).await?;
        skipped(&answer.extra, "projects");
        Ok(answer.projects)
    }

    /// Returns the products of a project, at most `limit`. A way to further ones is not documented.
    pub async fn products(
        &self,
        project_id: impl Into<ProjectId>,
        limit: Option<u32>,
    ) -> Result<Vec<Product>> {
        let call = Call::get("/products").query("projectId", &project_id.into());
        let answer: Products = self.transport.send(&limited(call, limit)).await?;
        skipped(&answer.extra, "products");
        Ok(answer.products)
    }

    /// Creates a project. The call is repeated only on proof that nothing was created.
    pub async fn create_project(&self, request: &ProjectRequest) -> Result<Project> {
        let call = Call::post("/products", request, Repeat::WhenUntouched)?;
        let answer: OneProject = self.transport.send(&call).await?;
        Ok(answer.project)
    }

    /// Creates a product from its web page. The call is free, but a repeat may create a second product. So it is repeated
    /// only on proof that nothing was created.
    pub async fn ingest(&self, request: &IngestRequest) -> Result<IngestedProduct> {
        let call = Call::post("/products/ingest", request, Repeat::WhenUntouched)?;
        let answer: OneProduct = self.transport.send(&call).await?;
        Ok(answer.product)
    }
}

/// Returns the repeat rule of a submission. An empty key may count as none (facts sheet 5.2, row 14).
fn guarded_by(key: Option<&str>) -> Repeat {
    match key {
        None | Some("") => Repeat::WhenUntouched,
        Some(_) => Repeat::Within(KEY_SURELY_HELD),
    }
}

fn limited(call: Call, limit: Option<u32>) -> Call {
    match limit {
        Some(limit) => call.query("limit", &limit),
        None => call,
    }
}

impl Watched for Job {
    type Id = JobId;
    type Error = CutxError;

    async fn look(transport: Transport<CutxError>, id: JobId, within: Duration) -> Result<Self> {
        let call = Call::get("/generate/status").query("jobId", &id).time_limit(within);
        transport.send(&call).await
    }
}

/// An answer with copy in it, or with the id of the job that still writes it.
struct FinishedCopy(AdCopy);

impl<'de> Deserialize<'de> for FinishedCopy {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let copy = AdCopy::deserialize(deserializer)?;
        if copy.job_id.as_str().is_empty() && copy.variants.is_empty() {
            return Err(serde::de::Error::custom("there are neither a jobId nor variants"));
        }
        Ok(Self(copy))
    }
}

client_core::answers! {
    /// The envelope of a list of projects.
    Projects {
        /// The projects.
        projects: Vec<ProjectSummary>,
        ;
    }

    /// The envelope of a list of products.
    Products {
        /// The products.
        products: Vec<Product>,
        ;
    }
}

#[derive(Deserialize)]
struct OneProject {
    project: Project,
}

#[derive(Deserialize)]
struct OneProduct {
    product: IngestedProduct,
}
