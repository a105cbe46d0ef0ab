//! Characters, from their name to LoRAs of their own.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use kernel::ordinals::{OrdinalList, OrdinalSet};
use serde::{Deserialize, Serialize};

use super::assets::{Asset, AssetType};
use super::dataset::{Dataset, DatasetStatus};
use super::training::Part;

/// The id of the character that every account starts with (`animus-generation.txt`, create).
pub const KNOWN: &str = "char_123";
/// The beginning of ids that stand for characters that need a subscription (`credits.subscription`).
pub const PREMIUM: &str = "char_premium";

/// An account's characters.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "BTreeMap<u64, Character>", into = "BTreeMap<u64, Character>")]
pub struct Characters {
    by_ordinal: BTreeMap<u64, Character>,
    ordinals: HashMap<Arc<str>, u64>,
    listed: OrdinalSet,
}

impl From<BTreeMap<u64, Character>> for Characters {
    fn from(characters: BTreeMap<u64, Character>) -> Self {
        let mut read = Self::default();
        for (ordinal, character) in characters {
            read.add(ordinal, character);
        }
        read
    }
}

impl From<Characters> for BTreeMap<u64, Character> {
    fn from(characters: Characters) -> Self {
        characters.by_ordinal
    }
}

/// A character.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Character {
    /// The id of the character.
    pub id: Arc<str>,
    /// The name of the character.
    pub name: String,
    /// The description that its owner gave it.
    pub description: String,
    /// The seed of the look that all of its pictures share.
    pub look: u64,
    /// The instant of its creation.
    pub created_at: Timestamp,
    /// The instant of the last change of the character or of anything that belongs to it.
    pub updated_at: Timestamp,
    /// Its photographs in the order of their arrival, at most 60.
    pub assets: Vec<Asset>,
    /// The number of faces that are being made.
    pub faces_coming: usize,
    /// The training set of its body.
    pub dataset: Dataset,
    /// The ordinals of its trainings.
    pub trainings: OrdinalList,
    /// The ordinals of the jobs that made pictures of it.
    pub series: OrdinalList,
    face: Lora,
    body: Lora,
}

/// The state of a LoRA.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Lora {
    /// The status of the LoRA.
    pub status: LoraStatus,
    /// The ordinal of the training that decided the status.
    pub latest: Option<u64>,
}

/// The status of a LoRA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoraStatus {
    /// The LoRA was never trained.
    NotStarted,
    /// The LoRA is being trained.
    Training,
    /// The LoRA is ready.
    Completed,
    /// The last training failed.
    Failed,
    /// The last training was cancelled.
    Cancelled,
}

impl LoraStatus {
    /// Returns the provider's word for the status.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::Training => "training",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The step of a character's wizard (`character.step-photos` and the like).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Photographs of the body are missing.
    Photos = 1,
    /// The training set can be made.
    Dataset,
    /// The training set is made and reviewed.
    Review,
    /// The LoRAs can be trained.
    Training,
    /// Both LoRAs are ready.
    Ready,
}

impl Character {
    /// Creates a character of which there is only a name and a description.
    pub fn new(id: Arc<str>, name: String, description: String, look: u64, now: Timestamp) -> Self {
        let lora = Lora { status: LoraStatus::NotStarted, latest: None };
        Self {
            id,
            name,
            description,
            look,
            created_at: now,
            updated_at: now,
            assets: Vec::new(),
            faces_coming: 0,
            dataset: Dataset::default(),
            trainings: OrdinalList::default(),
            series: OrdinalList::default(),
            face: lora,
            body: lora,
        }
    }

    /// Returns the character that every account starts with; it was trained elsewhere (`character.known-elsewhere`).
    pub fn known(look: u64, now: Timestamp) -> Self {
        let description = "The character of the guides, ready to be rendered".to_owned();
        let mut known = Self::new(KNOWN.into(), "Chloe".to_owned(), description, look, now);
        known.dataset.status = DatasetStatus::Approved;
        known.face.status = LoraStatus::Completed;
        known.body.status = LoraStatus::Completed;
        known
    }

