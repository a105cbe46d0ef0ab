//! The training set of a character: its pictures are made, reviewed one by one, and approved as a whole.

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

/// The number of images that must be approved (`dataset.numbers`).
pub const MIN_REQUIRED: usize = 10;
/// The largest number of images.
pub const MAX_ALLOWED: usize = 40;

/// The default prompts of a training set.
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
    /// The status of the training set.
    pub status: DatasetStatus,
    /// Its images in the order of their arrival, at most 40.
    pub images: Vec<DatasetImage>,
    /// The ordinal of the job that makes, or made, the newest of them.
    pub job: Option<u64>,
}

/// The status of a training set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DatasetStatus {
    /// No training set was asked for.
    #[default]
    NotStarted,
    /// Images are being made.
    Generating,
    /// All images have landed.
    Review,
    /// The training set is approved.
    Approved,
    /// The job failed, and the training set has no images.
    Failed,
}

impl DatasetStatus {
    /// Returns the provider's word for the status.
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
    /// The id of the image.
    pub id: Arc<str>,
    /// The prompt of the image.
    pub prompt: Arc<str>,
    /// The view of the character.
    pub view: View,
    /// The seed that it is drawn from.
    pub seed: u64,
    /// `true` if the image may be trained on.
    pub approved: bool,
    /// The number of times that it was made again.
    pub remade: u32,
    /// The instant of its arrival.
    pub created_at: Timestamp,
}

impl DatasetImage {
    /// Returns the name of its file, which changes whenever it is made again.
    pub fn file(&self) -> String {
        format!("{}_{}.png", self.id, self.remade)
    }
}

impl Dataset {
    /// Returns the number of approved images.
    pub fn approved(&self) -> usize {
        self.images.iter().filter(|image| image.approved).count()
    }

    /// Returns `true` if all images are made.
    pub fn is_complete(&self) -> bool {
        matches!(self.status, DatasetStatus::Review | DatasetStatus::Approved)
    }
}

/// Starts to make images of a character. Refuses if its references are missing or if there is no room for all of the images.
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

/// Reacts to a new state of the job: adds the images that are made, and opens the review with the last one.
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

/// The result of a change of an image.
#[derive(Clone, Copy, Debug)]
pub struct Changed {
    /// The approval of the image after the change, or before it if the image was deleted.
    pub approved: bool,
    /// `true` if other images were still being made.
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

/// Makes an image again from the given seed or a new one, and with another prompt if there is one. The image loses its
/// approval.
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

/// Deletes an image.
pub fn delete(
    account: &mut Account<Animus>,
    now: Timestamp,
    image: (&str, &str),
) -> Result<Changed, Refused> {
    change(account, now, image, |images, position| images.remove(position).approved)
}

/// Approves the set, or refuses. Returns the number of approved images and the number of the others.
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
