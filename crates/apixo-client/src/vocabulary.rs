//! The words of the API. All lists are open, in requests too: the provider decides which words it accepts.

use client_core::open_enum;

open_enum! {
    /// A model, by its id in the path of its calls.
    ///
    /// All models share their calls, and differ only in their input (facts sheet 10). A model that isn't listed can be named
    /// by its id: `Model::from("sora-2")`.
    pub enum Model {
        /// Wan 2.2 Animate: makes a film of a picture and a film (S3).
        Wan22Animate = "wan-2-2-animate",
    }

    /// The use of the picture and the film (facts sheet 2.2).
    pub enum AnimateKind {
        /// The picture takes on the film's motion.
        Animate = "animate",
        /// The figure in the picture replaces the figure in the film.
        Replace = "replace",
    }

    /// The size of the film (S3, tips).
    pub enum Resolution {
        /// 480p, the provider's default.
        P480 = "480p",
        /// 720p, which is sharper and costs more.
        P720 = "720p",
    }

    /// The provider of the model that does the work (S3, parameters; facts sheet 2.1).
    pub enum Provider {
        /// The cheapest one that works. This is the provider's default.
        Auto = "auto",
        /// The cheapest partner.
        Value = "value",
        /// The vendor of the model itself.
        Official = "official",
    }

    /// The state of a task (S3, status response fields).
    pub enum TaskState {
        /// Accepted, but not started.
        Pending = "pending",
        /// Running.
        Processing = "processing",
        /// Succeeded, with results.
        Success = "success",
        /// Ended by an error; see [`fail_code`](crate::Task::fail_code).
        Failed = "failed",
    }

    /// The reason for the failure of a task. The first two are listed for Wan 2.2 Animate (S3, error codes), the others by
    /// an older page for all models. A newer page has names of another style, such as `NSFW`, and is only partly known
    /// (facts sheet 3.1). Those names are kept unchanged.
    pub enum FailCode {
        /// The content violates safety guidelines.
        ContentViolation = "CONTENT_VIOLATION",
        /// The generation failed.
        GenerationFailed = "GENERATION_FAILED",
        /// The content is not safe for work.
        NsfwDetected = "NSFW_DETECTED",
        /// The prompt is too long.
        PromptTooLong = "PROMPT_TOO_LONG",
        /// The prompt is unusable.
        InvalidPrompt = "INVALID_PROMPT",
        /// The URL of an image is unusable.
        InvalidImageUrl = "INVALID_IMAGE_URL",
        /// An image is larger than 10 MB.
        ImageTooLarge = "IMAGE_TOO_LARGE",
        /// The format of a file is not supported.
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
