//! Characters, on their way from a name to LoRAs of their own.

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

/// The character that every account starts with (`animus-generation.txt`, create).
pub const KNOWN: &str = "char_123";
/// Ids with this beginning stand for characters that need a subscription (`credits.subscription`).
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
    /// Its id.
    pub id: Arc<str>,
    /// Its name.
    pub name: String,
    /// Who it is said to be.
    pub description: String,
    /// What all of its pictures have in common.
    pub look: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it, or anything that belongs to it, was last written.
    pub updated_at: Timestamp,
    /// Its photographs, in the order in which they came: at most 60.
    pub assets: Vec<Asset>,
    /// How many faces are still being made.
    pub(super) faces_coming: usize,
    /// What its body is trained on.
    pub dataset: Dataset,
    /// Its trainings.
    pub trainings: Roll,
    /// The jobs that made pictures of it.
    pub series: Roll,
    face: Lora,
    body: Lora,
}

/// A LoRA.
#[derive(Clone, Copy, Debug)]
pub struct Lora {
    /// How it stands.
    pub status: LoraStatus,
    /// The training that decided that.
    pub latest: Option<u64>,
}

/// How a LoRA stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoraStatus {
    /// Never trained.
    NotStarted,
    /// Being trained.
    Training,
    /// There.
    Completed,
    /// Its training failed.
    Failed,
    /// Its training was cancelled.
    Cancelled,
}

impl LoraStatus {
    /// The word for it.
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

/// The LoRAs that a render asks for.
#[derive(Clone, Copy, Debug)]
pub struct Loras {
    /// The character's face.
    pub face: bool,
    /// Its body.
    pub body: bool,
}

/// Where a character's wizard is (`character.step-photos` and the like).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Photographs are missing.
    Photos = 1,
    /// The training set can be made.
    Dataset,
    /// The training set is made and reviewed.
    Review,
    /// The LoRAs can be trained.
    Training,
    /// Both LoRAs are there.
    Ready,
}

/// An act that depends on how far a character is; `wizard.rs` has the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Making its training set.
    MakeDataset,
    /// Changing an image of its training set.
    ChangeImage,
    /// Approving its training set.
    ApproveDataset,
    /// Training a LoRA.
    Train(Part),
    /// Deleting it.
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

    /// Returns the step that its wizard is at.
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

    /// Says that its wizard has left the photographs behind (`character.photos-later`).
    pub fn photos_are_late(&self) -> bool {
        self.step() >= Step::Review
    }

    /// The word for how far it is.
    pub fn status(&self) -> &'static str {
        match self.step() {
            Step::Photos | Step::Dataset | Step::Review => "draft",
            Step::Training => "training",
            Step::Ready => "ready",
        }
    }

    /// Whether both LoRAs are there.
    pub fn is_ready(&self) -> bool {
        [Part::Face, Part::Body].iter().all(|part| self.lora(*part).status == LoraStatus::Completed)
    }

    /// One of its LoRAs.
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

    /// One of its photographs.
    pub fn asset(&self, id: &str) -> Option<&Asset> {
        self.assets.iter().find(|asset| &*asset.id == id)
    }

    /// Says that it has a photograph of a kind.
    pub fn has(&self, kind: AssetType) -> bool {
        self.assets.iter().any(|asset| asset.kind == kind)
    }

    /// How many faces it has.
    pub fn faces(&self) -> usize {
        self.assets.iter().filter(|asset| asset.kind == AssetType::Face).count()
    }

    /// How many faces it will have once all that are being made have landed.
    pub fn faces_to_be(&self) -> usize {
        self.faces() + self.faces_coming
    }

    /// How many bodies it has.
    pub fn bodies(&self) -> usize {
        self.assets.len() - self.faces()
    }
}

impl Cast {
    /// The character of an id.
    pub fn get(&self, id: &str) -> Option<&Character> {
        self.ordinals.get(id).and_then(|ordinal| self.characters.get(ordinal))
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Character> {
        self.ordinals.get(id).and_then(|ordinal| self.characters.get_mut(ordinal))
    }

    /// The character of an id, or the refusal that names it.
    pub fn find(&self, id: &str) -> Result<&Character, Refused> {
        self.get(id).ok_or_else(|| missing(id))
    }

    pub(super) fn find_mut(&mut self, id: &str) -> Result<&mut Character, Refused> {
        self.get_mut(id).ok_or_else(|| missing(id))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.characters.len()
    }

    /// A page of them, newest first: so many, after leaving out the first `offset`.
    pub fn newest(&self, offset: usize, limit: usize) -> impl Iterator<Item = &Character> {
        self.listed.newest(offset, limit).filter_map(|ordinal| self.characters.get(&ordinal))
    }

    /// Returns a character that can be rendered with these LoRAs: it must need no subscription (402), be there (404), and the
    /// LoRAs that are asked for must be ready (409; `animus-facts.md`, A21).
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

/// Puts in the character that every account starts with: it was trained elsewhere (`character.known-elsewhere`).
pub(super) fn opened(account: &mut Account<Animus>, now: Timestamp) {
    let (ordinal, mut stream) = account.draw();
    let description = "The character of the guides, ready to be rendered".to_owned();
    let mut known = Character::new(KNOWN.into(), "Chloe".to_owned(), description, stream.seed(), now);
    known.dataset.status = DatasetStatus::Approved;
    known.face.status = LoraStatus::Completed;
    known.body.status = LoraStatus::Completed;
    account.extra.cast.add(ordinal, known);
}

/// Makes a character.
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

/// Renames or describes a character anew. What is not given stays.
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

/// Deletes a character with its photographs, its training set and its jobs, unless it is being trained.
pub fn delete(account: &mut Account<Animus>, id: &str) -> Result<(), Refused> {
    account.extra.cast.find(id)?.check(Act::Delete)?;
    let character = account.extra.cast.remove(id).expect("it was found");
    for ordinal in character.trainings.iter().chain(character.series.iter()) {
        account.remove(ordinal);
    }
    Ok(())
}

/// Those of a character's jobs that decide how far it is and have not ended: its training set's and its LoRAs'.
pub fn unfinished<'a>(
    account: &'a Account<Animus>,
    character: &'a Character,
) -> impl Iterator<Item = &'a Job<Animus>> {
    let latest = [Part::Face, Part::Body].map(|part| character.lora(part).latest);
    let ordinals = latest.into_iter().chain([character.dataset.job]).flatten();
    ordinals.filter_map(|ordinal| account.job_at(ordinal)).filter(|job| !State::is_terminal(job.state))
}
