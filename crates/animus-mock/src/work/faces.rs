//! The consequences of a face set's new state, in its character and in the ledger.

use jiff::Timestamp;
use kernel::machine::Account;

use crate::state::assets::{Asset, AssetType, Image};
use crate::state::series::PIXELS;
use crate::state::{Animus, JobData};

/// Adds the faces that are made to the assets of the character. Refunds a set that failed before its work.
pub fn entered(account: &mut Account<Animus>, ordinal: u64, at: Timestamp) {
    let Some(state) = account.job_at(ordinal).map(|job| job.state) else { return };
    let Some(JobData::Faces(series)) = account.job_data_mut(ordinal) else { return };
    let (rejected, pictures) = (series.is_rejected(state), series.entered(state));
    let character_id = series.character_id.clone();
    if rejected {
        account.refund(ordinal, at, "the submission failed");
    }
    let Some(character) = account.data.characters.get_mut(&character_id) else { return };
    character.faces_coming -= pictures.len();
    character.updated_at = at;
    let landed = pictures.into_iter().filter(|picture| !picture.fails);
    character.assets.extend(landed.map(|picture| Asset {
        filename: format!("{}.png", picture.id),
        id: picture.id,
        kind: AssetType::Face,
        caption: picture.prompt,
        size: PIXELS,
        created_at: at,
        image: Image::Drawn(picture.seed),
    }));
}
