//! A typed client for the APIXO generation API: films made of a picture and a motion film, paid for by the second.
//!
//! ```no_run
//! use apixo_client::{ADVISED_TIMEOUT, AnimateRequest, ApixoClient, ApixoErrorExt, Model, Resolution};
//!
//! # async fn example(key: String) -> Result<(), Box<dyn std::error::Error>> {
//! let client = ApixoClient::builder("http://127.0.0.1:4080/apixo/api/v1").token(key).build()?;
//!
//! let request = AnimateRequest::new("https://example.com/character.png", "https://example.com/motion.mp4")
//!     .with_prompt("keep the face stable and follow the motion naturally")
//!     .with_resolution(Resolution::P720);
//! let submission = match client.animate(&request).await {
//!     Err(error) if error.is_insufficient_credits() => return Ok(()),
//!     submission => submission?,
//! };
//! let task = client.task(Model::Wan22Animate, submission.task_id).wait(ADVISED_TIMEOUT).await?;
//! for (number, url) in task.result_urls()?.iter().enumerate() {
//!     let mut file = tokio::fs::File::create(format!("film-{number}.mp4")).await?;
//!     client.download(url, &mut file, |_| ()).await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # The calls
//!
//! S3 is the provider's page on Wan 2.2 Animate; "facts" is the facts sheet kept beside it, which adds what the
//! provider's other pages say.
//!
//! | call | request | costs | repeated | source |
//! |---|---|---|---|---|
//! | [`animate`](ApixoClient::animate) | `POST /generateTask/wan-2-2-animate` | by the second, 5 to 120 of them | on proof that nothing was bought | S3; facts 2 |
//! | [`generate`](ApixoClient::generate) | `POST /generateTask/{model}` | by model | as animate | facts 2.1, 10 |
//! | [`task`](ApixoClient::task) | `GET /statusTask/{model}` | – | always | S3; facts 3 |
//! | [`balance`](ApixoClient::balance) | `GET /apikeys/current-balance` | – | always | facts 5 |
//! | [`download`](ApixoClient::download) | `GET` of a result | – | before its first byte | facts 1 |
//!
//! Instead of being waited for, a finished task can be had as a callback: ask with
//! [`with_callback`](AnimateRequest::with_callback), and read what comes with [`Task::from_callback`]. The example
//! `callback_axum` shows a receiver.
//!
//! # When an answer is lost
//!
//! No idempotency key is documented, and no call lists tasks, so a task whose id was lost cannot be found again. If
//! [`may_have_been_sent`](Error::may_have_been_sent) is true, compare [`balance`](ApixoClient::balance) with what it
//! was before sending the request again; or ask for callbacks, which name a task whose submission was never answered.

mod answers;
mod client;
mod error;
mod requests;
mod task;
mod vocabulary;

pub use answers::{Dollars, Submission, Task};
pub use client::{ADVISED_TIMEOUT, ApixoClient, ApixoClientBuilder, BASE_URL, advised_polling};
pub use error::ApixoErrorExt;
pub use requests::{AnimateRequest, GenerateRequest};
pub use task::TaskHandle;
pub use vocabulary::{AnimateKind, FailCode, Model, Provider, Resolution, TaskState};

// What builders and errors are made of.
pub use client_core::{
    ClientBuilder, Clock, Error, ErrorKind, Polling, Progress, Result, RetryPolicy, SecretString, Transport,
    TransportBuilder, clock, reqwest, retry,
};
