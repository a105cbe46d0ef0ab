//! The requests of the image generation guide: each field once, with its clause and its rule.

use std::sync::Arc;

use mock_core::clause::ClauseRef;
use mock_core::fields::{
    self, Fault, Fields, Form, Unreadable, boolean, integer, number, one_of, text, type_name, url,
};
use serde_json::Value;

use crate::clause;
use crate::prices::Kind;
use crate::refusals::sentences;
use crate::state::characters::Loras;
use crate::state::groups::Choice;
use crate::wire::{Page, PageRule, items, number as any_number, optional};

/// The most pictures of a call (`create.num-images-maximum`, `batch.maximum`).
const MOST: u8 = 20;
/// The allowed width and height of a result, in pixels (`create.size-bounds`).
const PIXELS: std::ops::RangeInclusive<u16> = 64..=2048;
/// The default size of a picture, in pixels (`create.size-default`).
const PICTURE: (u16, u16) = (1024, 1024);
/// The default size of a clip, in pixels.
const CLIP: (u16, u16) = (1280, 720);

/// The body of `POST /generation/create` (`animus-generation.txt`, request body; `animus-facts.md`, 2.1).
pub struct CreateRequest {
    /// The prompt.
    pub prompt: Arc<str>,
    /// The kind of generation.
    pub kind: Kind,
    /// The number of pictures.
    pub images: usize,
    /// The seed.
    pub seed: Option<u64>,
    /// The width and the height, in pixels.
    pub pixels: (u16, u16),
    /// The id of the character.
    pub character_id: Option<String>,
    /// The LoRAs of the character that are needed.
    pub loras: Loras,
    /// The URL of a picture to start from, which is never fetched.
    pub source_url: Option<String>,
    /// The choice of the group.
    pub choice: Choice,
    /// Other options that the result can show, with their labels.
    pub notes: Vec<(&'static str, String)>,
}

impl CreateRequest {
    /// Reads a request. In a strict world only the table of the guide counts: fields that stand only in the reference are
    /// ignored.
    pub fn read(fields: &mut Fields<'_>, strict: bool) -> Option<Self> {
        let prompt = fields.required("prompt", &clause::CREATE_PROMPT, prompt);
        let images = optional(fields, "num_images", &clause::CREATE_NUM_IMAGES, integer(1..=MOST));
        let character_id = optional(fields, "character_id", &clause::CREATE_CHARACTER, text(1..=usize::MAX));
        let flags = Flags::read(fields);
        let source_url = source_url(fields);
        let convert = optional(fields, "convert_to_video", &clause::CREATE_CONVERT, boolean).unwrap_or(false);
        let choice = choice(fields);
        let extras = Extras::read(fields, strict);
        let kind = kind(fields, &extras, convert, character_id.is_some(), source_url.is_some());
        let (usual_width, usual_height) = if kind.is_video() { CLIP } else { PICTURE };
        if extras.width.is_none() || extras.height.is_none() {
            fields.cite(&clause::CREATE_SIZE_DEFAULT);
        }
        let Extras { seed, width, height, mut notes, .. } = extras;
        notes.extend(flags.notes(kind));
        Some(Self {
            prompt: prompt?,
            kind,
            images: images.map_or(1, usize::from),
            seed,
            pixels: (width.unwrap_or(usual_width), height.unwrap_or(usual_height)),
            loras: flags.loras(kind),
            character_id,
            source_url,
            choice,
            notes,
        })
    }
}

/// Returns the kind of a generation: the named one, or the one that its fields imply (`animus-facts.md`, A17).
fn kind(
    fields: &mut Fields<'_>,
    extras: &Extras,
    convert: bool,
    has_character: bool,
    has_source: bool,
) -> Kind {
    let (kind, by): (_, ClauseRef) = match extras.kind {
        Some(kind) => (kind, &clause::CREATE_OVERRIDE),
        None if convert => (Kind::ImageToVideo, &clause::CREATE_VIDEO),
        None => inferred(has_character, has_source),
    };
    fields.cite(by);
    if has_character && has_source {
        fields.cite(&clause::CREATE_PRECEDENCE);
    }
    match kind {
        Kind::ImageToVideo | Kind::PhotoEdit if !has_source && !fields.has("source_image_url") => {
            fields.refuse("source_image_url", Fault::Missing, &clause::CREATE_NEEDS_SOURCE);
        }
        Kind::ImageToVideo | Kind::PhotoEdit if !has_source => {
            let fault = Fault::WrongType { expected: "string", received: "null" };
            fields.refuse("source_image_url", fault, &clause::CREATE_NEEDS_SOURCE);
        }
        Kind::Character if !has_character => {
            fields.refuse("character_id", Fault::Missing, &clause::CREATE_NEEDS_CHARACTER);
        }
        _ => {}
    }
    kind
}

fn inferred(has_character: bool, has_source: bool) -> (Kind, ClauseRef) {
    match (has_character, has_source) {
        (true, _) => (Kind::Character, &clause::CREATE_CHARACTER),
        (false, true) => (Kind::PhotoEdit, &clause::CREATE_PHOTO_EDIT),
        (false, false) => (Kind::TextToImage, &clause::CREATE_TEXT),
    }
}

/// The switches for parts of a character's picture.
struct Flags {
    face_lora: bool,
    body_lora: bool,
    face_swap: bool,
}

impl Flags {
    fn read(fields: &mut Fields<'_>) -> Self {
        let mut flag = |name| optional(fields, name, &clause::CREATE_FLAGS, boolean).unwrap_or(true);
        Self {
            face_lora: flag("use_face_lora"),
            body_lora: flag("use_body_lora"),
            face_swap: flag("face_swap"),
        }
    }

