//! The consequences of a training set's new state, in its character.

use jiff::Timestamp;
use kernel::machine::Account;

use crate::lifecycle::State;
use crate::state::dataset::{DatasetImage, DatasetStatus};
use crate::state::{Animus, JobData};

/// Adds the images that are made to the training set, and opens the review with the last one.
pub fn entered(account: &mut Account<Animus>, ordinal: u64, at: Timestamp) {
    let Some(state) = account.job_at(ordinal).map(|job| job.state) else { return };
    let Some(JobData::Dataset(series)) = account.job_data_mut(ordinal) else { return };
    let pictures = series.entered(state);
    let character_id = series.character_id.clone();
    let Some(character) = account.data.characters.get_mut(&character_id) else { return };
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
