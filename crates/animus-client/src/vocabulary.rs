//! The words of the API. All lists are open, in requests too: whether a word is accepted is the provider's to say.
//!
//! The documents print few of them. Those that no document prints are assumed, as the facts sheet proposes (facts 9), and
//! say so; whatever comes instead is kept as it came.

use client_core::open_enum;

open_enum! {
    /// What a generation makes (S0, create a generation).
    pub enum GenerationType {
        /// A character, by its `LoRAs`. The one word that is printed.
        CharacterGeneration = "character_generation",
        /// An edited photo (assumed, A17).
        PhotoEdit = "photo_edit",
        /// A short film of a picture (assumed, A17).
        ImageToVideo = "image_to_video",
        /// A picture of words alone (assumed, A17).
        TextToImage = "text_to_image",
    }

    /// How far a generation, a batch or an upload job is.
    pub enum JobStatus {
        /// Accepted, not yet begun (S0, response).
        Submitted = "submitted",
        /// At work (assumed, A23).
        Processing = "processing",
        /// Done; its results are there (S0, example).
        Completed = "completed",
        /// Ended by an error (assumed, A23).
        Failed = "failed",
    }

    /// How a group stands (assumed, A30).
    pub enum GroupStatus {
        /// A generation in it is at work.
        Active = "active",
        /// None is.
        Completed = "completed",
    }

    /// How a character stands (assumed, A33).
    pub enum CharacterStatus {
        /// Photos and dataset are being gathered.
        Draft = "draft",
        /// Its dataset is approved, its training not complete.
        Training = "training",
        /// Both its `LoRAs` are there.
        Ready = "ready",
    }

    /// How a `LoRA` of a character stands (assumed, A32).
    pub enum LoraStatus {
        /// Never trained.
        NotStarted = "not_started",
        /// In training.
        Training = "training",
        /// There.
        Completed = "completed",
        /// Its training failed.
        Failed = "failed",
        /// Its training was cancelled.
        Cancelled = "cancelled",
    }

    /// What an asset is.
    pub enum AssetType {
        /// A photo of the face (facts 3.6).
        FaceImage = "face_image",
        /// A photo of the body; as a filter, of whichever side (facts 3.6; A38).
        BodyImage = "body_image",
        /// A photo of the body from the front (S1, upload reference photos).
        BodyImageFront = "body_image_front",
        /// A photo of the body from behind (facts 4.2).
        BodyImageBack = "body_image_back",
    }

    /// Which side of the body a photo shows (facts 4.2).
    pub enum ImageType {
        /// Neither side in particular; what is taken if nothing is said (assumed, A43).
        BodyImage = "body_image",
        /// The front.
        BodyImageFront = "body_image_front",
        /// The back.
        BodyImageBack = "body_image_back",
    }

    /// How the description of an uploaded photo stands (assumed, A42).
    pub enum CaptionStatus {
        /// It is there.
        Completed = "completed",
        /// It is being made.
        Pending = "pending",
        /// It is not made.
        Skipped = "skipped",
        /// Its making failed; the photo is there all the same.
        Failed = "failed",
    }

    /// How a dataset stands (assumed, A35).
    pub enum DatasetStatus {
        /// Not asked for yet.
        NotStarted = "not_started",
        /// Its images are being made.
        Generating = "generating",
        /// Its images are there, to be approved or rejected.
        Review = "review",
        /// Approved; the character can be trained.
        Approved = "approved",
        /// None of its images could be made.
        Failed = "failed",
    }

    /// What is trained (assumed, A49).
    pub enum TrainingKind {
        /// The face.
        FaceLora = "face_lora",
        /// The body.
        BodyLora = "body_lora",
    }

    /// How far a training job is (assumed, A50). Trainings run at Replicate (S1, launch training), so its words are known
    /// too.
    pub enum TrainingStatus {
        /// Accepted, not yet begun.
        Queued = "queued",
        /// At work.
        Training = "training",
        /// Done; its `LoRA` is there.
        Completed = "completed",
        /// Ended by an error.
        Failed = "failed",
        /// Ended on request.
        Cancelled = "cancelled",
        /// Replicate's word for about to begin.
        Starting = "starting",
        /// Replicate's word for at work.
        Processing = "processing",
        /// Replicate's word for done.
        Succeeded = "succeeded",
        /// Replicate's word for ended on request.
        Canceled = "canceled",
    }
}