    /// Returns the LoRAs that a generation needs; only the picture of a character needs any.
    fn loras(&self, kind: Kind) -> Loras {
        let has_any = kind == Kind::Character;
        Loras { face: has_any && self.face_lora, body: has_any && self.body_lora }
    }

    /// Returns the parts that are switched off, for the result to show.
    fn notes(&self, kind: Kind) -> impl Iterator<Item = (&'static str, String)> {
        let rows =
            [("face lora", self.face_lora), ("body lora", self.body_lora), ("face swap", self.face_swap)];
        let off = rows.into_iter().filter(move |(_, on)| kind == Kind::Character && !on);
        off.map(|(name, _)| (name, "off".to_owned()))
    }
}

/// The fields that stand only in the reference (`animus-facts.md`, C8).
#[derive(Default)]
struct Extras {
    kind: Option<Kind>,
    seed: Option<u64>,
    width: Option<u16>,
    height: Option<u16>,
    notes: Vec<(&'static str, String)>,
}

/// The names of the fields that stand only in the reference.
const EXTRAS: [&str; 8] = [
    "seed",
    "width",
    "height",
    "generation_type",
    "negative_prompt",
    "strength",
    "guidance_scale",
    "num_inference_steps",
];

impl Extras {
    fn read(fields: &mut Fields<'_>, strict: bool) -> Self {
        if strict {
            for name in EXTRAS {
                fields.ignored(name, &clause::CREATE_TABLE_STRICT);
            }
            return Self::default();
        }
        let seed = optional(fields, "seed", &clause::CREATE_SEED, integer(i64::MIN..=i64::MAX));
        let mut size = |name| optional(fields, name, &clause::CREATE_SIZE, integer(PIXELS));
        let (width, height) = (size("width"), size("height"));
        let kind = optional(fields, "generation_type", &clause::CREATE_OVERRIDE, one_of(KINDS));
        let tuned = &clause::CREATE_TUNING;
        let negative = optional(fields, "negative_prompt", tuned, text(0..=usize::MAX));
        let strength = optional(fields, "strength", &clause::CREATE_STRENGTH, number(0..=1));
        let guidance = optional(fields, "guidance_scale", tuned, any_number);
        let steps = optional(fields, "num_inference_steps", tuned, integer(i64::MIN..=i64::MAX));
        let notes = [
            ("without", negative),
            ("strength", strength.map(|number| number.to_string())),
            ("guidance", guidance.map(|number| number.to_string())),
            ("steps", steps.map(|number| number.to_string())),
        ];
        let notes = notes.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        Self { kind, seed: seed.map(i64::cast_unsigned), width, height, notes }
    }
}

/// The words for the kinds of generations (`create.override`).
const KINDS: &[(&str, Kind)] = &[
    ("character_generation", Kind::Character),
    ("photo_edit", Kind::PhotoEdit),
    ("image_to_video", Kind::ImageToVideo),
    ("text_to_image", Kind::TextToImage),
];

/// Reads a prompt: a text with more than white space.
fn prompt(value: &Value) -> Result<Arc<str>, Fault> {
    let prompt = text(1..=usize::MAX)(value)?;
    if prompt.trim().is_empty() { Err(Fault::TooShort(1)) } else { Ok(prompt.into()) }
}

fn source_url(fields: &mut Fields<'_>) -> Option<String> {
    let web = |value: &Value| url(value).map(|_| value.as_str().unwrap_or_default().to_owned());
    optional(fields, "source_image_url", &clause::CREATE_SOURCE_URL, web)
}

fn choice(fields: &mut Fields<'_>) -> Choice {
    let group_id = optional(fields, "group_id", &clause::CREATE_GROUP_ID, text(1..=usize::MAX));
    let title = optional(fields, "group_title", &clause::CREATE_GROUP_TITLE, text(0..=usize::MAX));
    if title.as_deref().unwrap_or_default().is_empty() && group_id.is_none() {
        fields.cite(&clause::CREATE_GROUP_AUTO);
    }
    if group_id.is_some() && title.is_some() {
        fields.cite(&clause::CREATE_GROUP_ID_WINS);
    }
    Choice { group_id, title }
}

/// The body of `POST /generation/batch` (`animus-generation.txt`, batch; `animus-facts.md`, 2.3).
pub struct BatchRequest {
    /// The prompts, or the sentence that tells why a prompt is not valid.
    pub prompts: Vec<Result<BatchPrompt, String>>,
    /// The id of the character of all prompts.
    pub character_id: Option<String>,
    /// The choice of the group for all prompts.
    pub choice: Choice,
}

/// One prompt of a batch.
pub struct BatchPrompt {
    /// The prompt.
    pub prompt: Arc<str>,
    /// The kind of generation.
    pub kind: Kind,
    /// The LoRAs of the character that are needed.
    pub loras: Loras,
    /// The URL of a picture to start from, which is never fetched.
    pub source_url: Option<String>,
    /// Other options that the result can show, with their labels.
    pub notes: Vec<(&'static str, String)>,
}

impl BatchPrompt {
    /// The size of its picture, in pixels.
    pub const PIXELS: (u16, u16) = PICTURE;

