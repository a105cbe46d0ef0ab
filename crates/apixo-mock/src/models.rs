//! The models: one row each, with a function that reads the input and tells what it asks for. Another model is another row.

use std::sync::Arc;

use kernel::evidence::ClauseRef;
use kernel::form::{Fault, Fields, integer, one_of, only, text, url};
use mock_http::request::RequestContext;
use serde_json::Value;
use url::Url;

use crate::fail_codes::FailCode;
use crate::options::{Kind, Mode, Resolution};
use crate::prices::billed_seconds;
use crate::state::{Brief, ModelId};
use crate::{clause, clip};

/// A model.
pub struct Model {
    /// The id of the model.
    pub id: ModelId,
    /// Reads the input of the model, without the envelope around it.
    pub read: fn(&mut Fields<'_>, &RequestContext) -> Option<Commission>,
}

/// An input that a model has read.
pub struct Commission {
    /// The content that the result shows.
    pub brief: Brief,
    /// The fail code, if the inputs cannot be used.
    pub unusable: Option<FailCode>,
}

/// All models.
pub static MODELS: [Model; 1] = [Model { id: ModelId::WanAnimate, read: read_animate }];

/// Returns the model with this id.
pub fn find(id: &str) -> Option<&'static Model> {
    MODELS.iter().find(|model| model.id.name() == id)
}

/// Reads the input of `wan-2-2-animate`: a picture that moves like the figure in a clip, or that replaces this figure
/// (`apixo-facts.md`, 2.2).
fn read_animate(input: &mut Fields<'_>, context: &RequestContext) -> Option<Commission> {
    let left_out: [(_, ClauseRef); 3] = [
        ("mode", &clause::GENERATE_MODE_DEFAULT),
        ("type", &clause::GENERATE_TYPE_DEFAULT),
        ("resolution", &clause::GENERATE_RESOLUTION_DEFAULT),
    ];
    for (field, clause) in left_out {
        if !input.has(field) {
            input.cite(clause);
        }
    }
    let mode = input.checked("mode", &clause::GENERATE_MODE, one_of(Mode::ALL));
    let kind = input.checked("type", &clause::GENERATE_TYPE, one_of(Kind::ALL));
    if kind == Some(Kind::Replace) {
        input.cite(&clause::PRICE_TYPE);
    }
    let image = input.required("image_urls", &clause::GENERATE_IMAGE_URLS, only(text(1..=usize::MAX)));
    let video = input.required("video_urls", &clause::GENERATE_VIDEO_URLS, only(url));
    let prompt = input.checked("prompt", &clause::GENERATE_PROMPT, text(1..=usize::MAX));
    let resolution = input.checked("resolution", &clause::GENERATE_RESOLUTION, one_of(Resolution::ALL));
    let seed = input.checked("seed", &clause::GENERATE_SEED, seed);
    let (image, video) = (image?, video?);
    if video.scheme() == "http" {
        input.cite(&clause::GENERATE_VIDEO_URL_PLAIN_HTTP);
    }
    let web_image = Url::parse(&image).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let resolution = resolution.unwrap_or(Resolution::P480);
    let (length, known_by) = clip::length(&video, context);
    let (seconds, billed_by) = billed_seconds(length);
    let (unusable, judged_by) = clip::unusable(web_image.as_ref(), &video).unzip();
    input.cite(resolution.price().clause);
    for clause in known_by.into_iter().chain(billed_by).chain(judged_by) {
        input.cite(clause);
    }
    Some(Commission {
        unusable,
        brief: Brief {
            kind: kind.unwrap_or(Kind::Animate),
            mode: mode.unwrap_or(Mode::Standard),
            image,
            motion: video.into(),
            prompt: prompt.map(Arc::from),
            resolution,
            seconds,
            seed: seed.flatten(),
        },
    })
}

/// The largest seed.
const LARGEST_SEED: i64 = 2_147_483_647;

/// Reads a seed; -1 asks for a random one.
fn seed(value: &Value) -> Result<Option<u64>, Fault> {
    integer(-1..=LARGEST_SEED)(value).map(|seed| u64::try_from(seed).ok())
}
