//! The consequences of a training's new state, in its character.

use jiff::Timestamp;
use kernel::machine::Account;

use crate::lifecycle::State;
use crate::state::characters::{Lora, LoraStatus};
use crate::state::{Animus, JobData};

/// Gives the LoRA the status of its training.
pub fn entered(account: &mut Account<Animus>, ordinal: u64, at: Timestamp) {
    let Some(state) = account.job_at(ordinal).map(|job| job.state) else { return };
    let Some(JobData::Training(training)) = account.job_data_mut(ordinal) else { return };
    match state {
        State::Queued => training.started_at = None,
        State::Training => training.started_at = Some(at),
        _ => {}
    }
    let (character_id, part) = (training.character_id.clone(), training.part);
    let Some(character) = account.data.characters.get_mut(&character_id) else { return };
    let status = match state {
        State::Completed => LoraStatus::Completed,
        State::Failed => LoraStatus::Failed,
        State::Cancelled => LoraStatus::Cancelled,
        _ => LoraStatus::Training,
    };
    character.set_lora(part, Lora { status, latest: Some(ordinal) });
    character.updated_at = at;
}
