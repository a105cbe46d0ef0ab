//! Parts of an account's lists, for those who show them page by page.

use std::ops::Range;

use jiff::Timestamp;

use super::{Account, Due, JobOf};
use crate::agenda::Ticket;
use crate::machine::Machine;
use crate::machine::changes::PlannedEvent;

impl<M: Machine> Account<M> {
    /// Returns the planned events of at most `most` entries of the agenda after a place, and the place of the last entry. A job with
    /// several changes to come has one entry, at the place of the next change.
    pub fn planned(
        &self,
        after: Option<Ticket>,
        most: usize,
    ) -> (Vec<PlannedEvent<M::JobState>>, Option<Ticket>) {
        let (mut events, mut place) = (Vec::new(), None);
        for (ticket, due) in self.agenda.after(after).take(most) {
            place = Some(ticket);
            match due {
                Due::Change(ordinal) => events.extend(self.jobs.get(*ordinal).into_iter().flat_map(|job| {
                    job.planned().map(|(at, state)| PlannedEvent {
                        at,
                        job_id: job.id.clone(),
                        state: Some(state),
                    })
                })),
                Due::Delivery(number) => events.extend(self.outbox.get(*number).map(|delivery| {
                    PlannedEvent { at: ticket.due, job_id: delivery.job_id.clone(), state: None }
                })),
            }
        }
        (events, place)
    }

    /// Returns jobs from a place in a list on, in its order: of all jobs, or of those in a state. Places count from 0, in the order of
    /// acceptance.
    pub fn listed(
        &self,
        state: Option<M::JobState>,
        places: Range<usize>,
    ) -> impl DoubleEndedIterator<Item = &JobOf<M>> {
        self.jobs.ordinals(state).range(places).filter_map(|ordinal| self.jobs.get(ordinal))
    }

    /// Returns the place in a list of jobs at which those begin that are not before an instant and an ordinal.
    pub fn place_from(&self, state: Option<M::JobState>, at: Timestamp, ordinal: u64) -> usize {
        let list = self.jobs.ordinals(state);
        let is_before = |place: usize| {
            let job = list.get(place).and_then(|ordinal| self.jobs.get(ordinal));
            job.is_some_and(|job| (job.created_at, job.ordinal) < (at, ordinal))
        };
        // Jobs are accepted in the order of their ordinals, so that the list is in the order of time, too.
        let (mut low, mut high) = (0, list.len());
        while low < high {
            let middle = low.midpoint(high);
            if is_before(middle) { low = middle + 1 } else { high = middle }
        }
        low
    }
}
