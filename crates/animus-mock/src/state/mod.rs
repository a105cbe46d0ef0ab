//! The data of accounts and jobs: generations with their batches and groups, and characters from their name to LoRAs of their
//! own.

pub mod assets;
pub mod batches;
pub mod characters;
pub mod dataset;
pub mod drawings;
pub mod generation;
pub mod groups;
pub mod ids;
pub mod photos;
pub mod series;
pub mod training;

use kernel::job;
use serde::{Deserialize, Serialize};

use self::characters::Characters;
use self::generation::Generation;
use self::groups::Groups;
use self::series::Series;
use self::training::Training;

/// The provider Animus.
#[derive(Clone, Copy, Debug)]
pub struct Animus;

/// The data of an account beside its credits and jobs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AccountData {
    /// The groups and batches of generations.
    pub groups: Groups,
    /// The characters.
    pub characters: Characters,
}

/// The data of a job, by its kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum JobData {
    /// A picture or a clip.
    Generation(Box<Generation>),
    /// A series of faces for a character.
    Faces(Box<Series>),
    /// A series of pictures for the training set of a character.
    Dataset(Box<Series>),
    /// A training of a LoRA.
    Training(Box<Training>),
}

impl job::JobData for JobData {
    fn kind(&self) -> &'static str {
        match self {
            Self::Generation(generation) => generation.brief.kind.price().name,
            Self::Faces(_) => "face_images",
            Self::Dataset(_) => "dataset",
            Self::Training(training) => training.part.job_type(),
        }
    }
}
