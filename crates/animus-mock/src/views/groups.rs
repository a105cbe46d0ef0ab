//! Groups as answers show them.

use std::sync::Arc;

use jiff::Timestamp;
use kernel::evidence::ClauseRef;
use kernel::machine::Account;
use serde::Serialize;

use crate::clause;
use crate::formats::instant;
use crate::prices::Kind;
use crate::results::generations::path;
use crate::state::groups::Group;
use crate::state::{Animus, JobData};

/// A group, copied while the account is locked.
pub struct GroupView {
    /// The id of the group.
    id: Arc<str>,
    /// The title of the group.
    title: Arc<str>,
    /// The kind of its first generation.
    kind: Kind,
    /// The character of its first generation.
    character_id: Option<Arc<str>>,
    /// The number of its generations.
    pub count: usize,
    /// The kind and the id of the generation that gives the preview.
    preview: Option<(Kind, Arc<str>)>,
    /// `true` if a generation is unfinished.
    is_active: bool,
    /// `true` if its generations were all deleted.
    is_emptied: bool,
    /// The instant of its creation.
    created_at: Timestamp,
    /// The instant at which a generation last joined it, ended in it or left it.
    updated_at: Timestamp,
}

impl GroupView {
    /// Reads a group of an account.
    pub fn of(account: &Account<Animus>, group: &Group) -> Self {
        let preview = group.preview().and_then(|ordinal| account.job_at(ordinal));
        let preview = preview.and_then(|job| match &job.data {
            JobData::Generation(generation) => Some((generation.brief.kind, job.id.clone())),
            _ => None,
        });
        Self {
            id: group.id.clone(),
            title: group.title.clone(),
            kind: group.kind,
            character_id: group.character_id.clone(),
            count: group.members.len(),
            preview,
            is_active: group.is_active(),
            is_emptied: account.data.groups.is_emptied(group),
            created_at: group.created_at,
            updated_at: group.updated_at,
        }
    }

    /// Returns the clauses that shape the group in answers.
    pub fn clauses(&self) -> impl Iterator<Item = ClauseRef> {
        let conditions: [(bool, ClauseRef); 5] = [
            (self.is_active, &clause::GROUP_ACTIVE),
            (!self.is_active, &clause::GROUP_COMPLETED),
            (self.preview.is_some(), &clause::GROUP_PREVIEW),
            (self.preview.is_none(), &clause::GROUP_NO_PREVIEW),
            (self.is_emptied, &clause::GROUP_EMPTY),
        ];
        conditions.into_iter().filter_map(|(holds, clause)| holds.then_some(clause))
    }

    /// Returns the group in its form in answers.
    pub fn record(self, origin: &str, account_id: &str) -> GroupRecord {
        let preview = self.preview.map(|(kind, id)| format!("{origin}{}", path(account_id, kind, &id)));
        GroupRecord {
            group_id: self.id,
            title: self.title,
            description: None,
            group_type: self.kind.price().name,
            generation_count: self.count,
            preview_image_url: preview,
            created_at: instant(self.created_at),
            updated_at: instant(self.updated_at),
            status: if self.is_active { "active" } else { "completed" },
            character_id: self.character_id,
        }
    }
}

/// A group in an answer.
#[derive(Serialize)]
pub struct GroupRecord {
    /// The id of the group.
    group_id: Arc<str>,
    /// The title of the group.
    title: Arc<str>,
    /// A description: always null, because no call sets it.
    description: Option<&'static str>,
    /// The kind of its first generation.
    group_type: &'static str,
    /// The number of its generations.
    generation_count: usize,
    /// The URL of the picture that gives the preview.
    preview_image_url: Option<String>,
    /// The instant of its creation.
    created_at: String,
    /// The instant at which a generation last joined it, ended in it or left it.
    updated_at: String,
    /// `active` as long as a generation is unfinished, `completed` otherwise.
    status: &'static str,
    /// The id of the character of its first generation.
    character_id: Option<Arc<str>>,
}
