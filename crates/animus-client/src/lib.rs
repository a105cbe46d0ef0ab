//! A typed client for the Animus API, version 2: characters made of photos, and pictures and films of them, bought with
//! credits.
//!
//! ```no_run
//! use std::time::Duration;
//! use animus_client::{AnimusClient, AnimusRefusal, CreateRequest};
//!
//! # async fn example(key: String) -> animus_client::Result<()> {
//! let client = AnimusClient::builder("http://127.0.0.1:4080/animus/v2").token(key).build()?;
//!
//! let request = CreateRequest::new("A portrait in the rain").with_character_id("char_123");
//! let submission = match client.create(&request).await {
//!     Err(error) if matches!(error.refusal(), Some(AnimusRefusal::PaymentRequired(_))) => return Ok(()),
//!     submission => submission?,
//! };
//! let generation = client.generation(&submission).wait(Duration::from_secs(300)).await?;
//! for (number, url) in generation.result_urls.iter().enumerate() {
//!     client.download(url).to_file(format!("portrait-{number}.png")).await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The steps from photos to a character that can be rendered are shown in `examples/pipeline.rs`.
//!
//! # The calls
//!
//! S0 is the service's [guide to image generation](https://docs.animusai.co/rest-api-integration/image-generation), S1 its [guide to
//! character training](https://docs.animusai.co/rest-api-integration/character-training). "Facts" is a numbered sheet of notes on
//! its [other pages](https://docs.animusai.co), kept with the sources of this project. An assumption made where all of them are silent has
//! a number, such as A12 (facts 9).
//!
//! | call | request | costs | repeated | source |
//! |---|---|---|---|---|
//! | [`create`](AnimusClient::create) | `POST /generation/create` | by the kind of result | on proof that nothing was bought | S0; facts 2.1 |
//! | [`create_batch`](AnimusClient::create_batch) | `POST /generation/batch` | for each prompt | as create | S0; facts 2.3 |
//! | [`generation`](AnimusClient::generation) | `GET /generation/status/{generation_id}` | – | always | S0; facts 2.2 |
//! | [`list_groups`](AnimusClient::list_groups), [`groups`](AnimusClient::groups) | `GET /generation/groups` | – | always | S0; facts 2.4 |
//! | [`get_group`](AnimusClient::get_group), [`group_generations`](AnimusClient::group_generations) | `GET /generation/groups/{group_id}` | – | always | S0; facts 2.5 |
//! | [`delete_generation`](AnimusClient::delete_generation) | `DELETE /generation/generations/{generation_id}` | – | on proof that nothing was deleted | S0; facts 2.6 |
//! | [`delete_group`](AnimusClient::delete_group) | `DELETE /generation/groups/{group_id}` | – | as above | S0; facts 2.7 |
//! | [`capabilities`](AnimusClient::capabilities) | `GET /{character_id}/generation/capabilities` | – | always | S1; facts 2.8 |
//! | [`download`](AnimusClient::download) | `GET` of a result | – | until it is complete | facts 1.7 |
//! | [`create_character`](AnimusClient::create_character) | `POST /characters` | not documented | on proof that nothing was made | S1; facts 3.1 |
//! | [`list_characters`](AnimusClient::list_characters), [`characters`](AnimusClient::characters) | `GET /characters` | – | always | S1; facts 3.2 |
//! | [`get_character`](AnimusClient::get_character) | `GET /characters/{character_id}` | – | always | S1; facts 3.3 |
//! | [`update_character`](AnimusClient::update_character) | `PUT /characters/{character_id}` | – | always | S1; facts 3.4 |
//! | [`delete_character`](AnimusClient::delete_character) | `DELETE /characters/{character_id}` | – | on proof that nothing was deleted | facts 3.5 |
//! | [`upload_face`](AnimusClient::upload_face) | `POST /{character_id}/upload/face-image` | not documented | on proof that nothing was taken in | S1; facts 4.1 |
//! | [`upload_body`](AnimusClient::upload_body) | `POST /{character_id}/upload/body-image` | not documented | as above | S1; facts 4.2 |
//! | [`assets`](AnimusClient::assets) | `GET /{character_id}/assets` | – | always | S1; facts 3.6 |
//! | [`auto_generate_faces`](AnimusClient::auto_generate_faces) | `POST /characters/{character_id}/auto-generate-face-images` | half a credit for each face | as create | S1; facts 3.7 |
//! | [`upload_job`](AnimusClient::upload_job) | `GET /upload-job/{job_id}/status` | – | always | S1; facts 3.8 |
//! | [`generate_dataset`](AnimusClient::generate_dataset) | `POST /{character_id}/dataset/generate` | not documented | as create | S1; facts 5.1 |
//! | [`dataset`](AnimusClient::dataset) | `GET /{character_id}/dataset/status` | – | always | S1; facts 5.2 |
//! | [`dataset_images`](AnimusClient::dataset_images) | `GET /{character_id}/dataset/images` | – | always | S1; facts 5.3 |
//! | [`set_dataset_image_approval`](AnimusClient::set_dataset_image_approval) | `PUT …/dataset/images/{image_id}/approval` | – | always | S1; facts 5.4 |
//! | [`regenerate_dataset_image`](AnimusClient::regenerate_dataset_image) | `POST …/dataset/images/{image_id}/regenerate` | not documented | as create | S1; facts 5.5 |
//! | [`delete_dataset_image`](AnimusClient::delete_dataset_image) | `DELETE …/dataset/images/{image_id}` | – | on proof that nothing was deleted | S1; facts 5.6 |
//! | [`approve_dataset`](AnimusClient::approve_dataset) | `POST /{character_id}/dataset/approve` | – | on proof that nothing was approved | S1; facts 5.7 |
//! | [`start_face_training`](AnimusClient::start_face_training) | `POST /{character_id}/training/face-lora` | not documented | as create | S1; facts 6.1 |
//! | [`start_body_training`](AnimusClient::start_body_training) | `POST /{character_id}/training/body-lora` | not documented | as create | S1; facts 6.2 |
//! | [`training_status`](AnimusClient::training_status) | `GET /{character_id}/training/status` | – | always | S1; facts 6.3 |
//! | [`training_jobs`](AnimusClient::training_jobs), [`training_job`](AnimusClient::training_job) | `GET /{character_id}/training/jobs` | – | always | S1; facts 6.4 |
//! | [`training_logs`](AnimusClient::training_logs), [`training_log_updates`](AnimusClient::training_log_updates) | `GET …/training/jobs/{job_id}/logs` | – | always | S1; facts 6.5 |
//! | [`complete_training_status`](AnimusClient::complete_training_status) | `GET /{character_id}/training/complete-status` | – | always | S1; facts 6.6 |
//! | [`cancel_training`](AnimusClient::cancel_training) | `POST …/training/jobs/{job_id}/cancel` | – | on proof that nothing was cancelled | S1; facts 6.7 |
//!
//! # Lost answers
//!
//! No idempotency key is documented (facts 1.5). If [`may_have_been_sent`](client_core::Error::may_have_been_sent) is true, check the
//! result of the request before sending it again: look for a generation in the newest [`groups`](AnimusClient::groups), for
//! a photo among the [`assets`](AnimusClient::assets), for a training among the
//! [`training_jobs`](AnimusClient::training_jobs). No call returns the balance of credits. The answer to every purchase
//! contains it.

