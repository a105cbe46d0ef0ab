//! The data of tasks.

use std::sync::Arc;

use kernel::credits::Credits;
use kernel::job;
use serde::{Deserialize, Serialize};

use crate::options::{Kind, Mode, Resolution};

/// The provider APIXO.
#[derive(Clone, Copy, Debug)]
pub struct Apixo;

/// The data of an account beside its credits and tasks: there are none.
pub type AccountData = ();

/// The id of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ModelId {
    /// The model that makes a picture move like the figure in a clip.
    #[serde(rename = "wan-2-2-animate")]
    WanAnimate,
}

impl ModelId {
    /// Returns the id as it stands in paths.
    pub fn name(self) -> &'static str {
        match self {
            Self::WanAnimate => "wan-2-2-animate",
        }
    }
}

/// The data of a task.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct JobData {
    /// The model of the task.
    pub model: ModelId,
    /// The content that its result shows.
    pub brief: Brief,
    /// The seed that was drawn for the task. A seed in the request takes its place.
    pub drawn_seed: u64,
    /// The request to be called when the task has ended, if there is one.
    pub callback: Option<Callback>,
}

impl JobData {
    /// Returns the seed that the result is drawn from.
    pub fn seed(&self) -> u64 {
        self.brief.seed.unwrap_or(self.drawn_seed)
    }
}

impl job::JobData for JobData {
    fn kind(&self) -> &'static str {
        self.model.name()
    }
}

/// A request to be called when the task has ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Callback {
    /// The URL to call.
    pub url: Arc<str>,
    /// The beginning of URLs that work for the caller.
    pub origin: Arc<str>,
}

/// The content of a result.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Brief {
    /// The kind of work.
    pub kind: Kind,
    /// The quality of the work.
    pub mode: Mode,
    /// The URL of the picture, or any text in its place.
    pub image: String,
    /// The URL of the clip.
    pub motion: String,
    /// The prompt, if the request has one.
    pub prompt: Option<Arc<str>>,
    /// The height of the film.
    pub resolution: Resolution,
    /// The length of the film, in seconds.
    pub seconds: u32,
    /// The seed of the request; without one it is drawn.
    pub seed: Option<u64>,
}

impl Brief {
    /// Returns the price of the task.
    pub fn price(&self) -> Credits {
        self.resolution.price().per_second * self.seconds
    }
}
