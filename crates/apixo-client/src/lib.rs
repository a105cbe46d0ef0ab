//! A typed client for the APIXO generation API: films made of a picture and a motion film, paid for by the second.
//!
//! ```no_run
//! use apixo_client::{ADVISED_TIMEOUT, AnimateRequest, ApixoClient, Model, Resolution};
//!
//! # async fn example(key: String) -> apixo_client::Result<()> {
//! let client = ApixoClient::builder("http://127.0.0.1:4080/apixo/api/v1").token(key).build()?;
//!
//! let request = AnimateRequest::new("https://example.com/character.png", "https://example.com/motion.mp4")
//!     .with_prompt("keep the face stable and follow the motion naturally")
//!     .with_resolution(Resolution::P720);
//! let submission = match client.animate(&request).await {
//!     Err(error) if error.is_insufficient_credits() => return Ok(()),
//!     submission => submission?,
//! };
//! let task = client.task(Model::Wan22Animate, &submission).wait(ADVISED_TIMEOUT).await?;
//! for (number, url) in task.result_urls()?.iter().enumerate() {
//!     client.download(url).to_file(format!("film-{number}.mp4")).await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # The calls
//!
//! S3 is the service's [page on Wan 2.2 Animate](https://apixo.ai/docs/models/video/wan-2-2-animate). "Facts" is a numbered sheet of
//! notes on its [other pages](https://apixo.ai/docs), kept with the sources of this project.
//!
//! | call | request | costs | repeated | source |
//! |---|---|---|---|---|
//! | [`animate`](ApixoClient::animate) | `POST /generateTask/wan-2-2-animate` | by the second, 5 to 120 of them | on proof that nothing was bought | S3; facts 2 |
//! | [`generate`](ApixoClient::generate) | `POST /generateTask/{model}` | by model | as animate | facts 2.1, 10 |
//! | [`task`](ApixoClient::task) | `GET /statusTask/{model}` | – | always | S3; facts 3 |
//! | [`balance`](ApixoClient::balance) | `GET /apikeys/current-balance` | – | always | facts 5 |
//! | [`download`](ApixoClient::download) | `GET` of a result | – | until it is complete | facts 1 |
//!
//! A finished task can also be sent as a callback: ask for it with [`with_callback`](AnimateRequest::with_callback), and
//! read the body with [`Task::from_callback`]. The example `callback_axum` shows a receiver.
//!
//! # Lost answers
//!
//! No idempotency key is documented, and no call lists tasks, so a task with a lost id cannot be found again. If
//! [`may_have_been_sent`](client_core::Error::may_have_been_sent) is true, compare [`balance`](ApixoClient::balance) with its former
//! value before sending the request again. Or ask for callbacks: they name the task even if the answer to the submission was
//! lost.

mod answers;
mod client;
mod error;
pub mod prices;
mod requests;
mod results;
mod vocabulary;

pub use answers::{ResultJson, Submission, Task, TaskId};
pub use client::{ADVISED_TIMEOUT, ApixoClient, BASE_URL, Result, TaskAddress, TaskHandle, advised_polling};
pub use error::{ApixoError, ApixoRefusal};
pub use requests::{AnimateRequest, GenerateRequest};
pub use vocabulary::{AnimateKind, FailCode, Model, Provider, Resolution, TaskState};

// The types of builders, options, downloads and errors, in exactly this version.
pub use client_core;
#[doc(inline)]
pub use client_core::{
    CallOptions, ClientBuilder, Decimal, Download, Downloaded, ErrorKind, Extra, Handle, Pace, Polling,
    Progress, Response, ResponseRecorder, RetryPolicy, SecretString, Timestamp, Value, reqwest,
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
