//! Groups: every generation belongs to one.
//!
//! A list shows of a group only values that are updated with each event, so that no call has to read all of its members.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use mock_core::account::Account;
use mock_core::ranks::{Ranks, Roll};

use super::batches::Batch;
use super::{Work, fresh_id};
use crate::prices::Kind;
use crate::refusals::{self, About, Refused};
use crate::state::Animus;

/// The number of characters of a prompt that become a title (`group.title-auto`).
pub(super) const TITLE: usize = 50;

/// An account's groups and batches.
#[derive(Default)]
pub struct Gallery {
    /// The number of groups ever made, which is also the number of the next one.
    numbered: u64,
    groups: BTreeMap<u64, Group>,
    numbers: HashMap<Arc<str>, u64>,
    listed: Ranks,
    by_character: HashMap<Arc<str>, Roll>,
    /// The batches, by the id to poll.
    pub(super) batches: HashMap<Arc<str>, Batch>,
}

/// A group.
pub struct Group {
    /// The id of the group.
    pub id: Arc<str>,
    /// The title of the group.
    pub title: Arc<str>,
    /// The kind of its first generation.
    pub kind: Kind,
    /// The character of its first generation.
    pub character_id: Option<Arc<str>>,
    /// The instant of its creation.
    pub created_at: Timestamp,
    /// The instant at which a generation last joined it, ended in it or left it.
    pub updated_at: Timestamp,
    /// The ordinals of its generations.
    pub members: Roll,
    unfinished: usize,
    /// The ordinals of its generations that are finished pictures.
    pictures: BTreeSet<u64>,
    /// The ids of its batches.
    pub(super) batches: Vec<Arc<str>>,
}

impl Group {
    /// Returns `true` if one of its generations is unfinished.
    pub fn is_active(&self) -> bool {
        self.unfinished > 0
    }

    /// Returns the ordinal of the generation that gives the preview: its first one with a picture.
    pub fn preview(&self) -> Option<u64> {
        self.pictures.first().copied()
    }
}

/// A group as answers show it, copied while the account is locked.
pub struct SeenGroup {
    /// The id of the group.
    pub id: Arc<str>,
    /// The title of the group.
    pub title: Arc<str>,
    /// The kind of its first generation.
    pub kind: Kind,
    /// The character of its first generation.
    pub character_id: Option<Arc<str>>,
    /// The number of its generations.
    pub count: usize,
    /// The kind and the id of the generation that gives the preview.
    pub preview: Option<(Kind, Arc<str>)>,
    /// `true` if a generation is unfinished.
    pub is_active: bool,
    /// The instant of its creation.
    pub created_at: Timestamp,
    /// The instant at which a generation last joined it, ended in it or left it.
    pub updated_at: Timestamp,
}

impl SeenGroup {
    /// Reads a group of an account.
    pub fn of(account: &Account<Animus>, group: &Group) -> Self {
        let preview = group.preview().and_then(|ordinal| account.job_at(ordinal));
        let preview = preview.and_then(|job| match &job.detail {
            Work::Generation(generation) => Some((generation.brief.kind, job.id.clone())),
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
            created_at: group.created_at,
            updated_at: group.updated_at,
        }
    }
}

/// The choice of a group for generations.
#[derive(Clone, Default)]
pub struct Choice {
    /// The id of an existing group.
    pub group_id: Option<String>,
    /// The title of a new group.
    pub title: Option<String>,
}

/// A group to join: an existing one, by its number, or a new one.
#[derive(Clone, Copy)]
pub(super) enum Place {
    There(u64),
    New,
}

impl Gallery {
    /// Returns the group with this id, or refuses.
    pub fn group(&self, id: &str) -> Result<&Group, Refused> {
        Ok(&self.groups[&self.number(id)?])
    }

    fn number(&self, id: &str) -> Result<u64, Refused> {
        let number = self.numbers.get(id).copied();
        number.ok_or_else(|| Refused::new(&refusals::GROUP_NOT_FOUND, About::group(id)))
    }

    /// Returns the group with this number.
    pub fn at(&self, number: u64) -> Option<&Group> {
        self.groups.get(&number)
    }

    /// Returns the number of groups, or of those of a character if it is given.
    pub fn count(&self, character_id: Option<&str>) -> usize {
        match character_id {
            None => self.listed.len(),
            Some(id) => self.by_character.get(id).map_or(0, Roll::len),
        }
    }

