//! `POST /generate/video`: makes a film of a person who speaks (`cutx.txt`, video).

use kernel::directives::PromptDirectives;
use kernel::form::{Fields, one_of, text, url};
use mock_http::answer::Outcome;
use mock_http::call::Call;
use mock_http::operation::Operation;

use crate::clause;
use crate::generation::{Generate, Target, enqueue};
use crate::options::AspectRatio;
use crate::state::{Brief, Cutx, Video};

pub(super) const OPERATION: Operation<Cutx> =
    Operation::post("/generate/video", |call| Box::pin(answer(call)));

/// The voice of a video that names none.
const DEFAULT_VOICE: &str = "male-1";

struct Request {
    target: Target,
    video: Video,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let target = Target::read(fields);
        let script = fields.required("script", &clause::VIDEO_SCRIPT, text(10..=2000));
        let avatar_url = fields.checked("avatarUrl", &clause::VIDEO_AVATAR_URL, url);
        if avatar_url.is_some() {
            fields.cite(&clause::VIDEO_AVATAR_NOT_FETCHED);
        }
        let voice_id = fields.checked("voiceId", &clause::VIDEO_VOICE_ID, text(0..=usize::MAX));
        match voice_id.as_deref() {
            None => fields.cite(&clause::VIDEO_VOICE_ID),
            Some(DEFAULT_VOICE) => {}
            Some(_) => fields.cite(&clause::VIDEO_VOICE_OPEN),
        }
        let ratios = one_of(AspectRatio::VIDEO);
        let aspect_ratio = fields.checked("aspectRatio", &clause::VIDEO_ASPECT_RATIO, ratios);
        if aspect_ratio.is_none() {
            fields.cite(&clause::VIDEO_ASPECT_RATIO_DEFAULT);
        }
        let video = Video {
            script: script?,
            voice_id: voice_id.unwrap_or_else(|| DEFAULT_VOICE.to_owned()),
            avatar_url: avatar_url.map(String::from),
            aspect_ratio: aspect_ratio.unwrap_or(AspectRatio::Tall),
        };
        Some(Self { target: target?, video })
    }
}

async fn answer(call: &mut Call<Cutx>) -> Outcome {
    let Request { target, video } = call.json(Request::read).await?;
    let directives = PromptDirectives::read([video.script.as_str()]);
    let brief = Brief::Video(Box::new(video));
    enqueue(call, Generate { target, directives, brief }, &clause::VIDEO_ANSWER)
}
