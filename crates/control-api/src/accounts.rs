//! Calls about accounts and their ledgers.
//!
//! An account is named by its API key, or by `@` and its public id, so that no key has to stand in an address.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;
use journal::api_key::ApiKey;
use journal::{Word, read_word};
use kernel::credits::Credits;
use kernel::keys::Status;
use kernel::ledger::{Entry, EntryKind};
use kernel::time::serialize_instant;
use serde::{Deserialize, Serialize};

use crate::key_name::KeyName;

/// Lists the accounts of all providers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListAccounts {}

/// The accounts of a world.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountList {
    /// The accounts, by provider, then by key.
    pub accounts: Vec<AccountView>,
}

/// An account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountView {
    /// The name of the provider.
    #[serde(deserialize_with = "read_word")]
    pub provider: Word,
    /// The key that opens the account: in full if this account alone was asked for.
    pub api_key: ApiKey,
    /// The account's public id.
    pub account_id: Arc<str>,
    /// The id by which the provider's own calls name the account, if they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Arc<str>>,
    /// The account's status.
    pub status: Status,
    /// The account's balance.
    pub credits: Credits,
}

/// Shows an account, with its key in full.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowAccount {
    /// The name of the provider.
    pub provider: String,
    /// The key of the account, or `@` and its id.
    pub api_key: KeyName,
}

/// Changes an account, and opens it first if needed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeAccount {
    /// The name of the provider.
    pub provider: String,
    /// The key of the account, or `@` and its id.
    pub api_key: KeyName,
    /// The new balance, if it changes.
    pub credits: Option<Credits>,
    /// The new status, if it changes.
    pub status: Option<Status>,
}

/// Forgets an account and all its data.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseAccount {
    /// The name of the provider.
    pub provider: String,
    /// The key of the account, or `@` and its id.
    pub api_key: KeyName,
}

/// Shows the ledger of an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowLedger {
    /// The name of the provider.
    pub provider: String,
    /// The key of the account, or `@` and its id.
    pub api_key: KeyName,
    /// The largest number of entries, 10,000 if left out, else 1000 at most.
    pub limit: Option<usize>,
    /// The number of entries to leave out at the beginning: the `next` of the page before.
    pub after: Option<usize>,
}

/// The ledger of an account, or a page of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LedgerView {
    /// The balance, which is the sum of all entries.
    pub balance: Credits,
    /// The movements of credits, oldest first.
    pub entries: Vec<EntryView>,
    /// The `after` of the next page. It is left out on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<usize>,
}

/// A movement of credits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    /// The instant of the movement.
    #[serde(serialize_with = "serialize_instant")]
    pub at: Timestamp,
    /// The kind of the movement.
    pub kind: EntryKind,
    /// The amount, negative for a charge.
    pub amount: Credits,
    /// The balance after the movement.
    pub balance_after: Credits,
    /// The id of the job that the movement is for, if there is one.
    pub reference: Option<Arc<str>>,
    /// A word or a sentence on the reason.
    pub note: Cow<'static, str>,
}

impl From<&Entry> for EntryView {
    fn from(entry: &Entry) -> Self {
        let Entry { at, kind, amount, balance_after, reference, note } = entry.clone();
        Self { at, kind, amount, balance_after, reference, note }
    }
}
