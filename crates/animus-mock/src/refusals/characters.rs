//! The refusals of the character guide.

use kernel::evidence::ClauseRef;
use mock_http::answer::Answer;
use mock_http::refusals;
use mock_media::photo::PhotoError;

use super::invalid::invalid;
use super::words::Words;
use super::words::Words::{Detail, Error};
use crate::clause;

refusals! {
    // The rows without clauses of their own get them from the table of the wizard, which has a clause for each barred step.
    Words, every [ERROR_WORDS];
    /// The upload job does not exist.
    UPLOAD_JOB_NOT_FOUND: NOT_FOUND, Error("not_found", "There is no such job"), [FACES_STATUS_UNKNOWN];
    /// The training set has no such image.
    IMAGE_NOT_FOUND: NOT_FOUND, Error("not_found", "This character's training set has no such image"), [DATASET_IMAGE_UNKNOWN];
    /// The character has no such training.
    TRAINING_NOT_FOUND: NOT_FOUND, Error("not_found", "This character has no such training job"), [TRAINING_UNKNOWN_JOB];
    /// The character is being trained.
    CHARACTER_IN_TRAINING: CONFLICT, Error("conflict", "This character is being trained; wait for the training to end, or cancel it"), [];
    /// The body references for a training set are missing.
    REFERENCES_MISSING: CONFLICT, Error("conflict", "Upload a front and a back view of the body first"), [];
    /// The training set is being made.
    DATASET_GENERATING: CONFLICT, Error("conflict", "The training set is still being made"), [];
    /// The training set has too few approved images.
    DATASET_TOO_FEW: CONFLICT, Error("conflict", "Approve at least 10 images first"), [];
    /// The training set is approved.
    DATASET_APPROVED: CONFLICT, Error("conflict", "The training set is approved and is changed no more"), [];
    /// The character has too few faces for a training.
    FACES_MISSING: CONFLICT, Error("conflict", "Upload at least 5 face images first"), [];
    /// The training set is not approved.
    DATASET_NOT_APPROVED: CONFLICT, Error("conflict", "Approve the training set first"), [];
    /// The LoRA is being trained.
    TRAINING_RUNNING: CONFLICT, Error("conflict", "This LoRA is being trained already"), [];
    /// The LoRA is trained.
    TRAINING_DONE: CONFLICT, Error("conflict", "This LoRA is trained already"), [];
    /// The character has the largest number of faces.
    FACES_FULL: BAD_REQUEST, Detail("A character has at most 20 face images, those that are being made included"), [UPLOAD_FACE_CAP, UPLOAD_CAP_CODE];
    /// The character has no room for all faces of a call.
    FACES_TOO_MANY: BAD_REQUEST, Detail("A character has at most 20 face images, those that are being made included"), [FACES_CAP];
    /// The character has the largest number of bodies.
    BODIES_FULL: BAD_REQUEST, Detail("A character has at most 40 body images"), [UPLOAD_BODY_CAP, UPLOAD_CAP_CODE];
    /// The training set has the largest number of images.
    DATASET_FULL: BAD_REQUEST, Detail("A training set has at most 40 images, those that are being made included"), [DATASET_MOST];
}

/// Returns the answer for an uploaded file that cannot be used.
pub fn unusable(error: &PhotoError) -> Answer {
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
    invalid(&detail, [&clause::UPLOAD_DETAIL, clause])
}

/// Returns the answer for a face image with too few pixels.
pub fn too_small((width, height): (u32, u32), least: u32) -> Answer {
    let detail =
        format!("The image has {width} x {height} pixels; a face image needs at least {least} x {least}");
    invalid(&detail, [&clause::UPLOAD_DETAIL as ClauseRef, &clause::UPLOAD_FACE_SIZE])
}

/// Returns the answer for a face image that is not sharp.
pub fn not_sharp() -> Answer {
    let detail = "The image is not sharp enough: use a photograph in focus, with some detail";
    invalid(detail, [&clause::UPLOAD_DETAIL as ClauseRef, &clause::UPLOAD_FACE_SHARPNESS])
}
