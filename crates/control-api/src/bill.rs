//! The bill: the credits that were spent.

use std::collections::BTreeMap;

use journal::api_key::ApiKey;
use journal::{Word, read_word};
use kernel::credits::Credits;
use serde::{Deserialize, Serialize};

/// Shows the credits that were spent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowBill {}

/// The credits that were spent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BillView {
    /// The credits that each account has spent, in the order in which accounts are listed.
    pub accounts: Vec<BillLine>,
    /// The sum of each provider with accounts.
    pub providers: BTreeMap<String, BillTotal>,
}

/// The credits that an account has spent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BillLine {
    /// The name of the provider.
    #[serde(deserialize_with = "read_word")]
    pub provider: Word,
    /// The account's API key.
    pub api_key: ApiKey,
    /// The sum of all charges.
    pub charges: Credits,
    /// The sum of all refunds.
    pub refunds: Credits,
    /// The charges less the refunds.
    pub net: Credits,
    /// The number of jobs in each state. States without jobs are left out.
    pub jobs: serde_json::Map<String, serde_json::Value>,
}

/// The credits that all accounts of a provider have spent.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct BillTotal {
    /// The sum of all charges.
    pub charges: Credits,
    /// The sum of all refunds.
    pub refunds: Credits,
    /// The charges less the refunds.
    pub net: Credits,
}
