//! The data of accounts and jobs.

use std::collections::HashMap;

use kernel::directives::PromptDirectives;
use kernel::job;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalogue::{IdList, Project};
use crate::options::{AspectRatio, Style};
use crate::prices::Kind;

/// The provider CutX.
#[derive(Clone, Copy, Debug)]
pub struct Cutx;

/// The data of an account beside its credits and jobs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AccountData {
    /// The projects of the account.
    pub projects: IdList<Project>,
    /// The ordinal of the newest job of every idempotency key that was ever used.
    pub keys: HashMap<Box<str>, u64>,
}

/// The data of a job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JobData {
    /// The id of its asset.
    pub asset_id: Uuid,
    /// The seed that its result is drawn from.
    pub seed: u64,
    /// The project that the result belongs to.
    pub project_id: Uuid,
    /// The idempotency key of the request.
    pub idempotency_key: Option<Box<str>>,
    /// The directives in the texts of the request, if there are any.
    pub directives: Option<Box<PromptDirectives>>,
    /// The content that the result shows.
    pub brief: Brief,
}

impl job::JobData for JobData {
    fn kind(&self) -> &'static str {
        self.brief.kind().price().name
    }
}

/// The content of a request, as far as the result shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Brief {
    /// A copy: its texts went with the answer.
    Copy,
    /// A static ad, with its content.
    StaticAd(Box<StaticAd>),
    /// A video, with its content.
    Video(Box<Video>),
}

impl Brief {
    /// Returns the kind of work.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Copy => Kind::Copy,
            Self::StaticAd(_) => Kind::StaticAd,
            Self::Video(_) => Kind::Video,
        }
    }
}

/// The content of a static ad.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaticAd {
    /// The style of the picture.
    pub style: Style,
    /// The aspect ratio of the picture.
    pub aspect_ratio: AspectRatio,
    /// The prompt, if the request has one.
    pub prompt: Option<String>,
}

/// The content of a video.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Video {
    /// The text that is spoken.
    pub script: String,
    /// The id of the voice.
    pub voice_id: String,
    /// The URL of the avatar, if the request has one.
    pub avatar_url: Option<String>,
    /// The aspect ratio of the film.
    pub aspect_ratio: AspectRatio,
}
