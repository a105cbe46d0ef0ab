//! The reasons for which a world is not made, or does not go back.

use std::fmt;

use jiff::Timestamp;

/// The reasons for which a world is not made, or does not go back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorldError {
    /// A world of this name exists already.
    Exists,
    /// The name is not 1 to 64 letters, digits, hyphens and underscores.
    BadName,
    /// The sandbox keeps nothing, so that no world can be durable.
    NoStore,
    /// The world keeps no log, so that it cannot go back.
    NoLog,
    /// The world has not reached the instant yet.
    NotYet,
    /// The instant lies before everything that is kept of the world.
    Forgotten(Timestamp),
    /// The sandbox stops.
    Stopping,
    /// The saved world cannot be brought back. The value is a sentence on the problem.
    Unreadable(String),
    /// The store that is shared with other processes does not answer, or they have what is needed. The value is a sentence on the reason.
    NoAnswer(String),
}

impl fmt::Display for WorldError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Forgotten(since) => return write!(formatter, "the world is known only since {since:.3}"),
            Self::Exists => "a world of this name is there already",
            Self::BadName => "a world's name is 1 to 64 letters, digits, hyphens and underscores",
            Self::NoStore => "the sandbox was started without --data, which says where worlds are kept",
            Self::NoLog => "this world keeps no log; make it durable, or start the sandbox with --record",
            Self::NotYet => "the world has not been there yet",
            Self::Stopping => "the sandbox stops",
            Self::Unreadable(problem) | Self::NoAnswer(problem) => problem,
        })
    }
}

impl std::error::Error for WorldError {}