    /// Returns the step of its wizard.
    pub fn step(&self) -> Step {
        if self.is_ready() {
            Step::Ready
        } else if self.dataset.status == DatasetStatus::Approved {
            Step::Training
        } else if self.dataset.status != DatasetStatus::NotStarted {
            Step::Review
        } else if self.has(AssetType::BodyFront) && self.has(AssetType::BodyBack) {
            Step::Dataset
        } else {
            Step::Photos
        }
    }

    /// Returns `true` if its wizard is past the step of the photographs (`character.photos-later`).
    pub fn photos_are_late(&self) -> bool {
        self.step() >= Step::Review
    }

    /// Returns the provider's word for its status.
    pub fn status(&self) -> &'static str {
        match self.step() {
            Step::Photos | Step::Dataset | Step::Review => "draft",
            Step::Training => "training",
            Step::Ready => "ready",
        }
    }

    /// Returns `true` if both LoRAs are ready.
    pub fn is_ready(&self) -> bool {
        [Part::Face, Part::Body].iter().all(|part| self.lora(*part).status == LoraStatus::Completed)
    }

    /// Returns the state of one of its LoRAs.
    pub fn lora(&self, part: Part) -> Lora {
        match part {
            Part::Face => self.face,
            Part::Body => self.body,
        }
    }

    /// Sets the state of one of its LoRAs.
    pub fn set_lora(&mut self, part: Part, lora: Lora) {
        match part {
            Part::Face => self.face = lora,
            Part::Body => self.body = lora,
        }
    }

    /// Returns the photograph with this id.
    pub fn asset(&self, id: &str) -> Option<&Asset> {
        self.assets.iter().find(|asset| &*asset.id == id)
    }

    /// Returns `true` if it has a photograph of this kind.
    pub fn has(&self, kind: AssetType) -> bool {
        self.assets.iter().any(|asset| asset.kind == kind)
    }

    /// Returns the number of its faces.
    pub fn faces(&self) -> usize {
        self.assets.iter().filter(|asset| asset.kind == AssetType::Face).count()
    }

    /// Returns the number of its faces, including those that are being made.
    pub fn faces_to_be(&self) -> usize {
        self.faces() + self.faces_coming
    }

    /// Returns the number of its photographs of the body.
    pub fn bodies(&self) -> usize {
        self.assets.len() - self.faces()
    }

    /// Returns the ordinals of the jobs that decide its step: the latest of its training set and of its LoRAs.
    pub fn deciding_jobs(&self) -> impl Iterator<Item = u64> {
        [self.face.latest, self.body.latest, self.dataset.job].into_iter().flatten()
    }
}

impl Characters {
    /// Returns the character with this id.
    pub fn get(&self, id: &str) -> Option<&Character> {
        self.ordinals.get(id).and_then(|ordinal| self.by_ordinal.get(ordinal))
    }

    /// Returns the character with this id, for a change.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut Character> {
        self.ordinals.get(id).and_then(|ordinal| self.by_ordinal.get_mut(ordinal))
    }

    /// Returns the number of characters.
    pub fn count(&self) -> usize {
        self.by_ordinal.len()
    }

    /// Returns a page of the characters, newest first: skips `offset` of them and returns `limit` at most.
    pub fn newest(&self, offset: usize, limit: usize) -> impl Iterator<Item = &Character> {
        self.listed.newest(offset, limit).filter_map(|ordinal| self.by_ordinal.get(&ordinal))
    }

    /// Adds a character under an ordinal of its own.
    pub fn add(&mut self, ordinal: u64, character: Character) -> &Character {
        self.ordinals.insert(character.id.clone(), ordinal);
        self.listed.insert(ordinal);
        self.by_ordinal.entry(ordinal).or_insert(character)
    }

    /// Removes a character, but not its jobs.
    pub fn remove(&mut self, id: &str) -> Option<Character> {
        let ordinal = self.ordinals.remove(id)?;
        self.listed.remove(ordinal);
        self.by_ordinal.remove(&ordinal)
    }
}
