//! The models: a row each, with how its input is read and what comes of it. Another model is another row.

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
    /// Its id, as it stands in paths.
    pub id: &'static str,
    /// Reads its input; everything but the envelope around it.
    pub read: fn(&mut Fields<'_>, &Visit) -> Option<Commission>,
}

/// What a model was asked for, as far as the rest needs to know it.
pub struct Commission {
    /// What it costs.
    pub price: Credits,
    /// How long it takes from acceptance to the end.
    pub work: Duration,
    /// The fail code of inputs that cannot be used.
    pub unusable: Option<&'static str>,
    /// Whether everything that may be left out was given, as in the printed requests.
    pub is_complete: bool,
    /// The words in the prompt that steer the task.
    pub steer: Steer,
    /// What the result shows.
    pub brief: Brief,
}

/// What a result shows.
pub struct Brief {
    /// What kind of work it is.
    pub kind: &'static str,
    /// Width and height.
    pub pixels: (u32, u32),
    /// How long the film is.
    pub seconds: u32,
    /// What was asked for, in words.
    pub prompt: Option<Arc<str>>,
    /// What else was asked for.
    pub notes: Vec<(&'static str, String)>,
    /// The seed that was asked for; without one it is drawn.
    pub seed: Option<u64>,
    /// The clause on how long it takes.
    pub timed_by: ClauseRef,
}

/// Every model.
pub static MODELS: [Model; 1] = [Model { id: "wan-2-2-animate", read: read_animate }];

/// The model of an id.
pub fn find(id: &str) -> Option<&'static Model> {
    MODELS.iter().find(|model| model.id == id)
}

/// `wan-2-2-animate`: a picture that moves as a clip does, or takes a figure's place in it (`apixo-facts.md`, 2.2).
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

/// The longest prompt of this provider's most talkative neighbours: above it, having no limit shows.
const OTHER_MODELS_PROMPT: usize = 800;
/// The largest seed.
const LARGEST_SEED: i64 = 2_147_483_647;

/// A seed; -1 stands for one of the provider's choice.
fn seed(value: &Value) -> Result<Option<u64>, Fault> {
    integer(-1..=LARGEST_SEED)(value).map(|seed| u64::try_from(seed).ok())
}
