//! The training set of a character: pictures that are made, reviewed one by one, and approved as a whole.

use std::sync::Arc;

use jiff::Timestamp;
use mock_core::account::Account;
use mock_core::clock::Pace;
use mock_core::credits::Credits;
use mock_core::job::{Draft, Job};
use mock_media::View;

use super::characters::{Act, Character};
use super::series::{Prompt, Series};
use super::{Work, fresh_id};
use crate::lifecycle::State;
use crate::refusals::{self, About, Refused};
use crate::state::Animus;

/// How many images must be approved (`dataset.numbers`),
pub const MIN_REQUIRED: usize = 10;
/// and how many there may be.
pub const MAX_ALLOWED: usize = 40;

/// What training sets are made of if nothing else is asked for.
pub const PROMPTS: [&str; 20] = [
    "Standing, seen from the front",
    "Standing, seen from behind, the back to the camera",
    "Walking towards the camera",
    "Walking away, the back to the camera",
    "Standing with crossed arms",
    "Standing with hands in the pockets",
    "Leaning against a wall",
    "Sitting on a chair",
    "Sitting on steps outdoors",
    "Looking over the shoulder, the back to the camera",
    "Running in a park",
    "Standing on a beach",
    "In a long coat in the street",
    "In sportswear in a gym",
    "In evening wear indoors",
    "In the snow",
    "In the rain with an umbrella",
    "With a bicycle",
    "Close portrait, seen from the front",
    "Close portrait, smiling",
];

/// A character's training set.
#[derive(Default)]
pub struct Dataset {
    /// How it stands.
    pub status: DatasetStatus,
    /// Its images, in the order in which they landed: at most 40.
    pub images: Vec<DatasetImage>,
    /// The job that makes, or made, the latest of them.
    pub job: Option<u64>,
}

/// How a training set stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DatasetStatus {
    /// Nothing was made.
    #[default]
    NotStarted,
    /// Images are being made.
    Generating,
    /// All images have landed.
    Review,
    /// It was approved.
    Approved,
    /// No image landed.
    Failed,
}

impl DatasetStatus {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::Generating => "generating",
            Self::Review => "review",
            Self::Approved => "approved",
            Self::Failed => "failed",
        }
    }
}

/// An image of a training set.
pub struct DatasetImage {
    /// Its id.
    pub id: Arc<str>,
    /// What it was asked for.
    pub prompt: Arc<str>,
    /// From where it shows the character.
    pub view: View,
    /// What it is drawn from.
    pub seed: u64,
    /// Whether it may be trained on.
    pub approved: bool,
    /// How many times it was made again.
    pub remade: u32,
    /// When it landed.
    pub created_at: Timestamp,
}

impl DatasetImage {
    /// The name of its file: another one whenever it is made again.
    pub fn file(&self) -> String {
        format!("{}_{}.png", self.id, self.remade)
    }
}

impl Dataset {
    /// How many images are approved.
    pub fn approved(&self) -> usize {
        self.images.iter().filter(|image| image.approved).count()
    }

    /// Whether all images have landed.
    pub fn is_complete(&self) -> bool {
        matches!(self.status, DatasetStatus::Review | DatasetStatus::Approved)
    }
}

/// Starts making images of a character, if it has its references and there is room for all of them.
pub fn generate<'a>(
    account: &'a mut Account<Animus>,
    now: Timestamp,
    pace: Pace,
    character_id: &str,
    prompts: Vec<Prompt>,
) -> Result<&'a Job<Animus>, Refused> {
    let character = account.extra.cast.find(character_id)?;
    character.check(Act::MakeDataset)?;
    if character.dataset.images.len() + prompts.len() > MAX_ALLOWED {
        return Err(Refused::new(&refusals::DATASET_FULL, About::default()));
    }
    let character_id = character.id.clone();
    let (ordinal, mut stream) = account.draw();
    let id = fresh_id("job", 12, &mut stream, |id| account.job(id).is_some());
    let series = Series::new(character_id.clone(), "img", prompts, &mut stream);
    let (timeline, failure) = series.timeline(pace, &mut stream);
    let character = account.extra.cast.find_mut(&character_id)?;
    character.series.push(ordinal);
    character.updated_at = now;
    character.dataset.job = Some(ordinal);
    character.dataset.status = DatasetStatus::Generating;
    let detail = Work::Dataset(Box::new(series));
    let price = Credits::ZERO;
    let draft = Draft { id, ordinal, kind: "dataset", price, timeline, failure, detail };
    account.accept(now, draft).map_err(|short| Refused::short(short, Some(&character_id)))?;
    Ok(account.job_at(ordinal).expect("it was just accepted"))
}

