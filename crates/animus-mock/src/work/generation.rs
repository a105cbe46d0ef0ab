//! The consequences of a generation's new state, in its group and in the ledger.

use jiff::Timestamp;
use kernel::job::JobState as _;
use kernel::machine::Account;

use crate::lifecycle::State;
use crate::state::{Animus, JobData};

/// Records the time of the wait and the end in the group. Refunds a generation that failed before its work.
pub fn entered(account: &mut Account<Animus>, ordinal: u64, at: Timestamp) {
    let Some(job) = account.job_at(ordinal) else { return };
    let (state, waited) = (job.state, at.duration_since(job.created_at).unsigned_abs());
    let Some(JobData::Generation(generation)) = account.job_data_mut(ordinal) else { return };
    if state == State::Processing {
        generation.waited = Some(waited);
    }
    if state.is_terminal() {
        let (group, began) = (generation.group, generation.waited.is_some());
        let has_picture = state == State::Completed && !generation.brief.kind.is_video();
        account.data.groups.ended(group, ordinal, has_picture, at);
        if state == State::Failed && !began {
            account.refund(ordinal, at, "the submission failed before processing");
        }
    }
}
