//! A typed client for the Sumatman (Animagent) story animation API, version 1.0: films made of a story, bought with
//! credits.
//!
//! ```no_run
//! use std::time::Duration;
//! use sumatman_client::{CreateRequest, StoryType, SumatmanClient, SumatmanRefusal};
//!
//! # async fn example(key: String) -> sumatman_client::Result<()> {
//! let client = SumatmanClient::builder("http://127.0.0.1:4080/sumatman/api").token(key).build()?;
//!
//! let request = CreateRequest::new(StoryType::Fairytale, "A brave knight saves a magical kingdom")
//!     .with_video_duration(3)
//!     .with_enable_subtitle(false);
//! let submission = match client.create(&request).await {
//!     Err(error) if error.refusal() == Some(&SumatmanRefusal::InsufficientCredits) => return Ok(()),
//!     submission => submission?,
//! };
//! let task = client.task(&submission).wait(Duration::from_secs(3600)).await?;
//! if let Some(url) = task.final_video_url {
//!     client.download(&url).to_file("film.mp4").await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # The calls
//!
//! S2 is the service's [API documentation](https://animagent.ai/api-docs), version 1.0.0. "Facts" is a numbered sheet of notes on
//! its [other pages](https://animagent.ai/documentation), kept with the sources of this project. Version 1.4 has other paths and is not supported; only its beginning is
//! known (facts 6).
//!
//! | call | request | costs | repeated | source |
//! |---|---|---|---|---|
//! | [`create`](SumatmanClient::create) | `POST /task` | by length, 10 to 110 credits | on proof that nothing was bought | S2; facts 2 |
//! | [`repeat`](SumatmanClient::repeat) | `POST /task` | as create (assumed) | as create | S2; facts 2.5 |
//! | [`edit`](SumatmanClient::edit) | `POST /task` | not documented | as create | S2; facts 2.5 |
//! | [`continue_from`](SumatmanClient::continue_from) | `POST /task` | as create (assumed) | as create | S2; facts 2.5 |
//! | [`list`](SumatmanClient::list), [`tasks`](SumatmanClient::tasks) | `GET /user/{userId}/tasks` | – | always | S2; facts 3 |
//! | [`status`](SumatmanClient::status), [`task`](SumatmanClient::task) | `GET /task/{taskId}/status` | – | always | S2; facts 4 |
//! | [`delete`](SumatmanClient::delete) | `DELETE /task/{taskId}` | – | on proof that nothing was deleted | S2; facts 5 |
//! | [`download`](SumatmanClient::download) | `GET` of a result | – | until it is complete | facts 3 |
//!
//! # Ten requests a minute
//!
//! The provider allows no more requests with one key. So the client keeps to that limit by itself: from the eleventh request
//! on, calls wait for their turn, without a time limit. [`PACE`] also shows the way to remove the limit.
//!
//! # Lost answers
//!
//! No idempotency key is documented. If [`may_have_been_sent`](client_core::Error::may_have_been_sent) is true, look for the task in
//! the [`list`](SumatmanClient::list) before sending the request again.

mod answers;
mod client;
mod error;
pub mod prices;
mod requests;
mod vocabulary;

pub use answers::{DeletedTask, Deletion, Page, Submission, Task, TaskId, UserId};
pub use client::{BASE_URL, PACE, Result, SumatmanClient, TaskHandle};
pub use error::{SumatmanError, SumatmanRefusal};
pub use requests::{Changes, CreateRequest, ListOptions};
pub use vocabulary::{DimensionType, IllustrationStyle, Mode, StoryType, TaskStatus, VoiceLanguage};

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
