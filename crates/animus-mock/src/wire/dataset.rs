//! The requests and answers on training sets (`animus-facts.md`, 5).

use std::sync::Arc;

use mock_core::fields::{Fault, Fields, Form, boolean, boolean_text, integer, text};
use serde::Serialize;

use super::faces::texts;
use super::{instant, optional};
use crate::state::characters::{Act, Character};
use crate::state::dataset::{DatasetImage, MAX_ALLOWED, MIN_REQUIRED, PROMPTS};
use crate::{clause, media};

/// The body of `POST /{character_id}/dataset/generate`.
pub struct DatasetRequest {
    /// The prompts, one for each image.
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

/// The answer to the start of a training set.
#[derive(Serialize)]
pub struct DatasetAccepted {
    /// Always `true`.
    pub success: bool,
    /// A sentence about the start.
    pub message: &'static str,
    /// The number of images that will be made.
    pub total_images: usize,
    /// The id of the job that makes them.
    pub job_id: String,
}

/// The status answer of a training set.
#[derive(Serialize)]
pub struct DatasetStatusBody {
    /// The id of the character.
    pub character_id: String,
    /// The status of the training set.
    pub dataset_status: &'static str,
    /// The step of the character's wizard.
    pub current_step: u8,
    /// The number of images that were made.
    pub total_images: usize,
    /// The number of approved images.
    pub approved_images: usize,
    /// The number of images that must be approved.
    pub min_required: usize,
    /// The largest number of images.
    pub max_allowed: usize,
    /// `true` if the set can be approved now.
    pub can_approve: bool,
    /// `true` if all images are made.
    pub generation_complete: bool,
}

impl DatasetStatusBody {
    /// Returns the status of a character's training set.
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

/// The query of `GET /{character_id}/dataset/images`.
pub struct ImagesQuery {
    /// `true` if only approved images are listed.
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
    /// The id of the character.
    pub character_id: String,
    /// The images.
    pub images: Vec<ImageBody>,
    /// The number of listed images.
    pub total: usize,
    /// The number of approved images.
    pub approved_count: usize,
    /// The status of the training set.
    pub dataset_status: &'static str,
}

/// An image of a training set.
#[derive(Serialize)]
pub struct ImageBody {
    /// The id of the image.
    pub image_id: String,
    /// The name of its file.
    pub filename: String,
    /// The prompt of the image.
    pub prompt: Arc<str>,
    /// The seed that it is drawn from.
    pub seed: u64,
    /// `true` if the image may be trained on.
    pub approved: bool,
    /// `true` if the image was made again.
    pub regenerated: bool,
    /// The instant of its arrival.
    pub created_at: String,
    /// The URL of the image.
    pub view_url: String,
}

impl ImagesBody {
    /// Returns the images of a character's training set. Their URLs begin with `origin`.
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

/// The body of `PUT /{character_id}/dataset/images/{image_id}/approval`.
pub struct Approval {
    /// `true` if the image may be trained on.
    pub approved: bool,
}

impl Form for Approval {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let approved = fields.required("approved", &clause::DATASET_APPROVAL_NEEDED, boolean);
        Some(Self { approved: approved? })
    }
}

/// The body of `POST /{character_id}/dataset/images/{image_id}/regenerate`.
pub struct Regeneration {
    /// The new prompt; without one, the image keeps its prompt.
    pub prompt: Option<String>,
    /// The new seed; without one, it is drawn.
    pub seed: Option<u64>,
}

impl Form for Regeneration {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let prompt = optional(fields, "prompt", &clause::DATASET_REGENERATE, text(1..=usize::MAX));
        let seed = optional(fields, "seed", &clause::DATASET_REGENERATE_REVIEW, integer(0..=i64::MAX));
        Some(Self { prompt, seed: seed.map(i64::cast_unsigned) })
    }
}

/// The answer to a change of an image.
#[derive(Serialize)]
pub struct ImageAction {
    /// Always `true`.
    pub success: bool,
    /// A sentence about the change.
    pub message: &'static str,
    /// The id of the image.
    pub image_id: String,
    /// The approval of the image, or the last one if the image was deleted.
    pub approved: bool,
}

/// The answer to the approval of a training set.
#[derive(Serialize)]
pub struct DatasetApproved {
    /// Always `true`.
    pub success: bool,
    /// A sentence about the approval.
    pub message: &'static str,
    /// The number of images of the approved set.
    pub approved_images: usize,
    /// The next step of the wizard.
    pub next_step: &'static str,
}
