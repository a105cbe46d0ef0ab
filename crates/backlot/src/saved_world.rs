//! A world in its written form: for restarts, forks, rewinding and export.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use journal::api_key::ApiKey;
use journal::{hide, masked_key};
use kernel::time::Mode;
use mock_http::clock::{Clock, Reading, Start};
use mock_http::control::{ProviderAccounts, SavedAccount};
use mock_http::environment::{Settings, WorldNote};
use mock_http::faults::FaultView;
use mock_http::log::{ClockMoved, Record};
use mock_http::world::World;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::world_error::WorldError;

/// The version of the form. Another one is refused.
const FORMAT: u32 = 1;

/// A world in its written form: a state, and what has happened since.
#[derive(Clone, Serialize, Deserialize)]
pub struct SavedWorld {
    format: u32,
    settings: Settings,
    clock: ClockMoved,
    faults: Vec<FaultView>,
    accounts: Vec<SavedAccount>,
    #[serde(default)]
    records: Vec<Record>,
}

impl SavedWorld {
    /// Saves a world as it is now.
    pub(crate) fn of(world: &World) -> Self {
        let accounts = accounts_of(world);
        // The clock is read last, so that no account is ahead of it.
        let Reading { mode, now, pace } = world.clock.read();
        let clock = ClockMoved { mode, now, pace, machine: Clock::machine_time() };
        Self::at(clock, world, accounts)
    }

    /// Saves the world into which this one was [restored](Self::restore): the state after all records, with no record left.
    pub(crate) fn settled(&self, world: &World) -> Self {
        let last = self.last_clock();
        let now = last.now.max(self.latest());
        let passed =
            if last.mode == Mode::Realtime { now.duration_since(last.now) } else { SignedDuration::ZERO };
        let machine = last.machine.checked_add(passed).unwrap_or(last.machine);
        Self::at(ClockMoved { now, machine, ..last }, world, accounts_of(world))
    }

    fn at(clock: ClockMoved, world: &World, accounts: Vec<SavedAccount>) -> Self {
        let (settings, faults) = (world.settings.clone(), world.faults.save());
        Self { format: FORMAT, settings, clock, faults, accounts, records: Vec::new() }
    }

    /// Describes a world that nobody has used yet.
    pub(crate) fn new(settings: &Settings) -> Self {
        let Start { mode, now, pace } = settings.clock;
        let machine = Clock::machine_time();
        let now = now.unwrap_or(if mode == Mode::Realtime { machine } else { Clock::EPOCH });
        let clock = ClockMoved { mode, now, pace, machine };
        let (faults, accounts, records) = (Vec::new(), Vec::new(), Vec::new());
        Self { format: FORMAT, settings: settings.clone(), clock, faults, accounts, records }
    }

    /// Returns `true` if bytes begin as a saved world does.
    pub(crate) fn is_one(bytes: &[u8]) -> bool {
        bytes.trim_ascii_start().starts_with(b"{\"format\":")
    }

