//! One account, shown part by part: its lock is held for a part of a list only, however long the list is.

use std::ops::Range;
use std::sync::Arc;

use control_api::{
    AccountView, AgendaEvent, Attempt, DeliveryView, EntryView, Happening, JobChange, JobView, LedgerView,
};
use journal::{hide, shown_body};
use kernel::agenda::Ticket;
use kernel::job::{JobData, JobState};
use kernel::machine::{JobOf, PlannedEvent};
use kernel::webhook::Delivery;

use crate::account_slot::AccountSlot;
use crate::control::{AccountPages, JobPlace, JobStory, ListedDelivery};
use crate::provider::Provider;

/// The number of rows that are looked at under one lock.
const SLICE: usize = 1024;

/// An account as it is shown part by part.
pub(super) struct Pages<P: Provider>(pub(super) Arc<AccountSlot<P>>);

impl<P: Provider> AccountPages for Pages<P> {
    fn account_id(&self) -> &Arc<str> {
        &self.0.account_id
    }

    fn api_key(&self) -> &Arc<str> {
        &self.0.api_key
    }

    fn provider(&self) -> &'static str {
        P::NAME
    }

    fn view(&self) -> AccountView {
        let slot = &self.0;
        slot.look(|account, _| AccountView {
            provider: P::NAME,
            api_key: slot.api_key.clone().into(),
            account_id: slot.account_id.clone(),
            user_id: P::user_id(account),
            status: account.status,
            credits: account.ledger.balance(),
        })
    }

    fn ledger(&self, after: usize, limit: usize) -> LedgerView {
        self.0.look(|account, _| {
            let entries = account.ledger.entries();
            let end = after.saturating_add(limit).min(entries.len());
            let page = entries.get(after..end).unwrap_or_default();
            let next = (end < entries.len() && !page.is_empty()).then_some(end);
            LedgerView {
                balance: account.ledger.balance(),
                entries: page.iter().map(Into::into).collect(),
                next,
            }
        })
    }

    fn entries_of(&self, job_id: &str) -> Vec<EntryView> {
        let (mut found, mut place) = (Vec::new(), 0);
        loop {
            let looked_at = self.0.look(|account, _| {
                let entries = account.ledger.entries().get(place..).unwrap_or_default();
                let slice = &entries[..entries.len().min(SLICE)];
                let own = slice.iter().filter(|entry| entry.reference.as_deref() == Some(job_id));
                found.extend(own.map(EntryView::from));
                slice.len()
            });
            if looked_at == 0 {
                return found;
            }
            place += looked_at;
        }
    }

    fn count(&self, state: Option<&str>) -> usize {
        let state = state.map(known::<P>);
        self.0.look(|account, _| match state {
            Some(state) => state.map_or(0, |state| account.count_in(state)),
            None => account.count(),
        })
    }

    fn place_from(&self, state: Option<&str>, at: jiff::Timestamp, ordinal: u64) -> usize {
        let Ok(state) = list::<P>(state) else { return 0 };
        self.0.look(|account, _| account.place_from(state, at, ordinal))
    }

    fn jobs(
        &self,
        state: Option<&str>,
        places: Range<usize>,
        kind: Option<&str>,
    ) -> Vec<(JobPlace, JobView)> {
        let Ok(state) = list::<P>(state) else { return Vec::new() };
        self.0.look(|account, _| {
            let listed = account.listed(state, places);
            let wanted = listed.filter(|job| kind.is_none_or(|kind| job.kind() == kind));
            wanted.map(|job| (place(&self.0, job), view(&self.0, job))).collect()
        })
    }

    fn place_of(&self, job_id: &str) -> Option<JobPlace> {
        self.0.look(|account, _| account.job(job_id).map(|job| place(&self.0, job)))
    }

    fn jobs_among(&self, ids: &[String], most: usize) -> Vec<String> {
        self.0.look(|account, _| {
            ids.iter().filter(|id| account.job(id).is_some()).take(most).cloned().collect()
        })
    }

    fn story(&self, job_id: &str) -> Option<JobStory> {
        let slot = &self.0;
        let (mut story, data) = slot.look(|account, _| {
            let job = account.job(job_id)?;
            let planned = job.planned().scan(job.state, |from, (at, state)| {
                let clause = from.transition(state).map(|transition| transition.clause.id);
                *from = state;
                Some(JobChange { state: state.name(), at, clause, planned: true })
            });
            let latest = JobChange {
                state: job.state.name(),
                at: job.changed_at,
                clause: job.changed_by().map(|clause| clause.id),
                planned: false,
            };
            let story = JobStory {
                job: view(slot, job),
                account_id: slot.account_id.clone(),
                paid: job.paid(),
                failure: job.failure.as_deref().cloned(),
                latest,
                planned: planned.collect(),
                results: P::results(account, job),
                detail: serde_json::Value::Null,
            };
            Some((story, job.data.clone()))
        })?;
        // A job's data can be large; it is written outside the lock.
        story.detail = shown_body(&serde_json::to_vec(&data).unwrap_or_default(), Some(&slot.api_key));
        Some(story)
    }

    fn planned(&self, after: Option<Ticket>) -> (Vec<AgendaEvent>, Option<Ticket>) {
        let (events, place) = self.0.look(|account, _| account.planned(after, SLICE));
        let view = |event: PlannedEvent<P::JobState>| AgendaEvent {
            at: event.at,
            what: if event.state.is_some() { Happening::Job } else { Happening::Webhook },
            provider: P::NAME,
            account_id: self.0.account_id.clone(),
            job_id: event.job_id,
            to: event.state.map(JobState::name),
        };
        (events.into_iter().map(view).collect(), place)
    }

    fn deliveries(&self, from: u64) -> Vec<ListedDelivery> {
        let slot = &self.0;
        let deliveries: Vec<(u64, Delivery)> = slot.look(|account, _| {
            let slice = account.outbox.from(from).take(SLICE);
            slice.map(|(number, delivery)| (number, delivery.clone())).collect()
        });
        let view = |(number, delivery): (u64, Delivery)| ListedDelivery {
            number,
            view: delivery_view(slot, number, &delivery),
            evidence: P::WEBHOOKS.map(|policy| (policy.clauses)(&delivery)).unwrap_or_default(),
        };
        deliveries.into_iter().map(view).collect()
    }
}

