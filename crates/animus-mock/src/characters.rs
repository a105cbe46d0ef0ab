//! Finds characters, and the next change of a character's jobs.

use jiff::Timestamp;
use kernel::job::{Job, JobState as _};
use kernel::machine::Account;
use mock_http::answer::Answer;

use crate::refusals;
use crate::state::Animus;
use crate::state::characters::Character;

/// Returns the character with this id, or refuses with the id in the answer.
pub fn find<'a>(account: &'a Account<Animus>, id: &str) -> Result<&'a Character, Answer> {
    account.data.characters.get(id).ok_or_else(|| missing(id))
}

/// Returns the character with this id for a change, or refuses with the id in the answer.
pub fn find_mut<'a>(account: &'a mut Account<Animus>, id: &str) -> Result<&'a mut Character, Answer> {
    account.data.characters.get_mut(id).ok_or_else(|| missing(id))
}

fn missing(id: &str) -> Answer {
    refusals::about_character(&refusals::CHARACTER_NOT_FOUND, id)
}

/// Returns the instant of the next change of the jobs that decide a character's step.
pub fn next_change(account: &Account<Animus>, character: &Character) -> Option<Timestamp> {
    let jobs = character.deciding_jobs().filter_map(|ordinal| account.job_at(ordinal));
    jobs.filter(|job| !job.state.is_terminal()).filter_map(Job::next_change_at).min()
}
