//! Requests: each field once, with its clause and its rule.

use mock_core::clause::Citations;
use mock_core::fields::{Fault, Fields, Form, Issue, Unreadable, integer_text, one_of, text, url, uuid};
use url::Url;
use uuid::Uuid;

use super::options::{AspectRatio, Format, Platform, Style, Tone};
use crate::clause;

/// The fields that all three generation calls share.
#[derive(Clone)]
pub struct Target {
    /// The id of the project.
    pub project_id: Uuid,
    /// The id of the product in the project.
    pub product_id: Uuid,
    /// The idempotency key of the caller; an empty one counts as none.
    pub idempotency_key: Option<String>,
}

impl Target {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let project_id = fields.required("projectId", &clause::GENERATE_PROJECT_ID, uuid);
        let product_id = fields.required("productId", &clause::GENERATE_PRODUCT_ID, uuid);
        let key = fields.optional("idempotencyKey", &clause::GENERATE_IDEMPOTENCY_KEY, text(0..=128));
        if key.as_deref() == Some("") {
            fields.cite(&clause::IDEMPOTENCY_EMPTY_KEY);
        }
        let idempotency_key = key.filter(|key| !key.is_empty());
        Some(Self { project_id: project_id?, product_id: product_id?, idempotency_key })
    }
}

fn cite_length_unit(fields: &mut Fields<'_>, text: Option<&str>) {
    if text.is_some_and(|text| !text.is_ascii()) {
        fields.cite(&clause::GENERATE_LENGTH_UNIT);
    }
}

/// The body of `POST /generate/copy` (`cutx.txt`, copy).
pub struct CopyRequest {
    /// The product and the idempotency key.
    pub target: Target,
    /// The platform that will show the copy.
    pub platform: Platform,
    /// The format of the copy.
    pub format: Format,
    /// The tone of the copy.
    pub tone: Tone,
    /// More wishes of the caller, in words.
    pub custom_instructions: Option<String>,
}

impl Form for CopyRequest {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let target = Target::read(fields);
        let platform = fields.required("platform", &clause::COPY_PLATFORM, one_of(Platform::ALL));
        let format = fields.required("format", &clause::COPY_FORMAT, one_of(Format::ALL));
        let tone = fields.required("tone", &clause::COPY_TONE, one_of(Tone::ALL));
        let custom_instructions =
            fields.optional("customInstructions", &clause::COPY_CUSTOM_INSTRUCTIONS, text(0..=500));
        cite_length_unit(fields, custom_instructions.as_deref());
        Some(Self { target: target?, platform: platform?, format: format?, tone: tone?, custom_instructions })
    }
}

/// The body of `POST /generate/static-ad` (`cutx.txt`, static ad).
pub struct StaticAdRequest {
    /// The product and the idempotency key.
    pub target: Target,
    /// The style of the picture.
    pub style: Style,
    /// The aspect ratio of the picture.
    pub aspect_ratio: AspectRatio,
    /// The prompt.
    pub prompt: Option<String>,
}

impl Form for StaticAdRequest {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let target = Target::read(fields);
        let style = fields.optional("style", &clause::STATIC_AD_STYLE, one_of(Style::ALL));
        match style {
            Some(Style::Modern) => fields.cite(&clause::STATIC_AD_STYLE_MODERN),
            Some(_) => {}
            None => fields.cite(&clause::STATIC_AD_STYLE_DEFAULT),
        }
        let ratios = one_of(AspectRatio::STATIC_AD);
        let aspect_ratio = fields.optional("aspectRatio", &clause::STATIC_AD_ASPECT_RATIO, ratios);
        if aspect_ratio.is_none() {
            fields.cite(&clause::STATIC_AD_ASPECT_RATIO_DEFAULT);
        }
        let prompt = fields.optional("prompt", &clause::STATIC_AD_PROMPT, text(5..=1000));
        cite_length_unit(fields, prompt.as_deref());
        if prompt.is_none() {
            fields.cite(&clause::STATIC_AD_PROMPT_DEFAULT);
        }
        Some(Self {
            target: target?,
            style: style.unwrap_or(Style::ProductHero),
            aspect_ratio: aspect_ratio.unwrap_or(AspectRatio::Square),
            prompt,
        })
    }
}