    /// Reads a saved world from bytes.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, WorldError> {
        let saved: Self = serde_json::from_slice(bytes).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            WorldError::Unreadable(format!(
                "this is no whole export of a world: it ends, or is something else, at line {line}, column {column}"
            ))
        })?;
        if saved.format == FORMAT {
            return Ok(saved);
        }
        let problem = format!("the saved world has the form {}; this version reads {FORMAT}", saved.format);
        Err(WorldError::Unreadable(problem))
    }

    /// Writes the saved world.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a saved world can be written")
    }

    /// Adds what has happened since.
    pub(crate) fn and_then(mut self, records: Vec<Record>) -> Self {
        self.records.extend(records);
        self
    }

    /// Leaves out everything that happened after an instant, and lets the clock stand there. The instant is none before
    /// [`since`](Self::since).
    pub(crate) fn until(mut self, instant: Timestamp) -> Self {
        let mut beyond = false;
        self.records.retain(|record| {
            let at = record.at();
            beyond = beyond || at.is_some_and(|at| at > instant);
            at.map_or(!beyond, |at| at <= instant)
        });
        let machine = Clock::machine_time();
        self.records.push(Record::Clock(ClockMoved { now: instant, machine, ..self.last_clock() }));
        self
    }

    /// Hides the keys of the accounts, each of which keeps a name of its own, and the secrets within URLs. A fault asks for the new name.
    pub(crate) fn masked(mut self) -> Self {
        let mut names: HashMap<Arc<str>, Arc<str>> = HashMap::new();
        let mut mask = |api_key: &mut Arc<str>| {
            let number = names.len() + 1;
            let name = names.entry(api_key.clone());
            *api_key = name.or_insert_with(|| format!("{}{number}", masked_key(api_key)).into()).clone();
        };
        let mask_faults = |faults: &mut Vec<FaultView>, mask: &mut dyn FnMut(&mut Arc<str>)| {
            for asked in faults.iter_mut().filter_map(|view| view.fault.matches.api_key.as_mut()) {
                let mut api_key: Arc<str> = (**asked).into();
                mask(&mut api_key);
                *asked = ApiKey::from(api_key).in_full();
            }
        };
        for account in &mut self.accounts {
            mask(&mut account.api_key);
            hide_in_urls(&mut account.state);
        }
        mask_faults(&mut self.faults, &mut mask);
        for record in &mut self.records {
            match record {
                Record::Opened(opened) => mask(&mut opened.api_key),
                Record::Applied(applied) => hide_in_urls(&mut applied.with),
                Record::Faults(faults) => mask_faults(faults, &mut mask),
                Record::Closed { .. } | Record::Clock(_) => {}
            }
        }
        self
    }

    /// Returns the instant from which on the world is known.
    pub(crate) fn since(&self) -> Timestamp {
        self.clock.now
    }

    /// Notes what the world is for.
    pub(crate) fn about(mut self, note: WorldNote) -> Self {
        self.settings.about = note;
        self
    }

    /// Returns the settings of the world.
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns the start of the clock in the world, as if no time had passed on the machine.
    pub(crate) fn stopped(&self) -> Start {
        let ClockMoved { mode, now, pace, .. } = self.last_clock();
        Start { mode, now: Some(now.max(self.latest())), pace }
    }

    /// Returns the start of the clock in the world, which has gone on with the machine's if it follows that. The world may have been on
    /// another machine until an instant of that one's clock: then it has gone on at least until there.
    pub(crate) fn gone_on(&self, elsewhere: Option<Timestamp>) -> Start {
        let ClockMoved { mode, now, pace, machine } = self.last_clock();
        let until = Clock::machine_time().max(elsewhere.unwrap_or(machine));
        let passed = until.duration_since(machine).max(SignedDuration::ZERO);
        let gone_on = if mode == Mode::Realtime { now.checked_add(passed).unwrap_or(now) } else { now };
        Start { mode, now: Some(gone_on.max(self.latest())), pace }
    }

    fn last_clock(&self) -> ClockMoved {
        let last = self.records.iter().rev().find_map(|record| match record {
            Record::Clock(clock) => Some(*clock),
            _ => None,
        });
        last.unwrap_or(self.clock)
    }

    fn latest(&self) -> Timestamp {
        self.records.iter().filter_map(Record::at).fold(self.clock.now, Timestamp::max)
    }

    /// Brings the saved state and everything since into a new world. The error is a sentence on the difference.
    pub(crate) fn restore(&self, world: &World) -> Result<(), String> {
        for account in &self.accounts {
            world.accounts_at(&account.provider)?.restore(account)?;
        }
        world.faults.restore(self.faults.clone());
        for record in &self.records {
            world.replay(record)?;
        }
        Ok(())
    }
}

/// Hides the secrets in every URL of a value.
fn hide_in_urls(raw: &mut Box<RawValue>) {
    fn hide_in(value: &mut Value) {
        match value {
            Value::String(text) if text.contains("://") => *text = hide(text, None),
            Value::Array(values) => values.iter_mut().for_each(hide_in),
            Value::Object(fields) => fields.values_mut().for_each(hide_in),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    // Most values have no URL at all.
    if raw.get().contains("://") {
        let mut value = serde_json::from_str(raw.get()).expect("a raw value is JSON");
        hide_in(&mut value);
        *raw = serde_json::value::to_raw_value(&value).expect("a value is JSON");
    }
}

fn accounts_of(world: &World) -> Vec<SavedAccount> {
    world.accounts().flat_map(ProviderAccounts::save).collect()
}

/// Returns a record of what a world's clock shows now.
pub(crate) fn clock_of(world: &World) -> Record {
    let Reading { mode, now, pace } = world.clock.read();
    Record::Clock(ClockMoved { mode, now, pace, machine: Clock::machine_time() })
}

/// Lets a restored world go on: what was on its way is sent, and its log hears of the clock.
pub(crate) fn go_on(world: &World) {
    for accounts in world.accounts() {
        accounts.resume();
    }
    world.log_the_clock();
}
