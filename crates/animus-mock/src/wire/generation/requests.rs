//! Requests, as they are read: each field once, with its clause and its rule.

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

/// How many pictures a call may ask for (`create.num-images-maximum`, `batch.maximum`).
const MOST: u8 = 20;
/// How wide and how high a result may be (`create.size-bounds`).
const PIXELS: std::ops::RangeInclusive<u16> = 64..=2048;
/// The size of a picture that nobody gave a size (`create.size-default`),
const PICTURE: (u16, u16) = (1024, 1024);
/// and of a clip.
const CLIP: (u16, u16) = (1280, 720);

/// `POST /generation/create` (`animus-generation.txt`, request body; `animus-facts.md`, 2.1).
pub struct CreateRequest {
    /// The prompt.
    pub prompt: Arc<str>,
    /// What kind of generation it is.
    pub kind: Kind,
    /// How many pictures.
    pub images: usize,
    /// The seed.
    pub seed: Option<u64>,
    /// Width and height.
    pub pixels: (u16, u16),
    /// The character.
    pub character_id: Option<String>,
    /// Its LoRAs.
    pub loras: Loras,
    /// A picture to make it from: never fetched.
    pub source_url: Option<String>,
    /// The group.
    pub choice: Choice,
    /// What else was asked for that the result can show.
    pub notes: Vec<(&'static str, String)>,
}

impl CreateRequest {
    /// Reads it. In a strict world the guide's table is all there is: what only the reference has is not looked at.
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

/// The kind of a generation: the one that is named, or what its fields say (`animus-facts.md`, A17).
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

/// What turns parts of a character's render on and off.
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

    /// The LoRAs that a generation needs: only a character's picture has any.
    fn loras(&self, kind: Kind) -> Loras {
        let has_any = kind == Kind::Character;
        Loras { face: has_any && self.face_lora, body: has_any && self.body_lora }
    }

    /// What was turned off, for the result to show.
    fn notes(&self, kind: Kind) -> impl Iterator<Item = (&'static str, String)> {
        let rows =
            [("face lora", self.face_lora), ("body lora", self.body_lora), ("face swap", self.face_swap)];
        let off = rows.into_iter().filter(move |(_, on)| kind == Kind::Character && !on);
        off.map(|(name, _)| (name, "off".to_owned()))
    }
}

/// The fields that only the reference has (`animus-facts.md`, C8).
#[derive(Default)]
struct Extras {
    kind: Option<Kind>,
    seed: Option<u64>,
    width: Option<u16>,
    height: Option<u16>,
    notes: Vec<(&'static str, String)>,
}

/// Their names.
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

/// The words for kinds of generations (`create.override`).
const KINDS: &[(&str, Kind)] = &[
    ("character_generation", Kind::Character),
    ("photo_edit", Kind::PhotoEdit),
    ("image_to_video", Kind::ImageToVideo),
    ("text_to_image", Kind::TextToImage),
];

/// A prompt: a text that says something.
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

/// `POST /generation/batch` (`animus-generation.txt`, batch; `animus-facts.md`, 2.3).
pub struct BatchRequest {
    /// What is asked for, or why it is not valid.
    pub prompts: Vec<Result<BatchPrompt, String>>,
    /// The character of all of them.
    pub character_id: Option<String>,
    /// The group of all of them.
    pub choice: Choice,
}

/// One of a batch's prompts.
pub struct BatchPrompt {
    /// The prompt.
    pub prompt: Arc<str>,
    /// What kind of generation it is.
    pub kind: Kind,
    /// The character's LoRAs.
    pub loras: Loras,
    /// A picture to make it from: never fetched.
    pub source_url: Option<String>,
    /// What else was asked for that the result can show.
    pub notes: Vec<(&'static str, String)>,
}

impl BatchPrompt {
    /// How large its picture is.
    pub const PIXELS: (u16, u16) = PICTURE;

    fn read(fields: &mut Fields<'_>, has_character: bool) -> Option<Self> {
        let prompt = fields.required("prompt", &clause::BATCH_PROMPTS, prompt);
        let flags = Flags::read(fields);
        let source_url = source_url(fields);
        let (kind, _) = inferred(has_character, source_url.is_some());
        let (loras, notes) = (flags.loras(kind), flags.notes(kind).collect());
        Some(Self { prompt: prompt?, kind, loras, source_url, notes })
    }

    /// One element of the list: what is not valid about it stays with it.
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

/// `GET /generation/groups` (`animus-facts.md`, 2.4).
pub struct ListQuery {
    /// Which page.
    pub page: Page,
    /// Only groups of this character.
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

/// `GET /generation/groups/{group_id}` (`animus-facts.md`, 2.5).
pub struct DetailQuery {
    /// Which page of its generations.
    pub page: Page,
}

static DETAIL: PageRule =
    PageRule { default: 50, most: 200, limit: &clause::GROUP_LIMIT, offset: &clause::GROUP_OFFSET };

impl Form for DetailQuery {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        Some(Self { page: Page::read(fields, &DETAIL) })
    }
}
