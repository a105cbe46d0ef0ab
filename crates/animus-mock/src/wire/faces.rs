//! The requests and answers on faces that are made, and on the jobs that make pictures (`animus-facts.md`, 3.7 and 3.8).

use std::ops::RangeInclusive;

use mock_core::clause::ClauseRef;
use mock_core::credits::Credits;
use mock_core::fields::{Fault, Fields, Form, text, url};
use mock_core::job::Job;
use serde::Serialize;
use serde_json::Value;

use super::{instant, items, optional};
use crate::clause;
use crate::state::Animus;
use crate::state::faces::PROMPTS;
use crate::state::series::Series;
use crate::state::uploads::MOST_FACES;

/// The body of `POST /characters/{character_id}/auto-generate-face-images`.
pub struct FacesRequest {
    /// The prompts, one for each face.
    pub prompts: Vec<String>,
}

impl Form for FacesRequest {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let source = fields.required("source_image_url", &clause::FACES_SOURCE, url);
        fields.cite(&clause::FACES_SOURCE_NOT_FETCHED);
        let prompts = optional(fields, "prompts", &clause::FACES_NO_PROMPTS, texts(1..=MOST_FACES));
        match prompts {
            Some(_) => fields.cite(&clause::FACES_PROMPTS),
            None => {
                fields.cite(&clause::FACES_DEFAULT_PROMPTS);
                fields.cite(&clause::FACES_DEFAULT_COUNT);
            }
        }
        source?;
        Some(Self { prompts: prompts.unwrap_or_else(|| PROMPTS.map(str::to_owned).into()) })
    }
}

/// Returns a rule for a list of this many texts, none of them empty.
pub(super) fn texts(count: RangeInclusive<usize>) -> impl FnOnce(&Value) -> Result<Vec<String>, Fault> {
    move |value| items(value, count)?.iter().map(|item| text(1..=usize::MAX)(item)).collect()
}

/// The answer to the start of a series of faces.
#[derive(Serialize)]
pub struct FacesAccepted {
    /// The id of the job that makes them.
    pub job_id: String,
    /// The id of the character.
    pub character_id: String,
    /// The state of the job.
    pub status: &'static str,
    /// A sentence about the start.
    pub message: &'static str,
    /// The number of faces that will be made.
    pub total_images: usize,
    /// The longest time of the job, in seconds.
    pub estimated_time: u64,
    /// The price.
    pub credits_deducted: Credits,
    /// The balance after the charge.
    pub remaining_balance: Credits,
}

/// The status answer of a job that makes pictures.
#[derive(Serialize)]
pub struct SeriesStatus {
    /// The id of the job.
    pub job_id: String,
    /// The id of the character.
    pub character_id: String,
    /// The state of the job.
    pub status: &'static str,
    /// The progress, from 0 to 100.
    pub progress: usize,
    /// The number of all pictures of the job.
    pub total_images: usize,
    /// The number of pictures that were made.
    pub completed_images: usize,
    /// The number of pictures that could not be made.
    pub failed_images: usize,
    /// The ids of the pictures that were made.
    pub asset_ids: Vec<String>,
    /// The reason for a failure.
    pub error: Option<String>,
    /// The instant of its creation.
    pub created_at: String,
    /// The instant of its last change.
    pub updated_at: String,
}

impl SeriesStatus {
    /// Returns the status of a job that makes a series. `status` is the name of its state.
    pub fn of(job: &Job<Animus>, status: &'static str, series: &Series) -> Self {
        let failure = job.failure.as_deref().filter(|_| status == "failed");
        let error = failure
            .map(|failure| failure.message.clone().unwrap_or_else(|| "No image could be made".to_owned()));
        Self {
            job_id: job.id.to_string(),
            character_id: series.character_id.to_string(),
            status,
            progress: series.progress(),
            total_images: series.total(),
            completed_images: series.landed().count(),
            failed_images: series.failed(),
            asset_ids: series.landed().map(|picture| picture.id.to_string()).collect(),
            error,
            created_at: instant(job.created_at),
            updated_at: instant(job.changed_at),
        }
    }
}

/// The clauses that shape every status answer of such a job.
pub static SERIES_STATUS: [ClauseRef; 2] = [&clause::FACES_STATUS, &clause::FACES_STATUS_FIELDS];
