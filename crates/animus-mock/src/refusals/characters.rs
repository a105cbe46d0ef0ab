//! The refusals of the character guide.

use mock_core::clause::{Citations, ClauseRef};
use mock_core::http::Answer;
use mock_core::refusals;
use mock_media::photo::PhotoError;

use super::Words::{Detail, Error};
use super::{Words, invalid};
use crate::clause;

refusals! {
    // What bars a step of the wizard has its clause in the wizard's table.
    Words, every [ERROR_WORDS];
    /// No such upload job.
    UPLOAD_JOB_NOT_FOUND: NOT_FOUND, Error("not_found", "There is no such job"), [FACES_STATUS_UNKNOWN];
    /// No such image in a training set.
    IMAGE_NOT_FOUND: NOT_FOUND, Error("not_found", "This character's training set has no such image"), [DATASET_IMAGE_UNKNOWN];
    /// No such training.
    TRAINING_NOT_FOUND: NOT_FOUND, Error("not_found", "This character has no such training job"), [TRAINING_UNKNOWN_JOB];
    /// A character that is being trained.
    CHARACTER_IN_TRAINING: CONFLICT, Error("conflict", "This character is being trained; wait for the training to end, or cancel it"), [];
    /// A training set without body references.
    REFERENCES_MISSING: CONFLICT, Error("conflict", "Upload a front and a back view of the body first"), [];
    /// A training set that is being made.
    DATASET_GENERATING: CONFLICT, Error("conflict", "The training set is still being made"), [];
    /// A training set without enough approved images.
    DATASET_TOO_FEW: CONFLICT, Error("conflict", "Approve at least 10 images first"), [];
    /// A training set that was approved.
    DATASET_APPROVED: CONFLICT, Error("conflict", "The training set is approved and is changed no more"), [];
    /// Too few faces to train on.
    FACES_MISSING: CONFLICT, Error("conflict", "Upload at least 5 face images first"), [TRAINING_ORDER];
    /// No training set to train on.
    DATASET_NOT_APPROVED: CONFLICT, Error("conflict", "Approve the training set first"), [TRAINING_ORDER];
    /// A LoRA that is being trained.
    TRAINING_RUNNING: CONFLICT, Error("conflict", "This LoRA is being trained already"), [];
    /// A LoRA that is there.
    TRAINING_DONE: CONFLICT, Error("conflict", "This LoRA is trained already"), [];
    /// A character with all the faces that it may have.
    FACES_FULL: BAD_REQUEST, Detail("A character has at most 20 face images, those that are being made included"), [ERROR_DETAIL, UPLOAD_FACE_CAP, UPLOAD_CAP_CODE, FACES_CAP];
    /// A character with all the bodies that it may have.
    BODIES_FULL: BAD_REQUEST, Detail("A character has at most 40 body images"), [ERROR_DETAIL, UPLOAD_BODY_CAP, UPLOAD_CAP_CODE];
    /// A training set with all the images that it may have.
    DATASET_FULL: BAD_REQUEST, Detail("A training set has at most 40 images, those that are being made included"), [ERROR_DETAIL, DATASET_MOST];
}

/// What is wrong with an uploaded file, for people.
pub fn unusable(error: &PhotoError, cited: &Citations) -> Answer {
    let (detail, clause): (_, ClauseRef) = match error {
        PhotoError::UnknownFormat => (
            "The file is not an image that can be read: send a JPEG, PNG or WebP".to_owned(),
            &clause::UPLOAD_FORMAT,
        ),
        PhotoError::Corrupt { format, .. } => {
            (format!("The {format} image is corrupt"), &clause::UPLOAD_CORRUPT)
        }
        PhotoError::TooManyPixels { width, height } => (
            format!("The image has {width} x {height} pixels, which are too many to read"),
            &clause::UPLOAD_CORRUPT,
        ),
    };
    invalid(detail, [&clause::UPLOAD_DETAIL as ClauseRef, clause]).citing(cited.clone())
}

/// A face that has too few pixels.
pub fn too_small((width, height): (u32, u32), least: u32) -> Answer {
    let detail =
        format!("The image has {width} x {height} pixels; a face image needs at least {least} x {least}");
    invalid(detail, [&clause::UPLOAD_DETAIL as ClauseRef, &clause::UPLOAD_FACE_SIZE])
}

/// A face that is not sharp.
pub fn not_sharp() -> Answer {
    let detail = "The image is not sharp enough: use a photograph in focus, with some detail".to_owned();
    invalid(detail, [&clause::UPLOAD_DETAIL as ClauseRef, &clause::UPLOAD_FACE_SHARPNESS])
}
