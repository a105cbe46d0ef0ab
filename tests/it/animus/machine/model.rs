//! What an account should do with generations, groups and money, written from the documents and not from the mock.
//!
//! Times are milliseconds since the beginning. Every generation says itself how long it is worked on.

use State::{Completed, Failed, Processing, Submitted};

/// How long a generation waits for a worker.
const WAIT: u64 = 3000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Submitted,
    Processing,
    Completed,
    Failed,
}

impl State {
    pub(super) fn name(self) -> &'static str {
        match self {
            Submitted => "submitted",
            Processing => "processing",
            Completed => "completed",
            Failed => "failed",
        }
    }

    pub(super) fn has_ended(self) -> bool {
        matches!(self, Completed | Failed)
    }
}

/// A kind of generation: its word, its price, and how long it is said to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Edit,
    Character,
    Clip,
}

impl Kind {
    pub(super) fn row(self) -> (&'static str, i64, u64) {
        match self {
            Self::Text => ("text_to_image", 1, 15),
            Self::Edit => ("photo_edit", 2, 20),
            Self::Character => ("character_generation", 4, 30),
            Self::Clip => ("image_to_video", 10, 60),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Succeeds,
    Fails,
    IsRejected,
}

/// One prompt: how long it takes in seconds and what becomes of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask {
    pub(super) slow: u64,
    pub(super) fate: Fate,
}

#[derive(Clone, Debug)]
pub(super) enum Command {
    /// So many pictures of one prompt, in a group of this number or a new one.
    Create {
        kind: Kind,
        ask: Ask,
        images: usize,
        group: Option<usize>,
    },
    /// Prompts, of which some are not valid.
    Batch {
        is_character: bool,
        asks: Vec<Option<Ask>>,
        group: Option<usize>,
    },
    Look(usize),
    LookAtBatch(usize),
    Detail {
        group: usize,
        limit: usize,
        offset: usize,
    },
    Delete(usize),
    DeleteGroup(usize),
    Finish {
        generation: usize,
        succeeds: bool,
    },
    Advance(u64),
    SetCredits(i64),
}

/// What must come of the last command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Expected {
    #[default]
    Done,
    TooPoor,
    NotThere,
    Conflict,
}

#[derive(Clone, Debug)]
pub(super) struct Generation {
    pub(super) group: usize,
    pub(super) kind: Kind,
    pub(super) ask: Ask,
    pub(super) created: u64,
    /// When work on it begins, if it does.
    started: Option<u64>,
    ended: (u64, State),
    /// What was moved for it, in order.
    pub(super) moved: Vec<i64>,
    pub(super) is_deleted: bool,
}

impl Generation {
    fn new(group: usize, kind: Kind, ask: Ask, now: u64) -> Self {
        let price = kind.row().1;
        let (started, ended, moved) = match ask.fate {
            Fate::IsRejected => (None, (now, Failed), vec![-price, price]),
            fate => {
                let (start, end) = (now + WAIT, if fate == Fate::Fails { Failed } else { Completed });
                (Some(start), (start + ask.slow * 1000, end), vec![-price])
            }
        };
        Self { group, kind, ask, created: now, started, ended, moved, is_deleted: false }
    }

    pub(super) fn state(&self, now: u64) -> State {
        match self.started {
            _ if self.ended.0 <= now => self.ended.1,
            Some(started) if started <= now => Processing,
            _ => Submitted,
        }
    }

    pub(super) fn progress(&self, now: u64) -> u64 {
        match (self.state(now), self.started) {
            (Submitted, _) => 0,
            (Processing, Some(started)) => 1 + (now - started) * 98 / (self.ended.0 - started),
            _ => 100,
        }
    }

    /// How long it was worked on, in milliseconds, once it has ended.
    pub(super) fn duration(&self, now: u64) -> Option<u64> {
        self.state(now).has_ended().then_some(self.ended.0 - self.started?)
    }

    pub(super) fn has_picture(&self, now: u64) -> bool {
        self.state(now) == Completed && self.kind != Kind::Clip
    }
}

#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) kind: Kind,
    pub(super) is_character: bool,
    pub(super) created: u64,
    pub(super) updated: u64,
    pub(super) is_deleted: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Batch {
    pub(super) group: usize,
    pub(super) kind: Kind,
    /// Its generations, also those that were deleted.
    pub(super) generations: Vec<usize>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    pub(super) now: u64,
    pub(super) balance: i64,
    pub(super) adjustments: usize,
    pub(super) generations: Vec<Generation>,
    pub(super) groups: Vec<Group>,
    pub(super) batches: Vec<Batch>,
    pub(super) expected: Expected,
}

