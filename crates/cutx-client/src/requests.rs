//! What is asked for: one struct a call, required fields in `new`, options by `with_*`. An option that isn't set is
//! absent from the JSON. Limits are the provider's to check.

use serde::Serialize;
use uuid::Uuid;

use crate::vocabulary::{AspectRatio, Format, Platform, Style, Tone};

/// Asks for ad copy: `POST /generate/copy` (S4, copy).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CopyRequest {
    /// The project that the product belongs to.
    pub project_id: Uuid,
    /// The product to advertise.
    pub product_id: Uuid,
    /// Where the copy is to appear.
    pub platform: Platform,
    /// Its form.
    pub format: Format,
    /// Its tone.
    pub tone: Tone,
    /// Wishes in one's own words, at most 500 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_instructions: Option<String>,
    /// At most 128 characters. It protects copy only while two calls overlap (facts sheet 5.2, row 3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

impl CopyRequest {
    /// With what is required.
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
    /// The project that the product belongs to.
    pub project_id: Uuid,
    /// The product to advertise.
    pub product_id: Uuid,
    /// The style; the provider's default is not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<Style>,
    /// Width to height; 1:1 by the provider's default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect_ratio: Option<AspectRatio>,
    /// What to show, 5 to 1000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    /// At most 128 characters; finds the first job again for as long as that is unfinished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

impl StaticAdRequest {
    /// With what is required.
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
    /// The project that the product belongs to.
    pub project_id: Uuid,
    /// The product to advertise.
    pub product_id: Uuid,
    /// What the avatar says, 10 to 2000 characters.
    pub script: String,
    /// A picture of one's own avatar.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    /// The voice; `male-1` by the provider's default. The other voices are not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice_id: Option<String>,
    /// Width to height; 9:16 by the provider's default, and not 4:5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect_ratio: Option<AspectRatio>,
    /// At most 128 characters; finds the first job again for as long as that is unfinished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

impl VideoRequest {
    /// With what is required.
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

/// Creates a project: `POST /products` (facts sheet 3.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProjectRequest {
    /// Its name, 1 to 200 characters.
    pub name: String,
    /// What it is about, at most 1000 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl ProjectRequest {
    /// With what is required.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), description: None }
    }

    /// Sets [`description`](Self::description).
    #[must_use]
    pub fn with_description(self, description: impl Into<String>) -> Self {
        Self { description: Some(description.into()), ..self }
    }
}

/// Makes a product of a web page: `POST /products/ingest` (facts sheet 3.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct IngestRequest {
    /// The page that shows the product.
    pub url: String,
    /// The project that the product will belong to.
    pub project_id: Uuid,
}

impl IngestRequest {
    /// With what is required.
    pub fn new(project_id: Uuid, url: impl Into<String>) -> Self {
        Self { url: url.into(), project_id }
    }
}
