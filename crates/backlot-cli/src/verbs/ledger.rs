//! `backlot ledger`.

use clap::Args;
use control_api::{AccountView, EntryView, LedgerView, ListAccounts, ShowLedger};

use super::{instant, word};
use crate::output::table;
use crate::remote::{Remote, RemoteOptions};

#[derive(Args, Debug)]
pub(crate) struct Ledger {
    /// The provider [default: that of the only account]
    provider: Option<String>,
    /// The account: its API key, or `@` and its id [default: the only account]
    account: Option<String>,
    #[command(flatten)]
    remote: RemoteOptions,
}

impl Ledger {
    pub(crate) async fn run(&self) -> Result<(), String> {
        let remote = self.remote.connect()?;
        let (provider, api_key) = self.account(&remote).await?;
        self.remote
            .show(ShowLedger { provider, api_key: api_key.into(), limit: None, after: None }, text)
            .await
    }

    /// Returns the provider and the key of the account that is meant.
    async fn account(&self, remote: &Remote) -> Result<(String, String), String> {
        if let (Some(provider), Some(account)) = (&self.provider, &self.account) {
            return Ok((provider.clone(), account.clone()));
        }
        let mut accounts = remote.call(ListAccounts {}).await?.accounts;
        accounts
            .retain(|account| self.provider.as_deref().is_none_or(|provider| account.provider == provider));
        match &accounts[..] {
            [account] => Ok((account.provider.to_string(), format!("@{}", account.account_id))),
            [] => Err("there is no account yet; any key opens one".to_owned()),
            many => {
                let lines = many.iter().map(|account| {
                    let AccountView { provider, account_id, api_key, .. } = account;
                    format!("\n  backlot ledger {provider} @{account_id}   ({})", &**api_key)
                });
                let lines: Vec<_> = lines.collect();
                Err(format!("there are several accounts; name one of them:{}", lines.concat()))
            }
        }
    }
}

fn text(ledger: &LedgerView) -> String {
    let lines = table(["at", "kind", "amount", "balance", "job", "note"], ledger.entries.iter().map(row));
    format!("{lines}balance: {} credits\n", ledger.balance)
}

fn row(entry: &EntryView) -> [String; 6] {
    [
        instant(entry.at),
        word(&entry.kind),
        entry.amount.to_string(),
        entry.balance_after.to_string(),
        entry.reference.as_deref().unwrap_or("-").to_owned(),
        entry.note.to_string(),
    ]
}