impl Model {
    pub(super) fn apply(&mut self, command: &Command) {
        self.expected = Expected::Done;
        match command {
            Command::Create { kind, ask, images, group } => {
                let asks = vec![Some((*kind, *ask)); *images];
                self.order(*kind, &asks, *group, *images > 1);
            }
            Command::Batch { is_character, asks, group } => {
                let kind = if *is_character { Kind::Character } else { Kind::Text };
                let asks: Vec<_> = asks.iter().map(|ask| ask.map(|ask| (kind, ask))).collect();
                self.order(kind, &asks, *group, true);
            }
            Command::Look(generation) => {
                if self.generations[*generation].is_deleted {
                    self.expected = Expected::NotThere;
                }
            }
            Command::LookAtBatch(batch) => {
                if !self.is_there(*batch) {
                    self.expected = Expected::NotThere;
                }
            }
            Command::Detail { group, .. } => {
                if self.groups[*group].is_deleted {
                    self.expected = Expected::NotThere;
                }
            }
            Command::Delete(generation) => self.delete(*generation),
            Command::DeleteGroup(group) => self.delete_group(*group),
            Command::Finish { generation, succeeds } => self.finish(*generation, *succeeds),
            Command::Advance(by) => self.advance(*by),
            Command::SetCredits(credits) => {
                self.adjustments += usize::from(self.balance != *credits);
                self.balance = *credits;
            }
        }
    }

    fn order(&mut self, kind: Kind, asks: &[Option<(Kind, Ask)>], group: Option<usize>, is_batch: bool) {
        if group.is_some_and(|group| self.groups[group].is_deleted) {
            self.expected = Expected::NotThere;
            return;
        }
        let price: i64 = asks.iter().flatten().map(|(kind, _)| kind.row().1).sum();
        if price > self.balance {
            self.expected = Expected::TooPoor;
            return;
        }
        let now = self.now;
        let group = group.unwrap_or_else(|| {
            let is_character = kind == Kind::Character;
            self.groups.push(Group { kind, is_character, created: now, updated: now, is_deleted: false });
            self.groups.len() - 1
        });
        let first = self.generations.len();
        for (kind, ask) in asks.iter().flatten() {
            let generation = Generation::new(group, *kind, *ask, now);
            self.balance += generation.moved.iter().sum::<i64>();
            self.generations.push(generation);
            self.groups[group].updated = now;
        }
        if is_batch {
            self.batches.push(Batch { group, kind, generations: (first..self.generations.len()).collect() });
        }
    }

    fn delete(&mut self, generation: usize) {
        let now = self.now;
        let generation = &mut self.generations[generation];
        if generation.is_deleted {
            self.expected = Expected::NotThere;
            return;
        }
        generation.is_deleted = true;
        self.groups[generation.group].updated = now;
    }

    fn delete_group(&mut self, group: usize) {
        let now = self.now;
        if self.groups[group].is_deleted {
            self.expected = Expected::NotThere;
        } else if self.members(group).iter().any(|one| !self.generations[*one].state(now).has_ended()) {
            self.expected = Expected::Conflict;
        } else {
            self.groups[group].is_deleted = true;
            for member in self.members(group) {
                self.generations[member].is_deleted = true;
            }
        }
    }

    fn finish(&mut self, generation: usize, succeeds: bool) {
        let now = self.now;
        let generation = &mut self.generations[generation];
        let state = generation.state(now);
        self.expected = match state {
            _ if generation.is_deleted => Expected::NotThere,
            state if state.has_ended() => Expected::Conflict,
            _ => Expected::Done,
        };
        if self.expected != Expected::Done {
            return;
        }
        generation.ended = (now, if succeeds { Completed } else { Failed });
        if state == Submitted {
            generation.started = succeeds.then_some(now);
            if !succeeds {
                let price = generation.kind.row().1;
                generation.moved.push(price);
                self.balance += price;
            }
        }
        self.groups[generation.group].updated = now;
    }

    fn advance(&mut self, by: u64) {
        let (before, now) = (self.now, self.now + by);
        self.now = now;
        for generation in self.generations.iter().filter(|generation| !generation.is_deleted) {
            let ended = generation.ended.0;
            if before < ended && ended <= now {
                let group = &mut self.groups[generation.group];
                group.updated = group.updated.max(ended);
            }
        }
    }

    /// The generations that a group has, oldest first.
    pub(super) fn members(&self, group: usize) -> Vec<usize> {
        let all = self.generations.iter().enumerate();
        let own = all.filter(|(_, generation)| generation.group == group && !generation.is_deleted);
        own.map(|(number, _)| number).collect()
    }

    /// Those of a batch that were not deleted.
    pub(super) fn left(&self, batch: usize) -> Vec<usize> {
        let all = self.batches[batch].generations.iter().copied();
        all.filter(|generation| !self.generations[*generation].is_deleted).collect()
    }

    fn is_there(&self, batch: usize) -> bool {
        !self.groups[self.batches[batch].group].is_deleted
    }

    /// A generation's place in the queue, from 1, or 0.
    pub(super) fn queue_position(&self, generation: usize) -> usize {
        let waits = |one: &Generation| !one.is_deleted && one.state(self.now) == Submitted;
        if !waits(&self.generations[generation]) {
            return 0;
        }
        self.generations[..=generation].iter().filter(|one| waits(one)).count()
    }
}