/// Returns the list of a state: `None` is the list of all jobs.
fn list<P: Provider>(state: Option<&str>) -> Result<Option<P::JobState>, ()> {
    state.map_or(Ok(None), |name| known::<P>(name).map(Some).ok_or(()))
}

fn known<P: Provider>(state: &str) -> Option<P::JobState> {
    P::JobState::ALL.iter().copied().find(|known| known.name() == state)
}

fn place<P: Provider>(slot: &AccountSlot<P>, job: &JobOf<P>) -> JobPlace {
    JobPlace {
        created_at: job.created_at,
        provider: P::NAME,
        api_key: slot.api_key.clone(),
        ordinal: job.ordinal,
    }
}

/// Returns a job as it is shown.
pub(super) fn view<P: Provider>(slot: &AccountSlot<P>, job: &JobOf<P>) -> JobView {
    JobView {
        provider: P::NAME,
        api_key: slot.api_key.clone().into(),
        job_id: job.id.clone(),
        kind: job.data.kind(),
        state: job.state.name(),
        created_at: job.created_at,
        next_change_at: job.next_change_at(),
    }
}

fn delivery_view<P: Provider>(slot: &AccountSlot<P>, number: u64, delivery: &Delivery) -> DeliveryView {
    let api_key = Some(&*slot.api_key);
    let attempts = delivery.attempts.iter().map(|attempt| {
        let answered = (slot.account_id.clone(), number, attempt.at);
        let response = slot.environment().receiver_answers.of(&answered);
        Attempt { response: response.map(|text| hide(&text, api_key)), ..Attempt::from(attempt) }
    });
    DeliveryView {
        id: delivery.id.clone(),
        provider: P::NAME,
        job_id: delivery.job_id.clone(),
        url: hide(&delivery.url, api_key).into(),
        state: delivery.state,
        created_at: delivery.created_at,
        next_attempt_at: delivery.next_attempt_at,
        request: shown_body(&delivery.body, api_key),
        reason: delivery.reason.clone(),
        attempts: attempts.collect(),
    }
}
