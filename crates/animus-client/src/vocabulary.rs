//! The words of the API. All lists are open, in requests too: the provider decides which words it accepts.
//!
//! The documents print few of these words. The others are assumed, as the facts sheet proposes (facts 9), and are marked so.
//! Any other word is kept unchanged.

use client_core::open_enum;

open_enum! {
    /// The kind of result of a generation (S0, create a generation).
    pub enum GenerationType {
        /// A picture of a character, by its `LoRAs`. This is the only word that the documents print.
        CharacterGeneration = "character_generation",
        /// An edited photo (assumed, A17).
        PhotoEdit = "photo_edit",
        /// A short film made of a picture (assumed, A17).
        ImageToVideo = "image_to_video",
        /// A picture made from words alone (assumed, A17).
        TextToImage = "text_to_image",
    }

    /// The state of a generation, a batch or an upload job.
    pub enum JobStatus {
        /// Accepted, but not started (S0, response).
        Submitted = "submitted",
        /// Running (assumed, A23).
        Processing = "processing",
        /// Completed, with results (S0, example).
        Completed = "completed",
        /// Ended by an error (assumed, A23).
        Failed = "failed",
    }

    /// The state of a group (assumed, A30).
    pub enum GroupStatus {
        /// At least one of its generations is running.
        Active = "active",
        /// None of its generations is running.
        Completed = "completed",
    }

    /// The state of a character (assumed, A33).
    pub enum CharacterStatus {
        /// Its photos and its dataset are being collected.
        Draft = "draft",
        /// Its dataset is approved, but its training is not complete.
        Training = "training",
        /// Both its `LoRAs` are available.
        Ready = "ready",
    }

    /// The state of a `LoRA` of a character (assumed, A32).
    pub enum LoraStatus {
        /// Never trained.
        NotStarted = "not_started",
        /// In training.
        Training = "training",
        /// Trained and available.
        Completed = "completed",
        /// Its training failed.
        Failed = "failed",
        /// Its training was cancelled.
        Cancelled = "cancelled",
    }

    /// The kind of an asset.
    pub enum AssetType {
        /// A photo of the face (facts 3.6).
        FaceImage = "face_image",
        /// A photo of the body; as a filter, of any side (facts 3.6; A38).
        BodyImage = "body_image",
        /// A photo of the body from the front (S1, upload reference photos).
        BodyImageFront = "body_image_front",
        /// A photo of the body from behind (facts 4.2).
        BodyImageBack = "body_image_back",
    }

    /// The side of the body that a photo shows (facts 4.2).
    pub enum ImageType {
        /// No particular side. This is the provider's default (assumed, A43).
        BodyImage = "body_image",
        /// The front.
        BodyImageFront = "body_image_front",
        /// The back.
        BodyImageBack = "body_image_back",
    }

    /// The state of the caption of an uploaded photo (assumed, A42).
    pub enum CaptionStatus {
        /// The caption is available.
        Completed = "completed",
        /// The caption is being made.
        Pending = "pending",
        /// No caption is made.
        Skipped = "skipped",
        /// The caption failed; the photo is stored all the same.
        Failed = "failed",
    }

    /// The state of a dataset (assumed, A35).
    pub enum DatasetStatus {
        /// Not requested yet.
        NotStarted = "not_started",
        /// Its images are being made.
        Generating = "generating",
        /// Its images are made, and wait for approval or rejection.
        Review = "review",
        /// Approved; the character can be trained.
        Approved = "approved",
        /// Failed: none of its images could be made.
        Failed = "failed",
    }

    /// The part of a character that is trained (assumed, A49).
    pub enum TrainingKind {
        /// The face.
        FaceLora = "face_lora",
        /// The body.
        BodyLora = "body_lora",
    }

    /// The state of a training job (assumed, A50). Trainings run at Replicate (S1, launch training), so Replicate's words
    /// are known too.
    pub enum TrainingStatus {
        /// Accepted, but not started.
        Queued = "queued",
        /// Running.
        Training = "training",
        /// Completed; its `LoRA` is available.
        Completed = "completed",
        /// Ended by an error.
        Failed = "failed",
        /// Ended on request.
        Cancelled = "cancelled",
        /// Replicate's word for a job that is about to start.
        Starting = "starting",
        /// Replicate's word for a running job.
        Processing = "processing",
        /// Replicate's word for a completed job.
        Succeeded = "succeeded",
        /// Replicate's word for a job that ended on request.
        Canceled = "canceled",
    }
}
