//! Faces that are made for a character.

use jiff::Timestamp;
use mock_core::account::Account;
use mock_core::clock::Pace;
use mock_core::credits::Credits;
use mock_core::job::{Draft, Job};

use super::series::{PIXELS, Prompt, Series};
use super::uploads::{Asset, AssetType, Image, MOST_FACES};
use super::{Work, fresh_id};
use crate::refusals::{self, About, Refused};
use crate::state::Animus;
use crate::{clause, prices};

/// The default prompts of faces.
pub const PROMPTS: [&str; 10] = [
    "Face from the front, neutral",
    "Face from the front, smiling",
    "Face turned a little to the left",
    "Face turned a little to the right",
    "Profile from the left",
    "Profile from the right",
    "Face from slightly above",
    "Face from slightly below",
    "Face in soft light by a window",
    "Face in evening light outdoors",
];

/// Starts a series of faces and returns its job and its price. Refuses if there is no room for all of them or the balance is
/// too small.
pub fn generate<'a>(
    account: &'a mut Account<Animus>,
    now: Timestamp,
    pace: Pace,
    character_id: &str,
    prompts: Vec<Prompt>,
) -> Result<(&'a Job<Animus>, Credits), Refused> {
    let character = account.extra.cast.find(character_id)?;
    if character.faces_to_be() + prompts.len() > MOST_FACES {
        return Err(Refused::new(&refusals::FACES_FULL, About::default()));
    }
    let count = prompts.len();
    let price = prices::FACE * u32::try_from(count).unwrap_or(u32::MAX);
    let short = |short| Refused::short(short, Some(character_id)).by(&clause::FACES_INSUFFICIENT);
    account.ledger.afford(price).map_err(short)?;
    let character_id = character.id.clone();
    let (ordinal, mut stream) = account.draw();
    let id = fresh_id("job", 12, &mut stream, |id| account.job(id).is_some());
    let series = Series::new(character_id.clone(), "asset", prompts, &mut stream);
    let (timeline, failure) = series.timeline(pace, &mut stream);
    let character = account.extra.cast.find_mut(&character_id)?;
    character.faces_coming += count;
    character.series.push(ordinal);
    character.updated_at = now;
    let detail = Work::FaceSet(Box::new(series));
    let draft = Draft { id, ordinal, kind: "face_images", price, timeline, failure, detail };
    account.accept(now, draft).map_err(|short| Refused::short(short, Some(&character_id)))?;
    Ok((account.job_at(ordinal).expect("it was just accepted"), price))
}

/// Reacts to a new state of the job: adds the faces that are made to the assets of the character.
pub(super) fn entered(account: &mut Account<Animus>, ordinal: u64, at: Timestamp) {
    let Some(state) = account.job_at(ordinal).map(|job| job.state) else { return };
    let Some(Work::FaceSet(series)) = account.detail_mut(ordinal) else { return };
    let (rejected, pictures) = (series.is_rejected(state), series.entered(state));
    let character_id = series.character_id.clone();
    if rejected {
        account.refund(ordinal, at, "the submission failed");
    }
    let Some(character) = account.extra.cast.get_mut(&character_id) else { return };
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