impl StaticAdRequest {
    /// Refuses the style that stands only in the printed request. This is for strict worlds, in which the table wins.
    pub fn hold_to_table(&self) -> Result<(), Unreadable> {
        if self.style != Style::Modern {
            return Ok(());
        }
        let allowed = Style::ALL.iter().map(|(word, _)| *word).filter(|word| *word != self.style.name());
        let fault = Fault::NotOneOf { allowed: allowed.collect(), received: self.style.name().to_owned() };
        let issue = Issue { field: "style".to_owned(), fault, clause: &clause::STATIC_AD_STYLE_STRICT };
        Err(Unreadable::Fields { issues: vec![issue], cited: Citations::default() })
    }
}

/// The body of `POST /generate/video` (`cutx.txt`, video).
pub struct VideoRequest {
    /// The product and the idempotency key.
    pub target: Target,
    /// The text that is spoken.
    pub script: String,
    /// The URL of the avatar, which is never fetched.
    pub avatar_url: Option<Url>,
    /// The id of the voice.
    pub voice_id: String,
    /// The aspect ratio of the film.
    pub aspect_ratio: AspectRatio,
}

/// The voice of a video that names none.
const DEFAULT_VOICE: &str = "male-1";

impl Form for VideoRequest {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let target = Target::read(fields);
        let script = fields.required("script", &clause::VIDEO_SCRIPT, text(10..=2000));
        cite_length_unit(fields, script.as_deref());
        let avatar_url = fields.optional("avatarUrl", &clause::VIDEO_AVATAR_URL, url);
        if avatar_url.is_some() {
            fields.cite(&clause::VIDEO_AVATAR_NOT_FETCHED);
        }
        let voice_id = fields.optional("voiceId", &clause::VIDEO_VOICE_ID, text(0..=usize::MAX));
        match voice_id.as_deref() {
            None => fields.cite(&clause::VIDEO_VOICE_ID),
            Some(DEFAULT_VOICE) => {}
            Some(_) => fields.cite(&clause::VIDEO_VOICE_OPEN),
        }
        let ratios = one_of(AspectRatio::VIDEO);
        let aspect_ratio = fields.optional("aspectRatio", &clause::VIDEO_ASPECT_RATIO, ratios);
        if aspect_ratio.is_none() {
            fields.cite(&clause::VIDEO_ASPECT_RATIO_DEFAULT);
        }
        Some(Self {
            target: target?,
            script: script?,
            avatar_url,
            voice_id: voice_id.unwrap_or_else(|| DEFAULT_VOICE.to_owned()),
            aspect_ratio: aspect_ratio.unwrap_or(AspectRatio::Tall),
        })
    }
}

/// The query of `GET /generate/status` (`cutx.txt`, status).
pub struct StatusQuery {
    /// The id of the job.
    pub job_id: Uuid,
}

impl Form for StatusQuery {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let job_id = fields.required("jobId", &clause::STATUS_ANSWER, uuid);
        Some(Self { job_id: job_id? })
    }
}

/// The query of `GET /products` (`cutx-facts.md`, 3.1).
pub struct ListQuery {
    /// The project whose products are listed; without one, the projects themselves are listed.
    pub project_id: Option<Uuid>,
    /// The most entries of the list.
    pub limit: Option<u64>,
}

impl Form for ListQuery {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let project_id = fields.optional("projectId", &clause::PRODUCT_PRODUCTS, uuid);
        let limit = fields.optional("limit", &clause::PRODUCT_LIMIT, integer_text(1..=100));
        Some(Self { project_id, limit })
    }
}

/// The body of `POST /products` (`cutx-facts.md`, 3.1).
pub struct CreateProjectRequest {
    /// The name of the project.
    pub name: String,
    /// The description of the project.
    pub description: Option<String>,
}

impl Form for CreateProjectRequest {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let name = fields.required("name", &clause::PRODUCT_PROJECT_NAME, text(1..=200));
        let description =
            fields.optional("description", &clause::PRODUCT_PROJECT_DESCRIPTION, text(0..=1000));
        Some(Self { name: name?, description })
    }
}

/// The body of `POST /products/ingest` (`cutx-facts.md`, 3.1).
pub struct IngestRequest {
    /// The URL of the page, which is never fetched.
    pub url: Url,
    /// The id of the project that gets the product.
    pub project_id: Uuid,
}

impl Form for IngestRequest {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let page = fields.required("url", &clause::PRODUCT_INGEST_URL, url);
        let project_id = fields.required("projectId", &clause::PRODUCT_INGEST, uuid);
        Some(Self { url: page?, project_id: project_id? })
    }
}
