//! The log of a world: everything that happens to it, in order, as data.
//!
//! A world without a log pays nothing for what worlds with one have. What is answered is kept first: whoever has seen a position of
//! the log waits until it is [kept](Log::kept) before the answer leaves.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use control_api::FaultView;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use kernel::context::Context;
use kernel::machine::Opening;
use kernel::random::Root;
use kernel::time::{Mode, Pace};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// One thing that happened to a world.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// An account was opened.
    Opened(Opened),
    /// A command was applied to an account.
    Applied(Applied),
    /// An account was closed, and forgotten with all its data.
    Closed {
        /// The name of the provider.
        provider: Cow<'static, str>,
        /// The account's public id.
        account_id: Arc<str>,
    },
    /// The clock was set or moved.
    Clock(ClockMoved),
    /// The faults were changed, or one of them was struck.
    Faults(Vec<FaultView>),
}

/// An account that was opened.
#[derive(Clone, Serialize, Deserialize)]
pub struct Opened {
    /// The name of the provider.
    pub provider: Cow<'static, str>,
    /// The key that opens the account.
    pub api_key: Arc<str>,
    /// The root of the account's randomness.
    pub root: Root,
    /// The data with which the account opened.
    pub opening: Opening,
}

/// A command that was applied to an account.
#[derive(Clone, Serialize, Deserialize)]
pub struct Applied {
    /// The name of the provider.
    pub provider: Cow<'static, str>,
    /// The account's public id.
    pub account_id: Arc<str>,
    /// The name of the command.
    pub command: Cow<'static, str>,
    /// The command itself.
    pub with: Box<RawValue>,
    /// The context in which it was applied.
    pub context: Context,
    /// The digest of the account afterwards.
    pub digest: u64,
}

/// A reading of a world's clock after it was set or moved.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ClockMoved {
    /// The way in which the clock moves.
    pub mode: Mode,
    /// The instant that the clock shows.
    pub now: Timestamp,
    /// The pace of jobs.
    pub pace: Pace,
    /// The machine's time at that moment.
    pub machine: Timestamp,
}

impl Record {
    /// Returns the virtual instant of the record, if it has one.
    pub fn at(&self) -> Option<Timestamp> {
        match self {
            Self::Opened(opened) => Some(opened.opening.now),
            Self::Applied(applied) => Some(applied.context.now),
            Self::Clock(moved) => Some(moved.now),
            Self::Closed { .. } | Self::Faults(_) => None,
        }
    }
}

/// A log that failed: what happened since then will not be remembered here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost {
    /// `true` if the records may be kept all the same: then a refusal could be untrue.
    pub may_be_kept: bool,
}

impl fmt::Display for Lost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the world's log cannot be written any more")
    }
}

impl std::error::Error for Lost {}

/// The standing of a world, as its log sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The world may answer.
    Good,
    /// The lease has run out, and may be renewed.
    Waiting,
    /// The world will never answer again here.
    Lost,
}

/// A log that is being written.
pub trait Log: Send + Sync {
    /// Appends a record and returns its position. This takes a short lock of its own and never waits for a disk.
    fn push(&self, record: &Record) -> u64;

    /// Returns the position of the last record.
    fn last(&self) -> u64;

    /// Returns the standing of the world.
    fn standing(&self) -> Standing;

    /// Waits until all records up to a position are kept. Then the world may answer with all that it has seen up to there.
    fn kept(&self, position: u64) -> BoxFuture<'_, Result<(), Lost>>;
}
