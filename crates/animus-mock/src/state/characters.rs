//! Characters, from their name to LoRAs of their own.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use mock_core::account::Account;
use mock_core::job::{Job, JobState as _};
use mock_core::ranks::{Ranks, Roll};

use super::dataset::{Dataset, DatasetStatus};
use super::fresh_id;
use super::training::Part;
use super::uploads::{Asset, AssetType};
use crate::lifecycle::State;
use crate::refusals::{self, About, Payment, Refused};
use crate::state::Animus;

/// The id of the character that every account starts with (`animus-generation.txt`, create).
pub const KNOWN: &str = "char_123";
/// The beginning of ids that stand for characters that need a subscription (`credits.subscription`).
pub const PREMIUM: &str = "char_premium";

/// An account's characters.
#[derive(Default)]
pub struct Cast {
    characters: BTreeMap<u64, Character>,
    ordinals: HashMap<Arc<str>, u64>,
    listed: Ranks,
}

/// A character.
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
    pub(super) faces_coming: usize,
    /// The training set of its body.
    pub dataset: Dataset,
    /// The ordinals of its trainings.
    pub trainings: Roll,
    /// The ordinals of the jobs that made pictures of it.
    pub series: Roll,
    face: Lora,
    body: Lora,
}

/// The state of a LoRA.
#[derive(Clone, Copy, Debug)]
pub struct Lora {
    /// The status of the LoRA.
    pub status: LoraStatus,
    /// The ordinal of the training that decided the status.
    pub latest: Option<u64>,
}

/// The status of a LoRA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// The LoRAs that a generation needs.
#[derive(Clone, Copy, Debug)]
pub struct Loras {
    /// `true` if the LoRA of the face is needed.
    pub face: bool,
    /// `true` if the LoRA of the body is needed.
    pub body: bool,
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

/// An act that the step of a character may forbid; `wizard.rs` has the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Makes its training set.
    MakeDataset,
    /// Changes an image of its training set.
    ChangeImage,
    /// Approves its training set.
    ApproveDataset,
    /// Trains a LoRA.
    Train(Part),
    /// Deletes the character.
    Delete,
}

impl Character {
    fn new(id: Arc<str>, name: String, description: String, look: u64, now: Timestamp) -> Self {
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
            trainings: Roll::default(),
            series: Roll::default(),
            face: lora,
            body: lora,
        }
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

    pub(super) fn set_lora(&mut self, part: Part, lora: Lora) {
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
}

impl Cast {
    /// Returns the character with this id.
    pub fn get(&self, id: &str) -> Option<&Character> {
        self.ordinals.get(id).and_then(|ordinal| self.characters.get(ordinal))
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Character> {
        self.ordinals.get(id).and_then(|ordinal| self.characters.get_mut(ordinal))
    }

    /// Returns the character with this id, or refuses with the id in the answer.
    pub fn find(&self, id: &str) -> Result<&Character, Refused> {
        self.get(id).ok_or_else(|| missing(id))
    }

    pub(super) fn find_mut(&mut self, id: &str) -> Result<&mut Character, Refused> {
        self.get_mut(id).ok_or_else(|| missing(id))
    }

    /// Returns the number of characters.
    pub fn count(&self) -> usize {
        self.characters.len()
    }

    /// Returns a page of the characters, newest first: skips `offset` of them and returns `limit` at most.
    pub fn newest(&self, offset: usize, limit: usize) -> impl Iterator<Item = &Character> {
        self.listed.newest(offset, limit).filter_map(|ordinal| self.characters.get(&ordinal))
    }

    /// Returns a character that can be rendered with these LoRAs. Refuses a character that needs a subscription (402), one that
    /// does not exist (404), and one that lacks a LoRA that is needed (409; `animus-facts.md`, A21).
    pub fn for_render(&self, id: &str, loras: Loras, payment: Payment) -> Result<&Character, Refused> {
        if id.starts_with(PREMIUM) {
            return Err(Refused::payment(&refusals::SUBSCRIPTION_REQUIRED, payment, Some(id)));
        }
        let character = self.find(id)?;
        let ready = |asked: bool, part| !asked || character.lora(part).status == LoraStatus::Completed;
        if ready(loras.face, Part::Face) && ready(loras.body, Part::Body) {
            Ok(character)
        } else {
            Err(Refused::new(&refusals::CHARACTER_NOT_READY, About::character(Some(id))))
        }
    }

    fn add(&mut self, ordinal: u64, character: Character) -> &Character {
        self.ordinals.insert(character.id.clone(), ordinal);
        self.listed.insert(ordinal);
        self.characters.entry(ordinal).or_insert(character)
    }

    fn remove(&mut self, id: &str) -> Option<Character> {
        let ordinal = self.ordinals.remove(id)?;
        self.listed.remove(ordinal);
        self.characters.remove(&ordinal)
    }
}

fn missing(id: &str) -> Refused {
    Refused::new(&refusals::CHARACTER_NOT_FOUND, About::character(Some(id)))
}

/// Adds the character that every account starts with; it was trained elsewhere (`character.known-elsewhere`).
pub(super) fn opened(account: &mut Account<Animus>, now: Timestamp) {
    let (ordinal, mut stream) = account.draw();
    let description = "The character of the guides, ready to be rendered".to_owned();
    let mut known = Character::new(KNOWN.into(), "Chloe".to_owned(), description, stream.seed(), now);
    known.dataset.status = DatasetStatus::Approved;
    known.face.status = LoraStatus::Completed;
    known.body.status = LoraStatus::Completed;
    account.extra.cast.add(ordinal, known);
}

/// Creates a character.
pub fn create(
    account: &mut Account<Animus>,
    now: Timestamp,
    name: String,
    description: String,
) -> &Character {
    let (ordinal, mut stream) = account.draw();
    let cast = &mut account.extra.cast;
    let id = fresh_id("char", 12, &mut stream, |id| cast.get(id).is_some());
    cast.add(ordinal, Character::new(id.into(), name, description, stream.seed(), now))
}

/// Changes the name or the description of a character. `None` leaves a value as it is.
pub fn update<'a>(
    account: &'a mut Account<Animus>,
    now: Timestamp,
    id: &str,
    name: Option<String>,
    description: Option<String>,
) -> Result<&'a Character, Refused> {
    let character = account.extra.cast.find_mut(id)?;
    character.name = name.unwrap_or_else(|| std::mem::take(&mut character.name));
    character.description = description.unwrap_or_else(|| std::mem::take(&mut character.description));
    character.updated_at = now;
    Ok(character)
}

/// Deletes a character with its photographs, its training set and its jobs. Refuses while it is being trained.
pub fn delete(account: &mut Account<Animus>, id: &str) -> Result<(), Refused> {
    account.extra.cast.find(id)?.check(Act::Delete)?;
    let character = account.extra.cast.remove(id).expect("it was found");
    for ordinal in character.trainings.iter().chain(character.series.iter()) {
        account.remove(ordinal);
    }
    Ok(())
}

/// Returns the unfinished jobs that decide a character's step: those of its training set and of its LoRAs.
pub fn unfinished<'a>(
    account: &'a Account<Animus>,
    character: &'a Character,
) -> impl Iterator<Item = &'a Job<Animus>> {
    let latest = [Part::Face, Part::Body].map(|part| character.lora(part).latest);
    let ordinals = latest.into_iter().chain([character.dataset.job]).flatten();
    ordinals.filter_map(|ordinal| account.job_at(ordinal)).filter(|job| !State::is_terminal(job.state))
}
