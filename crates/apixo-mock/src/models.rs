//! The models: one row each, with a function that reads the input and tells what it asks for. Another model is another row.

use std::sync::Arc;
use std::time::Duration;

use mock_core::clause::ClauseRef;
use mock_core::credits::Credits;
use mock_core::fields::{Fault, Fields, integer, one_of, only, text, url};
use mock_core::http::Visit;
use mock_core::steer::Steer;
use serde_json::Value;
use url::Url;

use crate::prices::{Resolution, billed_seconds};
use crate::{clause, clip};

/// A model.
pub struct Model {
    /// The id of the model, as it stands in paths.
    pub id: &'static str,
    /// Reads the input of the model, without the envelope around it.
    pub read: fn(&mut Fields<'_>, &Visit) -> Option<Commission>,
}

/// An input that a model has read: its price, its duration and its content.
pub struct Commission {
    /// The price of the task.
    pub price: Credits,
    /// The time from acceptance to the end, at the provider's pace.
    pub work: Duration,
    /// The fail code, if the inputs cannot be used.
    pub unusable: Option<&'static str>,
    /// `true` if `prompt`, `resolution` and `seed` are all given, as in the printed requests.
    pub is_complete: bool,
    /// The words in the prompt that steer the task.
    pub steer: Steer,
    /// The content that the result shows.
    pub brief: Brief,
}

/// The content of a result.
pub struct Brief {
    /// The kind of work: `animate` or `replace`.
    pub kind: &'static str,
    /// The width and the height, in pixels.
    pub pixels: (u32, u32),
    /// The length of the film, in seconds.
    pub seconds: u32,
    /// The prompt, if the request has one.
    pub prompt: Option<Arc<str>>,
    /// Other options of the request, with their labels.
    pub notes: Vec<(&'static str, String)>,
    /// The seed of the request; without one it is drawn.
    pub seed: Option<u64>,
    /// The clause on the duration of the work.
    pub timed_by: ClauseRef,
}

/// All models.
pub static MODELS: [Model; 1] = [Model { id: "wan-2-2-animate", read: read_animate }];

/// Returns the model with this id.
pub fn find(id: &str) -> Option<&'static Model> {
    MODELS.iter().find(|model| model.id == id)
}

/// Reads the input of `wan-2-2-animate`: a picture that moves like the figure in a clip, or that replaces this figure
/// (`apixo-facts.md`, 2.2).
fn read_animate(input: &mut Fields<'_>, visit: &Visit) -> Option<Commission> {
    const MODES: &[(&str, ())] = &[("standard", ())];
    const TYPES: &[(&str, &str)] = &[("animate", "animate"), ("replace", "replace")];
    if input.optional("mode", &clause::GENERATE_MODE, one_of(MODES)).is_none() {
        input.cite(&clause::GENERATE_MODE_DEFAULT);
    }
    let kind = input.optional("type", &clause::GENERATE_TYPE, one_of(TYPES));
    match kind {
        None => input.cite(&clause::GENERATE_TYPE_DEFAULT),
        Some("replace") => input.cite(&clause::PRICE_TYPE),
        Some(_) => {}
    }
    let image = input.required("image_urls", &clause::GENERATE_IMAGE_URLS, only(text(1..=usize::MAX)));
    let video = input.required("video_urls", &clause::GENERATE_VIDEO_URLS, only(url));
    let prompt = input.optional("prompt", &clause::GENERATE_PROMPT, text(1..=usize::MAX));
    match prompt.as_deref() {
        None => input.cite(&clause::GENERATE_PROMPT_OPTIONAL),
        Some(long) if long.len() > OTHER_MODELS_PROMPT => input.cite(&clause::GENERATE_PROMPT_LENGTH),
        Some(_) => {}
    }
    let resolution = input.optional("resolution", &clause::GENERATE_RESOLUTION, one_of(Resolution::ALL));
    if resolution.is_none() {
        input.cite(&clause::GENERATE_RESOLUTION_DEFAULT);
    }
    let seed = input.optional("seed", &clause::GENERATE_SEED, seed);
    match seed.flatten() {
        None => input.cite(&clause::GENERATE_SEED_DEFAULT),
        Some(seed) if seed == LARGEST_SEED.cast_unsigned() => input.cite(&clause::GENERATE_SEED_LARGEST),
        Some(_) => {}
    }
    let (image, video) = (image?, video?);
    if video.scheme() == "http" {
        input.cite(&clause::GENERATE_VIDEO_URL_PLAIN_HTTP);
    }
    let web_image = Url::parse(&image).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let price = resolution.unwrap_or(Resolution::P480).price();
    let (length, known_by) = clip::length(&video, visit);
    let (seconds, billed_by) = billed_seconds(length);
    let (unusable, judged_by) = clip::unusable(web_image.as_ref(), &video);
    for clause in known_by.into_iter().chain(billed_by).chain(judged_by).chain(price.clauses.iter().copied())
    {
        input.cite(clause);
    }
    Some(Commission {
        price: price.per_second * seconds,
        work: price.work,
        unusable,
        steer: Steer::read(prompt.as_deref()),
        is_complete: prompt.is_some() && resolution.is_some() && seed.is_some(),
        brief: Brief {
            kind: kind.unwrap_or("animate"),
            pixels: price.pixels,
            seconds,
            prompt: prompt.map(Arc::from),
            notes: vec![("mode", "standard".to_owned()), ("image", image), ("motion", video.into())],
            seed: seed.flatten(),
            timed_by: price.timed_by,
        },
    })
}

/// The longest prompt of the provider's other models. A longer one cites the clause that this model has no limit.
const OTHER_MODELS_PROMPT: usize = 800;
/// The largest seed.
const LARGEST_SEED: i64 = 2_147_483_647;

/// Reads a seed; -1 asks for a random one.
fn seed(value: &Value) -> Result<Option<u64>, Fault> {
    integer(-1..=LARGEST_SEED)(value).map(|seed| u64::try_from(seed).ok())
}
