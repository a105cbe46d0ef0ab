//! Groups: every generation belongs to one.
//!
//! A list shows of a group only values that are updated with each event, so that no call has to read all of its members.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use kernel::ordinals::{OrdinalList, OrdinalSet};
use serde::{Deserialize, Serialize};

use super::batches::Batch;
use crate::prices::Kind;

/// An account's groups and batches.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Groups {
    /// The number of groups ever made, which is also the number of the next one.
    made: u64,
    by_number: BTreeMap<u64, Group>,
    /// The batches, by the id to poll.
    batches: HashMap<Arc<str>, Batch>,
    numbers: HashMap<Arc<str>, u64>,
    listed: OrdinalSet,
    by_character: HashMap<Arc<str>, OrdinalList>,
}

/// The groups in their written form, from which their indexes are made anew.
#[derive(Serialize, Deserialize)]
struct Written {
    made: u64,
    groups: BTreeMap<u64, Group>,
    batches: HashMap<Arc<str>, Batch>,
}

impl From<Written> for Groups {
    fn from(Written { made, groups, batches }: Written) -> Self {
        let mut read = Self { made, batches, ..Self::default() };
        for (number, group) in groups {
            read.enter(number, group);
        }
        read
    }
}

impl From<Groups> for Written {
    fn from(Groups { made, by_number, batches, .. }: Groups) -> Self {
        Self { made, groups: by_number, batches }
    }
}

/// A group.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
    pub members: OrdinalList,
    unfinished: usize,
    /// The ordinals of its generations that are finished pictures.
    pictures: BTreeSet<u64>,
    /// The ids of its batches.
    batches: Vec<Arc<str>>,
}

impl Group {
    /// Creates a group without generations.
    pub fn new(
        id: Arc<str>,
        title: Arc<str>,
        kind: Kind,
        character_id: Option<&str>,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            title,
            kind,
            character_id: character_id.map(Into::into),
            created_at: now,
            updated_at: now,
            members: OrdinalList::default(),
            unfinished: 0,
            pictures: BTreeSet::new(),
            batches: Vec::new(),
        }
    }

    /// Returns `true` if one of its generations is unfinished.
    pub fn is_active(&self) -> bool {
        self.unfinished > 0
    }

    /// Returns the ordinal of the generation that gives the preview: its first one with a picture.
    pub fn preview(&self) -> Option<u64> {
        self.pictures.first().copied()
    }
}

impl Groups {
    /// Returns the number of the group with this id.
    pub fn number(&self, id: &str) -> Option<u64> {
        self.numbers.get(id).copied()
    }

    /// Returns the group with this id.
    pub fn get(&self, id: &str) -> Option<&Group> {
        self.at(self.number(id)?)
    }

    /// Returns the group with this number.
    pub fn at(&self, number: u64) -> Option<&Group> {
        self.by_number.get(&number)
    }

    /// Returns the number of groups, or of those of a character if it is given.
    pub fn count(&self, character_id: Option<&str>) -> usize {
        match character_id {
            None => self.listed.len(),
            Some(id) => self.by_character.get(id).map_or(0, OrdinalList::len),
        }
    }

    /// Returns a page of the groups, or of those of a character, newest first.
    pub fn newest(&self, character_id: Option<&str>, offset: usize, limit: usize) -> Vec<&Group> {
        let numbers: Vec<u64> = match character_id {
            None => self.listed.newest(offset, limit).collect(),
            Some(id) => match self.by_character.get(id) {
                None => Vec::new(),
                Some(numbers) => numbers.newest(offset, limit).collect(),
            },
        };
        numbers.iter().filter_map(|number| self.by_number.get(number)).collect()
    }

    /// Adds a group and returns its number.
    pub fn add(&mut self, group: Group) -> u64 {
        let number = self.made;
        self.made += 1;
        self.enter(number, group);
        number
    }

    fn enter(&mut self, number: u64, group: Group) {
        self.numbers.insert(group.id.clone(), number);
        self.listed.insert(number);
        if let Some(character_id) = group.character_id.clone() {
            self.by_character.entry(character_id).or_default().push(number);
        }
        self.by_number.insert(number, group);
    }

    /// Adds a generation that is about to be accepted.
    pub fn join(&mut self, number: u64, ordinal: u64, at: Timestamp) {
        let Some(group) = self.by_number.get_mut(&number) else { return };
        group.members.push(ordinal);
        group.unfinished += 1;
        group.updated_at = at;
    }

    /// Records the end of a generation, with or without a picture.
    pub fn ended(&mut self, number: u64, ordinal: u64, has_picture: bool, at: Timestamp) {
        let Some(group) = self.by_number.get_mut(&number) else { return };
        group.unfinished -= 1;
        group.updated_at = at;
        if has_picture {
            group.pictures.insert(ordinal);
        }
    }

    /// Removes a generation.
    pub fn leave(&mut self, number: u64, ordinal: u64, was_unfinished: bool, at: Timestamp) {
        let Some(group) = self.by_number.get_mut(&number) else { return };
        group.members.remove(ordinal);
        group.pictures.remove(&ordinal);
        group.unfinished -= usize::from(was_unfinished);
        group.updated_at = at;
    }

    /// Returns `true` if a group had generations and has none left. A batch without a valid prompt makes a group that had none.
    pub fn is_emptied(&self, group: &Group) -> bool {
        let made_some = |id: &Arc<str>| self.batches.get(id).is_some_and(|batch| batch.accepted > 0);
        group.members.is_empty() && (group.batches.is_empty() || group.batches.iter().any(made_some))
    }

    /// Returns the batch with this id to poll, and the id itself.
    pub fn batch(&self, id: &str) -> Option<(&Arc<str>, &Batch)> {
        self.batches.get_key_value(id)
    }

    /// Records a batch whose generations are in a group.
    pub fn enter_batch(&mut self, id: Arc<str>, batch: Batch) {
        if let Some(group) = self.by_number.get_mut(&batch.group) {
            group.batches.push(id.clone());
        }
        self.batches.insert(id, batch);
    }

    /// Removes a group with its batches, but not its generations.
    pub fn remove(&mut self, id: &str) -> Option<Group> {
        let number = self.numbers.remove(id)?;
        self.listed.remove(number);
        let group = self.by_number.remove(&number)?;
        if let Some(numbers) = group.character_id.as_deref().and_then(|id| self.by_character.get_mut(id)) {
            numbers.remove(number);
        }
        for batch in &group.batches {
            self.batches.remove(batch);
        }
        Some(group)
    }
}
