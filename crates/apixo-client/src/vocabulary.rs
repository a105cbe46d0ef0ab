//! The words of the API. All lists are open, in requests too: the provider decides which words it accepts.

use client_core::open_enum;

open_enum! {
    /// A model, by its id in the path of its calls.
    ///
    /// All models share their calls, and differ only in their input (facts sheet 10). A model that isn't listed can be named
    /// by its id: `Model::from("flux-2")`.
    pub enum Model {
        /// Wan 2.2 Animate: makes a film of a picture and a film (S3).
        Wan22Animate = "wan-2-2-animate",
        /// Wan 2.5: films of words or a picture.
        Wan25 = "wan-2-5",
        /// Wan 2.7: films of words, pictures, films and sound.
        Wan27Video = "wan-2-7-video",
        /// Kling 2.1: films of words or pictures.
        Kling21 = "kling-2-1",
        /// Kling 2.5 Turbo Pro: films of words or pictures.
        Kling25TurboPro = "kling-2-5-turbo-pro",
        /// Sora 2: films of words or a picture.
        Sora2 = "sora-2",
        /// Veo 3.1: films of words or pictures.
        Veo31 = "veo-3-1",
        /// Seedance 2.0: films of words, pictures, films and sound.
        Seedance20 = "seedance-2-0",
        /// Infinitetalk: a picture that speaks.
        Infinitetalk = "infinitetalk",
        /// Nano Banana 2: pictures of words or pictures.
        NanoBanana2 = "nano-banana-2",
        /// Suno: music.
        Suno = "suno",
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
    /// an older page for all models. A newer page has names of another style, and is only partly known (facts
    /// sheet 3.1).
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
        /// The newer page: the content is sensitive.
        SensitiveContent = "SensitiveContent",
        /// The newer page: sensitive content was detected.
        SensitiveContentDetected = "SensitiveContentDetected",
        /// The newer page: an image that was given is sensitive.
        InputImageSensitiveContentDetected = "InputImageSensitiveContentDetected",
        /// The newer page: what was given, or what was made of it, is sensitive.
        InputOutputSensitiveContentDetected = "InputOutputSensitiveContentDetected",
        /// The newer page: the content is not safe for work.
        Nsfw = "NSFW",
        /// The newer page: the content is prohibited.
        ProhibitedContentDetected = "ProhibitedContentDetected",
        /// The newer page: the prompt is too long.
        PromptLengthExceeded = "PromptLengthExceeded",
    }
}
