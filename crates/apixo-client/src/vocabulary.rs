//! The words of the API. All lists are open, in requests too: whether a word is accepted is the provider's to say.

use client_core::open_enum;

open_enum! {
    /// A model, by the id that stands in the path of its calls.
    ///
    /// All models share their calls and differ in their input only (facts sheet 10); of those that aren't listed, the
    /// id is enough: `Model::from("sora-2")`.
    pub enum Model {
        /// Wan 2.2 Animate: a picture and a film become a film (S3).
        Wan22Animate = "wan-2-2-animate",
    }

    /// What is made of the picture and the film (facts sheet 2.2).
    pub enum AnimateKind {
        /// The picture takes on the film's motion.
        Animate = "animate",
        /// The picture's figure takes the place of the film's.
        Replace = "replace",
    }

    /// The size of the film (S3, tips).
    pub enum Resolution {
        /// 480p, the provider's default.
        P480 = "480p",
        /// 720p: better, and dearer.
        P720 = "720p",
    }

    /// Whose machines do the work (S3, parameters; facts sheet 2.1).
    pub enum Provider {
        /// The cheapest that works, the provider's default.
        Auto = "auto",
        /// The cheapest partner.
        Value = "value",
        /// The model's own vendor.
        Official = "official",
    }

    /// How far a task is (S3, status response fields).
    pub enum TaskState {
        /// Accepted, not yet begun.
        Pending = "pending",
        /// At work.
        Processing = "processing",
        /// Done; its results are there.
        Success = "success",
        /// Ended by an error; see [`fail_code`](crate::Task::fail_code).
        Failed = "failed",
    }

    /// Why a task failed. The first two are listed for Wan 2.2 Animate (S3, error codes), the others by an older page
    /// for all models. A newer page has names of another style, such as `NSFW`, and is known in part only (facts sheet
    /// 3.1); those come as they are.
    pub enum FailCode {
        /// The content violates safety guidelines.
        ContentViolation = "CONTENT_VIOLATION",
        /// The generation failed.
        GenerationFailed = "GENERATION_FAILED",
        /// The content is not safe for work.
        NsfwDetected = "NSFW_DETECTED",
        /// The prompt is too long.
        PromptTooLong = "PROMPT_TOO_LONG",
        /// The prompt is not usable.
        InvalidPrompt = "INVALID_PROMPT",
        /// An image's URL is not usable.
        InvalidImageUrl = "INVALID_IMAGE_URL",
        /// An image is larger than 10 MB.
        ImageTooLarge = "IMAGE_TOO_LARGE",
        /// A file is of a format that isn't supported.
        UnsupportedFormat = "UNSUPPORTED_FORMAT",
        /// An image could not be fetched.
        ImageDownloadFailed = "IMAGE_DOWNLOAD_FAILED",
        /// The work took too long.
        ProcessingTimeout = "PROCESSING_TIMEOUT",
        /// The model is not available now.
        ModelUnavailable = "MODEL_UNAVAILABLE",
        /// The balance is too small.
        InsufficientCredits = "INSUFFICIENT_CREDITS",
    }
}
