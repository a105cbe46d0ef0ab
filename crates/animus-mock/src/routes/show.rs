//! The results of a step in the form of answers, with URLs that work for the caller.

use std::sync::Arc;

use jiff::Timestamp;
use mock_core::http::Visit;
use mock_core::job::JobState;

use crate::lifecycle::State;
use crate::media;
use crate::prices::Kind;
use crate::state::batches::SeenBatch;
use crate::state::generation::Seen;
use crate::state::groups::SeenGroup;
use crate::wire::generation::{BatchStatus, Group, Item, Performance, Status};
use crate::wire::instant;

/// The caller and the account whose data is shown.
pub(super) struct Show<'a> {
    pub(super) visit: &'a Visit,
    pub(super) account_id: &'a str,
}

impl Show<'_> {
    /// Returns the URLs of the results of those generations that are completed.
    pub(super) fn results<'s>(&self, generations: impl IntoIterator<Item = &'s Seen>) -> Vec<String> {
        let done = generations.into_iter().filter(|seen| seen.state == State::Completed);
        done.map(|seen| self.url(seen.brief.kind, &seen.id)).collect()
    }

    fn url(&self, kind: Kind, id: &str) -> String {
        self.visit.url(&media::path(self.account_id, kind, id))
    }

    /// Returns the status of one generation.
    pub(super) fn status(&self, seen: &Seen, group_id: Arc<str>, now: Timestamp) -> Status {
        let price = seen.brief.kind.price();
        Status {
            generation_id: seen.id.clone(),
            group_id,
            generation_type: price.name,
            status: seen.state.name(),
            progress: seen.progress(now),
            result_urls: self.results([seen]),
            error: seen.error(),
            created_at: instant(seen.created_at),
            prompt: seen.brief.prompt.read(),
            service: price.service,
            performance_metadata: performance(seen),
        }
    }

    /// Returns a generation as an entry of a list.
    pub(super) fn item(&self, seen: &Seen) -> Item {
        Item {
            generation_id: seen.id.clone(),
            prompt: seen.brief.prompt.read(),
            status: seen.state.name(),
            result_urls: self.results([seen]),
            created_at: instant(seen.created_at),
            performance_metadata: performance(seen),
        }
    }

    /// Returns the status of a batch.
    pub(super) fn batch(&self, batch: &SeenBatch, now: Timestamp) -> BatchStatus {
        let state = batch.state();
        let error = if batch.generations.is_empty() {
            "None of the prompts was valid"
        } else {
            "All generations of this batch failed"
        };
        BatchStatus {
            batch_id: batch.id.clone(),
            generation_id: batch.id.clone(),
            group_id: batch.group_id.clone(),
            generation_type: batch.kind.price().name,
            status: state.name(),
            progress: batch.progress(now),
            total_generations: batch.generations.len(),
            completed_generations: batch.count(State::Completed),
            failed_generations: batch.count(State::Failed),
            pending_generations: batch.pending(),
            result_urls: self.results(&batch.generations),
            error: (state == State::Failed).then(|| error.to_owned()),
            created_at: instant(batch.created_at),
            generations: batch.generations.iter().map(|seen| self.item(seen)).collect(),
        }
    }

    /// Returns a group as an entry of a list.
    pub(super) fn group(&self, group: SeenGroup) -> Group {
        Group {
            preview_image_url: group.preview.map(|(kind, id)| self.url(kind, &id)),
            group_id: group.id,
            title: group.title,
            description: None,
            group_type: group.kind.price().name,
            generation_count: group.count,
            created_at: instant(group.created_at),
            updated_at: instant(group.updated_at),
            status: if group.is_active { "active" } else { "completed" },
            character_id: group.character_id,
        }
    }
}

fn performance(seen: &Seen) -> Performance {
    Performance { duration: seen.duration(), queue_position: seen.queue_position }
}
