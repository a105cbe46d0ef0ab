//! The requests, one struct for each call. Required fields are arguments of `new`, options are set by `with_*`. An option
//! that isn't set is absent from the JSON. The provider checks the limits.

use serde::Serialize;
use uuid::Uuid;

use crate::vocabulary::{AspectRatio, Format, Platform, Style, Tone};

/// Asks for ad copy: `POST /generate/copy` (S4, copy).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CopyRequest {
    /// The id of the project that the product belongs to.
    pub project_id: Uuid,
    /// The id of the product to advertise.
    pub product_id: Uuid,
    /// The platform on which the copy will appear.
    pub platform: Platform,
    /// The form of the copy.
    pub format: Format,
    /// The tone of the copy.
    pub tone: Tone,
    /// Further instructions in free text, at most 500 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_instructions: Option<String>,
    /// The idempotency key, at most 128 characters. It protects copy only while two calls overlap (facts sheet 5.2, row 3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

impl CopyRequest {
    /// Creates a request with its required fields.
    pub fn new(project_id: Uuid, product_id: Uuid, platform: Platform, format: Format, tone: Tone) -> Self {
        Self {
            project_id,
            product_id,
            platform,
            format,
            tone,
            custom_instructions: None,
            idempotency_key: None,
        }
    }

    /// Sets [`custom_instructions`](Self::custom_instructions).
    #[must_use]
    pub fn with_custom_instructions(self, custom_instructions: impl Into<String>) -> Self {
        Self { custom_instructions: Some(custom_instructions.into()), ..self }
    }

    /// Sets [`idempotency_key`](Self::idempotency_key).
    #[must_use]
    pub fn with_idempotency_key(self, idempotency_key: impl Into<String>) -> Self {
        Self { idempotency_key: Some(idempotency_key.into()), ..self }
    }
}

/// Asks for a picture: `POST /generate/static-ad` (S4, static ad).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StaticAdRequest {
    /// The id of the project that the product belongs to.
    pub project_id: Uuid,
    /// The id of the product to advertise.
    pub product_id: Uuid,
    /// The style; the provider's default is not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<Style>,
    /// The ratio of width to height; 1:1 by the provider's default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect_ratio: Option<AspectRatio>,
    /// The content of the picture, 5 to 1000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// The idempotency key, at most 128 characters. It finds the first job again while that job is unfinished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

impl StaticAdRequest {
    /// Creates a request with its required fields.
    pub fn new(project_id: Uuid, product_id: Uuid) -> Self {
        Self { project_id, product_id, style: None, aspect_ratio: None, prompt: None, idempotency_key: None }
    }

    /// Sets [`style`](Self::style).
    #[must_use]
    pub fn with_style(self, style: impl Into<Style>) -> Self {
        Self { style: Some(style.into()), ..self }
    }

    /// Sets [`aspect_ratio`](Self::aspect_ratio).
    #[must_use]
    pub fn with_aspect_ratio(self, aspect_ratio: impl Into<AspectRatio>) -> Self {
        Self { aspect_ratio: Some(aspect_ratio.into()), ..self }
    }

    /// Sets [`prompt`](Self::prompt).
    #[must_use]
    pub fn with_prompt(self, prompt: impl Into<String>) -> Self {
        Self { prompt: Some(prompt.into()), ..self }
    }

    /// Sets [`idempotency_key`](Self::idempotency_key).
    #[must_use]
    pub fn with_idempotency_key(self, idempotency_key: impl Into<String>) -> Self {
        Self { idempotency_key: Some(idempotency_key.into()), ..self }
    }
}

/// Asks for an avatar video: `POST /generate/video` (S4, video).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct VideoRequest {
    /// The id of the project that the product belongs to.
    pub project_id: Uuid,
    /// The id of the product to advertise.
    pub product_id: Uuid,
    /// The words that the avatar speaks, 10 to 2000 characters.
    pub script: String,
    /// The URL of a picture of the caller's own avatar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    /// The voice; `male-1` by the provider's default. The other voices are not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice_id: Option<String>,
    /// The ratio of width to height; 9:16 by the provider's default. 4:5 is not offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect_ratio: Option<AspectRatio>,
    /// The idempotency key, at most 128 characters. It finds the first job again while that job is unfinished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

impl VideoRequest {
    /// Creates a request with its required fields.
    pub fn new(project_id: Uuid, product_id: Uuid, script: impl Into<String>) -> Self {
        Self {
            project_id,
            product_id,
            script: script.into(),
            avatar_url: None,
            voice_id: None,
            aspect_ratio: None,
            idempotency_key: None,
        }
    }

    /// Sets [`avatar_url`](Self::avatar_url).
    #[must_use]
    pub fn with_avatar_url(self, avatar_url: impl Into<String>) -> Self {
        Self { avatar_url: Some(avatar_url.into()), ..self }
    }

    /// Sets [`voice_id`](Self::voice_id).
    #[must_use]
    pub fn with_voice_id(self, voice_id: impl Into<String>) -> Self {
        Self { voice_id: Some(voice_id.into()), ..self }
    }

    /// Sets [`aspect_ratio`](Self::aspect_ratio).
    #[must_use]
    pub fn with_aspect_ratio(self, aspect_ratio: impl Into<AspectRatio>) -> Self {
        Self { aspect_ratio: Some(aspect_ratio.into()), ..self }
    }

    /// Sets [`idempotency_key`](Self::idempotency_key).
    #[must_use]
    pub fn with_idempotency_key(self, idempotency_key: impl Into<String>) -> Self {
        Self { idempotency_key: Some(idempotency_key.into()), ..self }
    }
}

/// Asks for a new project: `POST /products` (facts sheet 3.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProjectRequest {
    /// The name of the project, 1 to 200 characters.
    pub name: String,
    /// The description of the project, at most 1000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl ProjectRequest {
    /// Creates a request with its required fields.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), description: None }
    }

    /// Sets [`description`](Self::description).
    #[must_use]
    pub fn with_description(self, description: impl Into<String>) -> Self {
        Self { description: Some(description.into()), ..self }
    }
}

/// Asks for a new product from its web page: `POST /products/ingest` (facts sheet 3.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct IngestRequest {
    /// The URL of the page that shows the product.
    pub url: String,
    /// The id of the project that the product will belong to.
    pub project_id: Uuid,
}

impl IngestRequest {
    /// Creates a request with its required fields.
    pub fn new(project_id: Uuid, url: impl Into<String>) -> Self {
        Self { url: url.into(), project_id }
    }
}
