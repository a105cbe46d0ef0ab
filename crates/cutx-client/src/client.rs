//! The client, and its calls.

use std::time::Duration;

use client_core::{Call, ClientBuilder, Repeat, Result, Transport};
use serde::Deserialize;
use uuid::Uuid;

use crate::answers::{AdCopy, Submission};
use crate::catalog::{Balance, IngestedProduct, Product, Project, ProjectSummary};
use crate::error::read_refusal;
use crate::job::JobHandle;
use crate::requests::{CopyRequest, IngestRequest, ProjectRequest, StaticAdRequest, VideoRequest};

/// How long after its first try a call with an idempotency key is still repeated.
///
/// The key finds the first job only while that is unfinished; from then on a repeat buys again (S4, idempotency;
/// facts sheet 5.2, rows 2 and 3). A static ad, the quickest of the two kinds, takes 25 s in the documents' example,
/// counted from a moment after the first try began. So this stays well below: what is sent in the last instant
/// still has 15 s for its way. Two ends come sooner and do no harm: a job that failed was refunded, so a repeat buys
/// the first thing that is paid for; and to cancel a job takes its id, which nobody has whose answer was lost.
const KEY_SURELY_HELD: Duration = Duration::from_secs(10);

/// A way to the provider with one account's token. Clones share everything.
#[derive(Clone, Debug)]
pub struct CutxClient {
    transport: Transport,
}

/// Settings of a [`CutxClient`].
pub type CutxClientBuilder = ClientBuilder<CutxClient>;

impl From<Transport> for CutxClient {
    fn from(transport: Transport) -> Self {
        Self { transport }
    }
}

impl CutxClient {
    /// Starts a client for the service at this base URL, whose path ends with `/api`. There is no default, as the
    /// provider's pages name no host (facts sheet 1).
    pub fn builder(base_url: impl AsRef<str>) -> CutxClientBuilder {
        let transport = Transport::builder(base_url.as_ref())
            .user_agent(concat!("cutx-client/", env!("CARGO_PKG_VERSION")))
            .refusals(read_refusal);
        ClientBuilder::new(transport)
    }

    /// Buys ad copy, and waits for it: the call answers when it is written.
    ///
    /// It is repeated only on proof that nothing was bought, key or not: the job ends with the answer, so a key is
    /// free again when an answer is lost, and a repeat would buy a second time (facts sheet 5.2, row 3).
    pub async fn copy(&self, request: &CopyRequest) -> Result<AdCopy> {
        self.transport.send(&Call::post("/generate/copy", request, Repeat::WhenUntouched)?).await
    }

    /// Buys a picture, which a job makes; wait for it with [`job`](Self::job).
    ///
    /// With an idempotency key, a call that broke off is repeated for up to 10 s, while the key surely finds its
    /// job; without one, only on proof that nothing was bought.
    pub async fn static_ad(&self, request: &StaticAdRequest) -> Result<Submission> {
        let repeat = guarded_by(request.idempotency_key.as_deref());
        self.transport.send(&Call::post("/generate/static-ad", request, repeat)?).await
    }

    /// Buys an avatar video, which a job makes; repeated as [`static_ad`](Self::static_ad) is.
    pub async fn video(&self, request: &VideoRequest) -> Result<Submission> {
        let repeat = guarded_by(request.idempotency_key.as_deref());
        self.transport.send(&Call::post("/generate/video", request, repeat)?).await
    }

    /// The job of this id, to look at or wait for. Nothing is sent yet.
    pub fn job(&self, job_id: Uuid) -> JobHandle {
        JobHandle::new(self.transport.clone(), job_id)
    }

    /// What the account can spend.
    pub async fn balance(&self) -> Result<Balance> {
        self.transport.send(&Call::get("/credits/balance")).await
    }

    /// The account's projects, at most `limit`. How to reach further ones is not documented.
    pub async fn projects(&self, limit: Option<u32>) -> Result<Vec<ProjectSummary>> {
        let answer: Projects = self.transport.send(&limited(Call::get("/products"), limit)).await?;
        Ok(answer.projects)
    }

    /// The products of a project, at most `limit`. How to reach further ones is not documented.
    pub async fn products(&self, project_id: Uuid, limit: Option<u32>) -> Result<Vec<Product>> {
        let call = Call::get("/products").query("projectId", &project_id);
        let answer: Products = self.transport.send(&limited(call, limit)).await?;
        Ok(answer.products)
    }

    /// Creates a project.
    pub async fn create_project(&self, request: &ProjectRequest) -> Result<Project> {
        let call = Call::post("/products", request, Repeat::WhenUntouched)?;
        let answer: OneProject = self.transport.send(&call).await?;
        Ok(answer.project)
    }

    /// Makes a product of the web page that shows it. It costs nothing, but a repeat may make a second product.
    pub async fn ingest(&self, request: &IngestRequest) -> Result<IngestedProduct> {
        let call = Call::post("/products/ingest", request, Repeat::WhenUntouched)?;
        let answer: OneProduct = self.transport.send(&call).await?;
        Ok(answer.product)
    }
}

/// When a submission may be repeated. An empty key may count as none (facts sheet 5.2, row 14).
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

#[derive(Deserialize)]
struct Projects {
    projects: Vec<ProjectSummary>,
}

#[derive(Deserialize)]
struct Products {
    products: Vec<Product>,
}

#[derive(Deserialize)]
struct OneProject {
    project: Project,
}

#[derive(Deserialize)]
struct OneProduct {
    product: IngestedProduct,
}
