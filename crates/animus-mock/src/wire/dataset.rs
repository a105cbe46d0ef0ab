//! Training sets as they are read and written (`animus-facts.md`, 5).

use std::sync::Arc;

use mock_core::fields::{Fault, Fields, Form, boolean, boolean_text, integer, text};
use serde::Serialize;

use super::faces::texts;
use super::{instant, optional};
use crate::state::characters::{Act, Character};
use crate::state::dataset::{DatasetImage, MAX_ALLOWED, MIN_REQUIRED, PROMPTS};
use crate::{clause, media};

/// `POST /{character_id}/dataset/generate`.
pub struct DatasetRequest {
    /// What each image is asked for.
    pub prompts: Vec<String>,
}

impl Form for DatasetRequest {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let given = optional(fields, "prompts", &clause::DATASET_PROMPTS, texts(0..=MAX_ALLOWED));
        let wanted = optional(fields, "use_default_prompts", &clause::DATASET_DEFAULT_PROMPTS, boolean);
        let mut prompts = given.unwrap_or_default();
        let defaults = wanted.unwrap_or(prompts.is_empty());
        if defaults {
            if wanted.is_none() {
                fields.cite(&clause::DATASET_PROMPTS_LEFT_OUT);
            }
            fields.cite(if prompts.is_empty() {
                &clause::DATASET_DEFAULT_COUNT
            } else {
                &clause::DATASET_BOTH_PROMPTS
            });
            prompts.extend(PROMPTS.map(str::to_owned));
        } else if prompts.is_empty() {
            fields.refuse("prompts", Fault::Missing, &clause::DATASET_NO_PROMPTS);
        }
        Some(Self { prompts })
    }
}

/// A training set that will be made.
#[derive(Serialize)]
pub struct DatasetAccepted {
    /// True.
    pub success: bool,
    /// A sentence on it.
    pub message: &'static str,
    /// How many images there will be.
    pub total_images: usize,
    /// The job that makes them.
    pub job_id: String,
}

/// How a training set stands.
#[derive(Serialize)]
pub struct DatasetStatusBody {
    /// Whose it is.
    pub character_id: String,
    /// How it stands.
    pub dataset_status: &'static str,
    /// Where the character's wizard is.
    pub current_step: u8,
    /// How many images have landed.
    pub total_images: usize,
    /// How many of them are approved.
    pub approved_images: usize,
    /// How many must be.
    pub min_required: usize,
    /// How many images there may be.
    pub max_allowed: usize,
    /// Whether the set can be approved.
    pub can_approve: bool,
    /// Whether all images have landed.
    pub generation_complete: bool,
}

impl DatasetStatusBody {
    /// The training set of a character.
    pub fn of(character: &Character) -> Self {
        let dataset = &character.dataset;
        Self {
            character_id: character.id.to_string(),
            dataset_status: dataset.status.name(),
            current_step: character.step() as u8,
            total_images: dataset.images.len(),
            approved_images: dataset.approved(),
            min_required: MIN_REQUIRED,
            max_allowed: MAX_ALLOWED,
            can_approve: character.allows(Act::ApproveDataset),
            generation_complete: dataset.is_complete(),
        }
    }
}

/// `GET /{character_id}/dataset/images`.
pub struct ImagesQuery {
    /// Whether approved ones alone are wanted.
    pub approved_only: bool,
}

impl Form for ImagesQuery {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let approved_only = fields.optional("approved_only", &clause::DATASET_APPROVED_ONLY, |value| {
            Ok((matches!(value.as_str(), Some("true" | "false")), boolean_text(value)))
        });
        let approved_only = match approved_only {
            None => {
                fields.cite(&clause::DATASET_IMAGES_DEFAULT);
                false
            }
            Some((as_printed, Ok(approved_only))) => {
                if !as_printed {
                    fields.cite(&clause::DATASET_APPROVED_ONLY_SPELLING);
                }
                approved_only
            }
            Some((_, Err(fault))) => {
                fields.refuse("approved_only", fault, &clause::DATASET_APPROVED_ONLY_SPELLING);
                false
            }
        };
        Some(Self { approved_only })
    }
}

/// The images of a training set.
#[derive(Serialize)]
pub struct ImagesBody {
    /// Whose it is.
    pub character_id: String,
    /// The images.
    pub images: Vec<ImageBody>,
    /// How many are listed.
    pub total: usize,
    /// How many are approved.
    pub approved_count: usize,
    /// How the set stands.
    pub dataset_status: &'static str,
}

/// An image of a training set.
#[derive(Serialize)]
pub struct ImageBody {
    /// Its id.
    pub image_id: String,
    /// The name of its file.
    pub filename: String,
    /// What it was asked for.
    pub prompt: Arc<str>,
    /// What it is drawn from.
    pub seed: u64,
    /// Whether it may be trained on.
    pub approved: bool,
    /// Whether it was made again.
    pub regenerated: bool,
    /// When it landed.
    pub created_at: String,
    /// Where it can be seen.
    pub view_url: String,
}

impl ImagesBody {
    /// The images of a character's training set, for a caller for whom URLs start with `origin`.
    pub fn of(origin: &str, account_id: &str, character: &Character, approved_only: bool) -> Self {
        let listed = character.dataset.images.iter().filter(|image| image.approved || !approved_only);
        let images: Vec<_> =
            listed.map(|image| ImageBody::of(origin, account_id, character, image)).collect();
        Self {
            character_id: character.id.to_string(),
            total: images.len(),
            images,
            approved_count: character.dataset.approved(),
            dataset_status: character.dataset.status.name(),
        }
    }
}

impl ImageBody {
    fn of(origin: &str, account_id: &str, character: &Character, image: &DatasetImage) -> Self {
        let filename = image.file();
        Self {
            image_id: image.id.to_string(),
            prompt: image.prompt.clone(),
            seed: image.seed,
            approved: image.approved,
            regenerated: image.remade > 0,
            created_at: instant(image.created_at),
            view_url: format!("{origin}{}", media::characters::path(account_id, &character.id, &filename)),
            filename,
        }
    }
}

/// `PUT /{character_id}/dataset/images/{image_id}/approval`.
pub struct Approval {
    /// Whether the image may be trained on.
    pub approved: bool,
}

impl Form for Approval {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let approved = fields.required("approved", &clause::DATASET_APPROVAL_NEEDED, boolean);
        Some(Self { approved: approved? })
    }
}

/// `POST /{character_id}/dataset/images/{image_id}/regenerate`.
pub struct Regeneration {
    /// What the image is asked for from now on.
    pub prompt: Option<String>,
    /// What it is drawn from.
    pub seed: Option<u64>,
}

impl Form for Regeneration {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let prompt = optional(fields, "prompt", &clause::DATASET_REGENERATE, text(1..=usize::MAX));
        let seed = optional(fields, "seed", &clause::DATASET_REGENERATE_REVIEW, integer(0..=i64::MAX));
        Some(Self { prompt, seed: seed.map(i64::cast_unsigned) })
    }
}

/// What was done to an image.
#[derive(Serialize)]
pub struct ImageAction {
    /// True.
    pub success: bool,
    /// A sentence on it.
    pub message: &'static str,
    /// The image.
    pub image_id: String,
    /// Whether it is approved, or was when it was deleted.
    pub approved: bool,
}

/// A training set that was approved.
#[derive(Serialize)]
pub struct DatasetApproved {
    /// True.
    pub success: bool,
    /// A sentence on it.
    pub message: &'static str,
    /// How many images it is.
    pub approved_images: usize,
    /// What comes next.
    pub next_step: &'static str,
}
