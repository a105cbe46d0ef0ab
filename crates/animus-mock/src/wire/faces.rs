//! Faces that are made, and the jobs that make them, as they are read and written (`animus-facts.md`, 3.7 and 3.8).

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

/// `POST /characters/{character_id}/auto-generate-face-images`.
pub struct FacesRequest {
    /// What each face is asked for.
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

/// A list of so many texts, none of them empty.
pub(super) fn texts(count: RangeInclusive<usize>) -> impl FnOnce(&Value) -> Result<Vec<String>, Fault> {
    move |value| items(value, count)?.iter().map(|item| text(1..=usize::MAX)(item)).collect()
}

/// Faces that will be made.
#[derive(Serialize)]
pub struct FacesAccepted {
    /// The job that makes them.
    pub job_id: String,
    /// Whose they are.
    pub character_id: String,
    /// The job's state.
    pub status: &'static str,
    /// A sentence on it.
    pub message: &'static str,
    /// How many there will be.
    pub total_images: usize,
    /// How long it takes, in seconds.
    pub estimated_time: u64,
    /// What it cost.
    pub credits_deducted: Credits,
    /// What is left.
    pub remaining_balance: Credits,
}

/// How a job that makes pictures stands.
#[derive(Serialize)]
pub struct SeriesStatus {
    /// The job.
    pub job_id: String,
    /// Whose pictures they are.
    pub character_id: String,
    /// The job's state.
    pub status: &'static str,
    /// How far it is, from 0 to 100.
    pub progress: usize,
    /// How many pictures there will be.
    pub total_images: usize,
    /// How many have landed.
    pub completed_images: usize,
    /// How many could not be made.
    pub failed_images: usize,
    /// Those that have landed.
    pub asset_ids: Vec<String>,
    /// Why it failed.
    pub error: Option<String>,
    /// When it was accepted.
    pub created_at: String,
    /// When it last changed.
    pub updated_at: String,
}

impl SeriesStatus {
    /// A job that makes a series, with its state's name.
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

/// What shapes every answer on such a job.
pub static SERIES_STATUS: [ClauseRef; 2] = [&clause::FACES_STATUS, &clause::FACES_STATUS_FIELDS];
