//! Reserved API keys: the beginnings of keys that decide on the state of their accounts.

use serde::{Deserialize, Serialize};

/// The status of an account at its provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The account may be used.
    Active,
    /// The account's owner is known, but refused.
    Suspended,
    /// The account's key no longer works.
    Inactive,
}

/// Keys with this beginning are refused as unknown.
pub const INVALID: &str = "invalid";
/// Keys with this beginning open an account that is suspended.
pub const SUSPENDED: &str = "suspended";

/// The length of the longest key, in bytes. Masking looks for the whole key in every text that is shown.
const LONGEST: usize = 4096;

/// Returns the status with which a key's account opens, or `None` if no account opens with the key.
pub fn opening_status(api_key: &str) -> Option<Status> {
    match api_key {
        "" => None,
        key if key.len() > LONGEST => None,
        key if key.starts_with(INVALID) => None,
        key if key.starts_with(SUSPENDED) => Some(Status::Suspended),
        _ => Some(Status::Active),
    }
}
