//! Requests, as they are read: each field once, with its clause and its rule.

use mock_core::clause::Citations;
use mock_core::fields::{Fault, Fields, Form, Issue, Unreadable, integer_text, one_of, text, url, uuid};
use url::Url;
use uuid::Uuid;

use super::options::{AspectRatio, Format, Platform, Style, Tone};
use crate::clause;

/// What all three generation calls have in common.
#[derive(Clone)]
pub struct Target {
    /// The project.
    pub project_id: Uuid,
    /// The product in it.
    pub product_id: Uuid,
    /// The caller's name for this call; an empty one is none.
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

/// `POST /generate/copy` (`cutx.txt`, copy).
pub struct CopyRequest {
    /// For what, and under which name.
    pub target: Target,
    /// Where it will be shown.
    pub platform: Platform,
    /// How it is built.
    pub format: Format,
    /// How it sounds.
    pub tone: Tone,
    /// What else to mind.
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

/// `POST /generate/static-ad` (`cutx.txt`, static ad).
pub struct StaticAdRequest {
    /// For what, and under which name.
    pub target: Target,
    /// The look.
    pub style: Style,
    /// The shape.
    pub aspect_ratio: AspectRatio,
    /// What to show.
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
    /// In a strict world the table wins over the printed request.
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

/// `POST /generate/video` (`cutx.txt`, video).
pub struct VideoRequest {
    /// For what, and under which name.
    pub target: Target,
    /// What is said.
    pub script: String,
    /// Who says it: never fetched.
    pub avatar_url: Option<Url>,
    /// In which voice.
    pub voice_id: String,
    /// The shape.
    pub aspect_ratio: AspectRatio,
}

/// The voice that speaks when none is named.
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

/// `GET /generate/status` (`cutx.txt`, status).
pub struct StatusQuery {
    /// The job.
    pub job_id: Uuid,
}

impl Form for StatusQuery {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let job_id = fields.required("jobId", &clause::STATUS_ANSWER, uuid);
        Some(Self { job_id: job_id? })
    }
}

/// `GET /products` (`cutx-facts.md`, 3.1).
pub struct ListQuery {
    /// With it the project's products are listed, without it the projects.
    pub project_id: Option<Uuid>,
    /// How many at the most.
    pub limit: Option<u64>,
}

impl Form for ListQuery {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let project_id = fields.optional("projectId", &clause::PRODUCT_PRODUCTS, uuid);
        let limit = fields.optional("limit", &clause::PRODUCT_LIMIT, integer_text(1..=100));
        Some(Self { project_id, limit })
    }
}

/// `POST /products` (`cutx-facts.md`, 3.1).
pub struct CreateProjectRequest {
    /// Its name.
    pub name: String,
    /// What it is about.
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

/// `POST /products/ingest` (`cutx-facts.md`, 3.1).
pub struct IngestRequest {
    /// The page to read: never fetched.
    pub url: Url,
    /// The project to put the product into.
    pub project_id: Uuid,
}

impl Form for IngestRequest {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let page = fields.required("url", &clause::PRODUCT_INGEST_URL, url);
        let project_id = fields.required("projectId", &clause::PRODUCT_INGEST, uuid);
        Some(Self { url: page?, project_id: project_id? })
    }
}
