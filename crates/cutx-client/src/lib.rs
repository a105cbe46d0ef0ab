//! A typed client for the `CutX` generation API: ad copy, static ads and avatar videos, bought with credits.
//!
//! ```no_run
//! use std::time::Duration;
//! use cutx_client::{AspectRatio, CutxClient, CutxRefusal, StaticAdRequest};
//!
//! # async fn example() -> cutx_client::Result<()> {
//! let client = CutxClient::builder("http://127.0.0.1:4080/cutx/api").token("my-key").build()?;
//!
//! let (project, product) = ("00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002");
//! let request = StaticAdRequest::new(project, product)
//!     .with_aspect_ratio(AspectRatio::Portrait4x5)
//!     .with_prompt("Summer vibes, bright background")
//!     .with_new_idempotency_key();
//! println!("This will cost {} credits.", request.price());
//! let submission = match client.static_ad(&request).await {
//!     Err(error) if error.refusal() == Some(&CutxRefusal::InsufficientCredits) => return Ok(()),
//!     submission => submission?,
//! };
//! let job = client.job(&submission).wait(Duration::from_secs(300)).await?;
//! for asset in job.assets {
//!     client.download(&asset.url).to_file("ad.png").await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # The calls
//!
//! S4 is the service's [page on AI generation](https://cutx-docs.pages.dev/api/generation). "Facts" is a numbered sheet of notes on
//! its [other pages](https://cutx-docs.pages.dev), kept with the sources of this project.
//!
//! | call | request | costs | repeated | source |
//! |---|---|---|---|---|
//! | [`copy`](CutxClient::copy) | `POST /generate/copy` | 1 credit | on proof that nothing was bought | S4; facts 2.1 |
//! | [`static_ad`](CutxClient::static_ad) | `POST /generate/static-ad` | 3 credits | with a key: for 10 s; else as copy | S4; facts 2.2 |
//! | [`video`](CutxClient::video) | `POST /generate/video` | 40 credits | with a key: for 10 s; else as copy | S4; facts 2.3 |
//! | [`job`](CutxClient::job) | `GET /generate/status` | – | always | S4; facts 2.4 |
//! | [`balance`](CutxClient::balance) | `GET /credits/balance` | – | always | facts 3.2 |
//! | [`download`](CutxClient::download) | `GET` of a result | – | until it is complete | S4 |
//! | [`projects`](CutxClient::projects) | `GET /products` | – | always | facts 3.1 |
//! | [`products`](CutxClient::products) | `GET /products?projectId=` | – | always | facts 3.1 |
//! | [`create_project`](CutxClient::create_project) | `POST /products` | – | as copy | facts 3.1 |
//! | [`ingest`](CutxClient::ingest) | `POST /products/ingest` | – | as copy | facts 3.1 |
//!
//! # Lost answers
//!
//! An idempotency key does not guarantee a single purchase (facts 5.3): it is held only while its job is unfinished. After
//! that the same key buys again, so don't resend a call in doubt blindly. If
//! [`may_have_been_sent`](client_core::Error::may_have_been_sent) is true, compare [`balance`](CutxClient::balance) with its former
//! value. No call lists jobs. [`reused`](Submission::was_reused) only shows that an unfinished job of this account has the
//! key. That job may have been requested with another body.

mod answers;
mod catalog;
mod client;
mod error;
mod ids;
pub mod prices;
mod requests;
mod vocabulary;

pub use answers::{AdCopy, Asset, Job, Submission, SubmissionStatus, Variant};
pub use catalog::{Balance, IngestedProduct, Product, ProductImage, Project, ProjectSummary};
pub use client::{CutxClient, JobHandle, Result};
pub use error::{CutxError, CutxRefusal};
pub use ids::{AssetId, JobId, ProductId, ProjectId};
pub use requests::{CopyRequest, IngestRequest, ProjectRequest, StaticAdRequest, VideoRequest};
pub use vocabulary::{
    AspectRatio, AssetKind, Format, JobKind, JobStatus, Platform, Style, Tone, VideoAspectRatio,
};

// The types of builders, options, downloads and errors, in exactly this version.
pub use client_core;
#[doc(inline)]
pub use client_core::{
    CallOptions, ClientBuilder, Decimal, Download, Downloaded, ErrorKind, Extra, Handle, Pace, Polling,
    Progress, Response, ResponseRecorder, RetryPolicy, SecretString, Timestamp, reqwest,
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