pub mod characters;
mod client;
pub mod dataset;
mod error;
pub mod generation;
mod ids;
mod pages;
mod pagination;
pub mod prices;
mod refusal;
pub mod training;
mod vocabulary;

pub use characters::{
    Asset, AssetList, AutoFaces, AutoFacesRequest, Character, CharacterChanges, CharacterPage,
    CharacterRequest, DeletedCharacter, Filters, UploadJob, UploadedPhoto,
};
pub use client::{AnimusClient, BASE_URL, Result};
pub use dataset::{
    Dataset, DatasetApproval, DatasetGeneration, DatasetImage, DatasetImageChange, DatasetImages,
    DatasetRequest, ImageFilter, RegenerateRequest, Verdict,
};
pub use error::{AnimusError, AnimusRefusal, Payment, PaymentReason, Work};
pub use generation::{
    BatchPrompt, BatchRequest, BatchResult, BatchSubmission, Capabilities, CreateRequest, DeletedGeneration,
    DeletedGenerationFiles, DeletedGroup, DeletedGroupFiles, Generation, Group, GroupDetail, GroupGeneration,
    GroupPage, Lora, PerformanceMetadata, Submission,
};
pub use ids::{AssetId, CharacterId, GenerationId, GroupId, ImageId, TrainingId, UploadJobId};
pub use pages::PageOptions;
pub use pagination::Pagination;
pub use refusal::Problem;
pub use training::{
    Cancellation, CompleteStatus, LogUpdate, TrainingAddress, TrainingJob, TrainingJobs, TrainingLogs,
    TrainingOverview, TrainingStart,
};
pub use vocabulary::{
    AssetType, CaptionStatus, CharacterStatus, DatasetStatus, GenerationType, GroupStatus, ImageType,
    JobStatus, LoraStatus, TrainingKind, TrainingStatus,
};

// The types of builders, options, uploads, downloads and errors, in exactly this version.
pub use client_core;
#[doc(inline)]
pub use client_core::{
    CallOptions, ClientBuilder, Download, Downloaded, ErrorKind, Extra, Handle, Pace, Polling, Progress,
    Response, ResponseRecorder, RetryPolicy, SecretString, Timestamp, Upload, UploadProgress, reqwest,
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