/// What follows from its having entered its state: images land, and with the last one the set is in review.
pub(super) fn entered(account: &mut Account<Animus>, ordinal: u64, at: Timestamp) {
    let Some(state) = account.job_at(ordinal).map(|job| job.state) else { return };
    let Some(Work::Dataset(series)) = account.detail_mut(ordinal) else { return };
    let pictures = series.entered(state);
    let character_id = series.character_id.clone();
    let Some(character) = account.extra.cast.get_mut(&character_id) else { return };
    character.updated_at = at;
    let dataset = &mut character.dataset;
    let landed = pictures.into_iter().filter(|picture| !picture.fails);
    dataset.images.extend(landed.map(|picture| DatasetImage {
        id: picture.id,
        prompt: picture.prompt,
        view: picture.view,
        seed: picture.seed,
        approved: false,
        remade: 0,
        created_at: at,
    }));
    dataset.status = match state {
        State::Failed if dataset.images.is_empty() => DatasetStatus::Failed,
        State::Completed | State::Failed => DatasetStatus::Review,
        _ => DatasetStatus::Generating,
    };
}

/// A change of an image.
#[derive(Clone, Copy, Debug)]
pub struct Changed {
    /// The image's approval: as it stands now, or as it stood if the image was deleted.
    pub approved: bool,
    /// Whether other images were still being made.
    pub while_being_made: bool,
}

/// Changes one image of a set that is not approved yet.
fn change(
    account: &mut Account<Animus>,
    now: Timestamp,
    (character_id, image_id): (&str, &str),
    change: impl FnOnce(&mut Vec<DatasetImage>, usize) -> bool,
) -> Result<Changed, Refused> {
    let character: &mut Character = account.extra.cast.find_mut(character_id)?;
    let position = character.dataset.images.iter().position(|image| &*image.id == image_id);
    let missing = || Refused::new(&refusals::IMAGE_NOT_FOUND, About::character(Some(character_id)));
    let position = position.ok_or_else(missing)?;
    character.check(Act::ChangeImage)?;
    character.updated_at = now;
    let while_being_made = character.dataset.status == DatasetStatus::Generating;
    Ok(Changed { approved: change(&mut character.dataset.images, position), while_being_made })
}

/// Approves an image or rejects it.
pub fn review(
    account: &mut Account<Animus>,
    now: Timestamp,
    image: (&str, &str),
    approved: bool,
) -> Result<Changed, Refused> {
    change(account, now, image, |images, position| {
        images[position].approved = approved;
        approved
    })
}

/// Makes an image again, from another seed, with another prompt if one is given. It must be approved anew.
pub fn regenerate(
    account: &mut Account<Animus>,
    now: Timestamp,
    image: (&str, &str),
    prompt: Option<Prompt>,
    seed: Option<u64>,
) -> Result<Changed, Refused> {
    let (_, mut stream) = account.draw();
    change(account, now, image, |images, position| {
        let image = &mut images[position];
        if let Some(Prompt { text, view, .. }) = prompt {
            (image.prompt, image.view) = (text, view);
        }
        image.seed = seed.unwrap_or_else(|| stream.seed());
        image.approved = false;
        image.remade += 1;
        image.approved
    })
}

/// Takes an image out.
pub fn delete(
    account: &mut Account<Animus>,
    now: Timestamp,
    image: (&str, &str),
) -> Result<Changed, Refused> {
    change(account, now, image, |images, position| images.remove(position).approved)
}

/// Approves the set, if it can be. Returns the numbers of images that are approved and that are not.
pub fn approve(
    account: &mut Account<Animus>,
    now: Timestamp,
    character_id: &str,
) -> Result<(usize, usize), Refused> {
    let character = account.extra.cast.find_mut(character_id)?;
    character.check(Act::ApproveDataset)?;
    character.dataset.status = DatasetStatus::Approved;
    character.updated_at = now;
    let approved = character.dataset.approved();
    Ok((approved, character.dataset.images.len() - approved))
}