    /// Returns a page of the groups, or of those of a character, newest first.
    pub fn newest(&self, character_id: Option<&str>, offset: usize, limit: usize) -> Vec<&Group> {
        let numbers: Vec<u64> = match character_id {
            None => self.listed.newest(offset, limit).collect(),
            Some(id) => match self.by_character.get(id) {
                None => Vec::new(),
                Some(roll) => roll.newest(offset, limit).collect(),
            },
        };
        numbers.iter().filter_map(|number| self.groups.get(number)).collect()
    }

    /// Returns the place of a choice, or refuses if the named group does not exist.
    pub(super) fn find(&self, choice: &Choice) -> Result<Place, Refused> {
        choice.group_id.as_deref().map_or(Ok(Place::New), |id| self.number(id).map(Place::There))
    }

    /// Adds a generation that is about to be accepted.
    pub(super) fn join(&mut self, number: u64, ordinal: u64, at: Timestamp) {
        let Some(group) = self.groups.get_mut(&number) else { return };
        group.members.push(ordinal);
        group.unfinished += 1;
        group.updated_at = at;
    }

    /// Records the end of a generation, with or without a picture.
    pub(super) fn ended(&mut self, number: u64, ordinal: u64, has_picture: bool, at: Timestamp) {
        let Some(group) = self.groups.get_mut(&number) else { return };
        group.unfinished -= 1;
        group.updated_at = at;
        if has_picture {
            group.pictures.insert(ordinal);
        }
    }

    /// Removes a generation.
    pub(super) fn leave(&mut self, number: u64, ordinal: u64, was_unfinished: bool, at: Timestamp) {
        let Some(group) = self.groups.get_mut(&number) else { return };
        group.members.remove(ordinal);
        group.pictures.remove(&ordinal);
        group.unfinished -= usize::from(was_unfinished);
        group.updated_at = at;
    }

    /// Records a batch whose generations are in a group.
    pub(super) fn enter_batch(&mut self, id: Arc<str>, batch: Batch) {
        if let Some(group) = self.groups.get_mut(&batch.group) {
            group.batches.push(id.clone());
        }
        self.batches.insert(id, batch);
    }

    /// Removes a group, or refuses if one of its generations is unfinished. The caller deletes the generations themselves.
    pub(super) fn remove(&mut self, id: &str) -> Result<Group, Refused> {
        let number = self.number(id)?;
        if self.groups[&number].is_active() {
            return Err(Refused::new(&refusals::GROUP_ACTIVE, About::group(id)));
        }
        let group = self.groups.remove(&number).expect("a number in the list of ids has its group");
        self.numbers.remove(&group.id);
        self.listed.remove(number);
        if let Some(roll) = group.character_id.as_deref().and_then(|id| self.by_character.get_mut(id)) {
            roll.remove(number);
        }
        for batch in &group.batches {
            self.batches.remove(batch);
        }
        Ok(group)
    }
}

/// The facts that a new group is made from.
pub(super) struct Occasion<'a> {
    /// The title that the caller gave.
    pub(super) title: Option<&'a str>,
    /// The beginning of the first valid prompt.
    pub(super) prompt: Option<&'a str>,
    /// The kind of its first generation.
    pub(super) kind: Kind,
    /// The id of the character, if there is one.
    pub(super) character_id: Option<&'a str>,
}

/// Returns the number of the group to join. Makes the group if it is a new one.
pub(super) fn open(
    account: &mut Account<Animus>,
    now: Timestamp,
    place: Place,
    occasion: &Occasion<'_>,
) -> u64 {
    if let Place::There(number) = place {
        return number;
    }
    let (_, mut stream) = account.draw();
    let gallery = &mut account.extra.gallery;
    let id: Arc<str> = fresh_id("grp", 8, &mut stream, |id| gallery.numbers.contains_key(id)).into();
    let number = gallery.numbered;
    gallery.numbered += 1;
    let character_id: Option<Arc<str>> = occasion.character_id.map(Into::into);
    let group = Group {
        id: id.clone(),
        title: title(occasion).into(),
        kind: occasion.kind,
        character_id: character_id.clone(),
        created_at: now,
        updated_at: now,
        members: Roll::default(),
        unfinished: 0,
        pictures: BTreeSet::new(),
        batches: Vec::new(),
    };
    gallery.groups.insert(number, group);
    gallery.numbers.insert(id, number);
    gallery.listed.insert(number);
    if let Some(character_id) = character_id {
        gallery.by_character.entry(character_id).or_default().push(number);
    }
    number
}

fn title(occasion: &Occasion<'_>) -> String {
    match occasion.title.filter(|title| !title.is_empty()) {
        Some(title) => title.to_owned(),
        None => occasion.prompt.unwrap_or("Untitled").to_owned(),
    }
}
