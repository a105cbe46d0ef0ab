//! The requests. Required fields are arguments of `new`, options are set by `with_*`. An option that isn't set is absent
//! from the JSON. The service checks the limits.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::vocabulary::{AnimateKind, Model, Provider, Resolution};

/// Asks for a film by Wan 2.2 Animate: `POST /generateTask/wan-2-2-animate` (S3; facts sheet 2).
///
/// The price depends on the length of the motion film in seconds. At least 5 and at most 120 of them are charged (S3, tips).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct AnimateRequest {
    /// The URL of the picture.
    pub image_url: String,
    /// The public HTTP or HTTPS URL of the motion film: MP4, MOV or M4V.
    pub video_url: String,
    /// The kind of result; [`AnimateKind::Animate`] unless it is set.
    pub kind: AnimateKind,
    /// Further instructions in free text; not empty.
    pub prompt: Option<String>,
    /// The size of the film; 480p by the provider's default.
    pub resolution: Option<Resolution>,
    /// The seed: 0 to 2147483647 for repeatable results, -1 for a random one.
    pub seed: Option<i64>,
    /// The provider of the model that does the work; `auto` by the provider's default.
    pub provider: Option<Provider>,
    /// The URL that receives the finished task. Without it, the task must be polled.
    pub callback_url: Option<String>,
}

impl AnimateRequest {
    /// Creates a request from a picture, and a film whose motion the picture takes on.
    pub fn new(image_url: impl Into<String>, video_url: impl Into<String>) -> Self {
        Self {
            image_url: image_url.into(),
            video_url: video_url.into(),
            kind: AnimateKind::Animate,
            prompt: None,
            resolution: None,
            seed: None,
            provider: None,
            callback_url: None,
        }
    }

    /// Sets [`kind`](Self::kind).
    #[must_use]
    pub fn with_kind(self, kind: impl Into<AnimateKind>) -> Self {
        Self { kind: kind.into(), ..self }
    }

    /// Sets [`prompt`](Self::prompt).
    #[must_use]
    pub fn with_prompt(self, prompt: impl Into<String>) -> Self {
        Self { prompt: Some(prompt.into()), ..self }
    }

    /// Sets [`resolution`](Self::resolution).
    #[must_use]
    pub fn with_resolution(self, resolution: impl Into<Resolution>) -> Self {
        Self { resolution: Some(resolution.into()), ..self }
    }

    /// Sets [`seed`](Self::seed).
    #[must_use]
    pub fn with_seed(self, seed: i64) -> Self {
        Self { seed: Some(seed), ..self }
    }

    /// Sets [`provider`](Self::provider).
    #[must_use]
    pub fn with_provider(self, provider: impl Into<Provider>) -> Self {
        Self { provider: Some(provider.into()), ..self }
    }

    /// Sets [`callback_url`](Self::callback_url), a public HTTPS URL that receives the finished task; see
    /// [`Task::from_callback`](crate::Task::from_callback). The task can still be polled.
    #[must_use]
    pub fn with_callback(self, callback_url: impl Into<String>) -> Self {
        Self { callback_url: Some(callback_url.into()), ..self }
    }
}

impl AnimateRequest {
    /// Returns the body of the call.
    pub(crate) fn body(&self) -> impl Serialize {
        let input = AnimateInput {
            mode: "standard",
            kind: &self.kind,
            image_urls: [&self.image_url],
            video_urls: [&self.video_url],
            prompt: self.prompt.as_deref(),
            resolution: self.resolution.as_ref(),
            seed: self.seed,
        };
        Body::new(input, self.provider.as_ref(), self.callback_url.as_deref())
    }
}

/// Asks a model for a result: `POST /generateTask/{model}` (facts sheet 2.1 and 10).
///
/// ```
/// use apixo_client::GenerateRequest;
/// use serde_json::json;
///
/// let input = json!({"mode": "text-to-video", "prompt": "Rain on a tin roof", "duration": 5});
/// let request = GenerateRequest::new("wan-2-5", input).with_provider("official");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct GenerateRequest {
    /// The model.
    pub model: Model,
    /// The input, as the model's own page documents it.
    pub input: Value,
    /// The provider of the model that does the work; `auto` by the default of most models.
    pub provider: Option<Provider>,
    /// The URL that receives the finished task. Without it, the task must be polled.
    pub callback_url: Option<String>,
}

impl GenerateRequest {
    /// Creates a request with its required fields.
    pub fn new(model: impl Into<Model>, input: impl Into<Value>) -> Self {
        Self { model: model.into(), input: input.into(), provider: None, callback_url: None }
    }

    /// Sets [`provider`](Self::provider).
    #[must_use]
    pub fn with_provider(self, provider: impl Into<Provider>) -> Self {
        Self { provider: Some(provider.into()), ..self }
    }

    /// Sets [`callback_url`](Self::callback_url), a public HTTPS URL that receives the finished task; see
    /// [`Task::from_callback`](crate::Task::from_callback).
    #[must_use]
    pub fn with_callback(self, callback_url: impl Into<String>) -> Self {
        Self { callback_url: Some(callback_url.into()), ..self }
    }
}

impl GenerateRequest {
    /// Returns the body of the call.
    pub(crate) fn body(&self) -> impl Serialize {
        Body::new(&self.input, self.provider.as_ref(), self.callback_url.as_deref())
    }
}

/// The body of every submission (facts sheet 2.1).
#[derive(Serialize)]
struct Body<'a, Input> {
    request_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<&'a Provider>,
    input: Input,
}

impl<'a, Input> Body<'a, Input> {
    fn new(input: Input, provider: Option<&'a Provider>, callback_url: Option<&'a str>) -> Self {
        let request_type = if callback_url.is_some() { "callback" } else { "async" };
        Self { request_type, callback_url, provider, input }
    }
}

/// The input of Wan 2.2 Animate (facts sheet 2.2).
#[derive(Serialize)]
struct AnimateInput<'a> {
    mode: &'static str,
    #[serde(rename = "type")]
    kind: &'a AnimateKind,
    image_urls: [&'a str; 1],
    video_urls: [&'a str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution: Option<&'a Resolution>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<i64>,
}
