//! Calls about worlds.

use jiff::Timestamp;
use kernel::credits::Credits;
use kernel::time::{Mode, serialize_instant};
use serde::{Deserialize, Serialize};

use crate::clock::Reading;
use crate::instant::Instant;

/// Lists the worlds of the sandbox.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListWorlds {}

/// The worlds of the sandbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WorldList {
    /// The worlds, by name.
    pub worlds: Vec<WorldView>,
}

/// A world.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WorldView {
    /// The name of the world. Empty for the default world.
    pub world: String,
    /// The URL of the world.
    pub url: String,
    /// The seed of all randomness.
    pub seed: u64,
    /// The clock of the world.
    pub clock: Reading,
    /// `true` if a document's table wins over its own printed example.
    pub strict: bool,
    /// `true` if the providers' request limits apply, `false` if not. `None` leaves each provider its default.
    pub rate_limits: Option<bool>,
    /// `true` if the world survives the process.
    pub durable: bool,
    /// A text on the world's purpose, such as the name of a test.
    pub label: Option<String>,
    /// The line of code that the world was made for.
    pub source: Option<SourceLine>,
    /// The instant at which the world was made, on the machine's clock.
    #[serde(serialize_with = "serialize_instant")]
    pub created_at: Timestamp,
    /// The numbers of what is in the world.
    pub counts: WorldCounts,
}

/// A line of code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceLine {
    /// The path of the file.
    pub file: String,
    /// The number of the line, if it is known.
    pub line: Option<u64>,
}

/// The numbers of what is in a world.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorldCounts {
    /// The number of accounts.
    pub accounts: u64,
    /// The number of jobs.
    pub jobs: u64,
    /// The number of exchanges in the journal.
    pub exchanges: u64,
    /// The number of faults.
    pub faults: u64,
}

/// Makes a world: a new one, or one that begins as another one is or was. An exported world is a body, too.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateWorld {
    /// The name: 1 to 64 letters, digits, hyphens and underscores. A generated one if left out.
    pub name: Option<String>,
    /// The seed of all randomness.
    pub seed: Option<u64>,
    /// The way in which the clock moves.
    pub clock: Option<Mode>,
    /// The instant at which the clock starts.
    pub now: Option<Instant>,
    /// The pace of jobs, from 0.001 to 1,000,000.
    pub pace: Option<f64>,
    /// The credits of a new account.
    pub credits: Option<NewCredits>,
    /// `true` if a document's table wins over its own printed example.
    pub strict: Option<bool>,
    /// `true` if the providers' request limits apply, `false` if not.
    pub rate_limits: Option<bool>,
    /// `true` if the world is to survive the process.
    pub durable: Option<bool>,
    /// The world to begin with. Only `name`, `durable`, `label` and `source` go with it.
    pub from: Option<WorldMoment>,
    /// A text on the world's purpose, at most 1000 bytes.
    pub label: Option<String>,
    /// The line of code that the world is made for.
    pub source: Option<SourceLine>,
    /// The bytes of an exported world, which is then the whole body.
    #[serde(skip)]
    pub exported: Option<Vec<u8>>,
}

/// A world, now or at an instant.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorldMoment {
    /// The name of the world.
    pub world: String,
    /// The instant, now if left out.
    pub at: Option<Instant>,
}

/// The credits of a new account.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "must be a number of credits, at most a billion and with at most four decimals, or \"provider\""
)]
pub enum NewCredits {
    /// The same amount at every provider.
    Everywhere(Credits),
    /// The amount that each provider gives by itself.
    Word(ProviderWord),
}

/// The word for the providers' own amounts.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProviderWord {
    /// The amount that each provider gives by itself.
    Provider,
}

/// Shows a world.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowWorld {
    /// The name of the world.
    pub world: String,
}

/// Forgets a world.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForgetWorld {
    /// The name of the world.
    pub world: String,
}

/// Makes the world as new. Its settings stay.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResetWorld {}

/// Takes the world back to an instant, with all that it held then.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RewindWorld {
    /// The instant to go back to.
    pub at: Instant,
}

/// Shows the world as a file, with masked keys.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportWorld {}
