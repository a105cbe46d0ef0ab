//! The requests, one struct for each call. Required fields are arguments of `new`, options are set by `with_*`. An option
//! that isn't set is absent from the JSON. The service checks the limits.

use crate::ids::{ProductId, ProjectId};
use crate::vocabulary::{AspectRatio, Format, Platform, Style, Tone, VideoAspectRatio};

client_core::requests! {
    /// Asks for ad copy: `POST /generate/copy` (S4, copy).
    #[derive(Eq)]
    CopyRequest {
        /// The id of the project that the product belongs to.
        project_id: ProjectId as impl Into<ProjectId> = "projectId",
        /// The id of the product to advertise.
        product_id: ProductId as impl Into<ProductId> = "productId",
        /// The platform on which the copy will appear.
        platform: Platform as impl Into<Platform>,
        /// The form of the copy.
        format: Format as impl Into<Format>,
        /// The tone of the copy.
        tone: Tone as impl Into<Tone>,
        ;
        /// Further instructions in free text, at most 500 characters.
        with_custom_instructions sets custom_instructions: String as impl Into<String> = "customInstructions",
        /// The idempotency key, at most 128 characters. It protects copy only while two calls overlap (facts sheet 5.2, row 3).
        with_idempotency_key sets idempotency_key: String as impl Into<String> = "idempotencyKey",
    }

    /// Asks for a picture: `POST /generate/static-ad` (S4, static ad).
    #[derive(Eq)]
    StaticAdRequest {
        /// The id of the project that the product belongs to.
        project_id: ProjectId as impl Into<ProjectId> = "projectId",
        /// The id of the product to advertise.
        product_id: ProductId as impl Into<ProductId> = "productId",
        ;
        /// The style; the service's default is not documented.
        with_style sets style: Style as impl Into<Style>,
        /// The ratio of width to height; 1:1 by the service's default.
        with_aspect_ratio sets aspect_ratio: AspectRatio as impl Into<AspectRatio> = "aspectRatio",
        /// The content of the picture, 5 to 1000 characters.
        with_prompt sets prompt: String as impl Into<String>,
        /// The idempotency key, at most 128 characters. It finds the first job again while that job is unfinished.
        with_idempotency_key sets idempotency_key: String as impl Into<String> = "idempotencyKey",
    }

    /// Asks for an avatar video: `POST /generate/video` (S4, video).
    #[derive(Eq)]
    VideoRequest {
        /// The id of the project that the product belongs to.
        project_id: ProjectId as impl Into<ProjectId> = "projectId",
        /// The id of the product to advertise.
        product_id: ProductId as impl Into<ProductId> = "productId",
        /// The words that the avatar speaks, 10 to 2000 characters.
        script: String as impl Into<String>,
        ;
        /// The URL of a picture of the caller's own avatar.
        with_avatar_url sets avatar_url: String as impl Into<String> = "avatarUrl",
        /// The voice; `male-1` by the service's default. The other voices are not documented.
        with_voice_id sets voice_id: String as impl Into<String> = "voiceId",
        /// The ratio of width to height; 9:16 by the service's default.
        with_aspect_ratio sets aspect_ratio: VideoAspectRatio as impl Into<VideoAspectRatio> = "aspectRatio",
        /// The idempotency key, at most 128 characters. It finds the first job again while that job is unfinished.
        with_idempotency_key sets idempotency_key: String as impl Into<String> = "idempotencyKey",
    }

    /// Asks for a new project: `POST /products` (facts sheet 3.1).
    #[derive(Eq)]
    ProjectRequest {
        /// The name of the project, 1 to 200 characters.
        name: String as impl Into<String>,
        ;
        /// The description of the project, at most 1000 characters.
        with_description sets description: String as impl Into<String>,
    }

    /// Asks for a new product from its web page: `POST /products/ingest` (facts sheet 3.1).
    #[derive(Eq)]
    IngestRequest {
        /// The id of the project that the product will belong to.
        project_id: ProjectId as impl Into<ProjectId> = "projectId",
        /// The URL of the page that shows the product.
        url: String as impl Into<String>,
    }
}

macro_rules! with_new_idempotency_keys {
    ($($name:ident)+) => {$(
        impl $name {
            /// Sets [`idempotency_key`](Self::idempotency_key) to a new random one, so that the client can repeat the call after
            /// a lost answer. Store the request before it is sent, if a repeat after the end of the program must find the job.
            #[must_use]
            pub fn with_new_idempotency_key(self) -> Self {
                self.with_idempotency_key(client_core::random_key())
            }
        }
    )+};
}

with_new_idempotency_keys!(CopyRequest StaticAdRequest VideoRequest);