    fn read(fields: &mut Fields<'_>, has_character: bool) -> Option<Self> {
        let prompt = fields.required("prompt", &clause::BATCH_PROMPTS, prompt);
        let flags = Flags::read(fields);
        let source_url = source_url(fields);
        let (kind, _) = inferred(has_character, source_url.is_some());
        let (loras, notes) = (flags.loras(kind), flags.notes(kind).collect());
        Some(Self { prompt: prompt?, kind, loras, source_url, notes })
    }

    /// Reads one element of the list. Its faults are returned as a sentence and do not refuse the whole list.
    fn of(value: &Value, has_character: bool) -> Result<Self, String> {
        let Some(object) = value.as_object() else {
            return Err(format!("prompt must be in an object, not {}", type_name(value)));
        };
        match fields::read(object, |fields| Self::read(fields, has_character)) {
            Ok(read) => Ok(read.form),
            Err(Unreadable::Fields { issues, .. }) => Err(sentences(&issues)),
            Err(_) => Err("the prompt is not valid".to_owned()),
        }
    }
}

impl Form for BatchRequest {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let character_id = optional(fields, "character_id", &clause::BATCH_CHARACTER, text(1..=usize::MAX));
        let choice = choice(fields);
        let prompts = fields.required("prompts", &clause::BATCH_COUNT, |value| {
            let items = items(value, 1..=MOST.into())?.iter();
            Ok(items.map(|item| BatchPrompt::of(item, character_id.is_some())).collect())
        });
        Some(Self { prompts: prompts?, character_id, choice })
    }
}

/// The query of `GET /generation/groups` (`animus-facts.md`, 2.4).
pub struct ListQuery {
    /// The page of the list.
    pub page: Page,
    /// The id of a character to filter by.
    pub character_id: Option<String>,
}

static LIST: PageRule =
    PageRule { default: 50, most: 100, limit: &clause::GROUP_LIST_LIMIT, offset: &clause::GROUP_LIST_OFFSET };

impl Form for ListQuery {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let page = Page::read(fields, &LIST);
        let character_id =
            fields.optional("character_id", &clause::GROUP_LIST_CHARACTER, text(0..=usize::MAX));
        Some(Self { page, character_id })
    }
}

/// The query of `GET /generation/groups/{group_id}` (`animus-facts.md`, 2.5).
pub struct DetailQuery {
    /// The page of its generations.
    pub page: Page,
}

static DETAIL: PageRule =
    PageRule { default: 50, most: 200, limit: &clause::GROUP_LIMIT, offset: &clause::GROUP_OFFSET };

impl Form for DetailQuery {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        Some(Self { page: Page::read(fields, &DETAIL) })
    }
}
