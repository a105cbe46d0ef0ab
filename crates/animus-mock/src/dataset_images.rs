//! Changes of single images of a training set, which three calls share.

use jiff::Timestamp;
use kernel::evidence::ClauseRef;
use kernel::machine::Account;
use mock_http::answer::Answer;
use mock_http::call::Call;
use serde::{Deserialize, Serialize};

use crate::state::Animus;
use crate::state::dataset::{DatasetImage, DatasetStatus};
use crate::wizard::{self, Act};
use crate::{characters, clause, refusals};

/// The ids of an image and of its character.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImageId {
    /// The id of the character.
    pub character_id: String,
    /// The id of the image.
    pub image_id: String,
}

impl ImageId {
    /// Returns the ids in the path of a call.
    pub(crate) fn in_path(call: &Call<Animus>) -> Self {
        Self {
            character_id: call.parameter("character_id").to_owned(),
            image_id: call.parameter("image_id").to_owned(),
        }
    }
}

/// The result of a change of an image.
#[derive(Clone, Copy, Debug)]
pub struct Changed {
    /// The approval of the image after the change, or before it if the image was deleted.
    approved: bool,
    /// `true` if the image was approved before the change.
    pub was_approved: bool,
    /// `true` if other images were still being made.
    while_being_made: bool,
}

/// Changes one image of a set that is not approved yet. `change` gets all images and the place of this one, and returns its
/// approval.
pub(crate) fn change(
    account: &mut Account<Animus>,
    now: Timestamp,
    ImageId { character_id, image_id }: &ImageId,
    change: impl FnOnce(&mut Vec<DatasetImage>, usize) -> bool,
) -> Result<Changed, Answer> {
    let character = characters::find_mut(account, character_id)?;
    let place = character.dataset.images.iter().position(|image| &*image.id == image_id);
    let place = place.ok_or_else(|| refusals::about_character(&refusals::IMAGE_NOT_FOUND, character_id))?;
    wizard::check(character, Act::ChangeImage)?;
    character.updated_at = now;
    let while_being_made = character.dataset.status == DatasetStatus::Generating;
    let was_approved = character.dataset.images[place].approved;
    Ok(Changed { approved: change(&mut character.dataset.images, place), was_approved, while_being_made })
}

/// The answer to a change of an image.
#[derive(Serialize)]
struct ImageAction {
    /// Always `true`.
    success: bool,
    /// A sentence about the change.
    message: &'static str,
    /// The id of the image.
    image_id: String,
    /// The approval of the image, or the last one if the image was deleted.
    approved: bool,
}

/// Returns the answer to a change of the image in the path.
pub(crate) fn answer(call: &mut Call<Animus>, message: &'static str, changed: Changed) -> Answer {
    let Changed { approved, while_being_made, .. } = changed;
    call.cite_where([
        (while_being_made, &clause::DATASET_REVIEW_EARLY as ClauseRef),
        (true, &clause::ERROR_SUCCESS_WORDS),
    ]);
    let image_id = call.parameter("image_id").to_owned();
    Answer::ok(&ImageAction { success: true, message, image_id, approved })
}
