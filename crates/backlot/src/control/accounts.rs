//! Accounts, their ledgers, and the credits that they have spent.

use std::collections::BTreeMap;

use axum::response::Response;
use control_api::{
    AccountList, AccountView, BillTotal, BillView, ChangeAccount, CloseAccount, LedgerView, ListAccounts,
    ShowAccount, ShowBill, ShowLedger, Subject,
};
use kernel::commands::AccountChange;
use kernel::keys;
use mock_http::control::{ChangeError, ProviderAccounts, id_in};
use mock_http::world::World;
use serde_json::json;

use super::error::Refused;
use super::handle::{Control, Handle};
use super::rows;

/// The largest number of ledger entries on a page.
const MOST_LISTED: usize = 1000;
/// The largest number of ledger entries in an answer to a call that asks for no page.
const WHOLE: usize = 10_000;

impl Handle for ListAccounts {
    async fn handle(self, control: &Control) -> Result<AccountList, Refused> {
        let accounts = control.context.world.accounts().flat_map(ProviderAccounts::list).collect();
        Ok(AccountList { accounts })
    }

    /// Answers row by row, since there may be very many accounts.
    async fn respond(self, control: Control) -> Result<Response, Refused> {
        let accounts = self.handle(&control).await?.accounts;
        Ok(rows::list(&json!({ "accounts": [] }), "accounts", accounts))
    }
}

impl Handle for ShowAccount {
    async fn handle(self, control: &Control) -> Result<AccountView, Refused> {
        let account = accounts_at(&control.context.world, &self.provider)?.show(&self.api_key);
        account.map(in_full).ok_or_else(|| unknown(&self.api_key))
    }
}

impl Handle for ChangeAccount {
    async fn handle(self, control: &Control) -> Result<AccountView, Refused> {
        let Self { provider, api_key, credits, status } = self;
        let accounts = accounts_at(&control.context.world, &provider)?;
        if id_in(&api_key).is_some() && accounts.page(&api_key).is_none() {
            return Err(unknown(&api_key));
        }
        control.context.world.changes.note(Subject::Jobs);
        let account = accounts.change(&api_key, AccountChange { credits, status });
        account.map(in_full).map_err(|error| {
            let field = match error {
                ChangeError::NoAccount => "api_key",
                ChangeError::NegativeCredits => "credits",
            };
            Refused::bad_request(format!("{field}: {error}"))
        })
    }
}

impl Handle for CloseAccount {
    async fn handle(self, control: &Control) -> Result<(), Refused> {
        let closed = accounts_at(&control.context.world, &self.provider)?.close(&self.api_key);
        control.context.world.changes.note(Subject::Jobs);
        if closed { Ok(()) } else { Err(unknown(&self.api_key)) }
    }
}

impl Handle for ShowLedger {
    async fn handle(self, control: &Control) -> Result<LedgerView, Refused> {
        let account = accounts_at(&control.context.world, &self.provider)?.page(&self.api_key);
        let limit = self.limit.map_or(WHOLE, |limit| limit.min(MOST_LISTED));
        let ledger = account.map(|account| account.ledger(self.after.unwrap_or(0), limit));
        ledger.ok_or_else(|| unknown(&self.api_key))
    }
}

impl Handle for ShowBill {
    async fn handle(self, control: &Control) -> Result<BillView, Refused> {
        let (mut accounts, mut providers) = (Vec::new(), BTreeMap::<_, BillTotal>::new());
        for of in control.context.world.accounts() {
            let lines = of.bill();
            if !lines.is_empty() {
                let charges = lines.iter().map(|line| line.charges).sum();
                let refunds = lines.iter().map(|line| line.refunds).sum();
                let total = BillTotal { charges, refunds, net: charges - refunds };
                providers.insert(of.provider().to_owned(), total);
            }
            accounts.extend(lines);
        }
        Ok(BillView { accounts, providers })
    }

    /// Answers row by row, since there may be very many accounts.
    async fn respond(self, control: Control) -> Result<Response, Refused> {
        let BillView { accounts, providers } = self.handle(&control).await?;
        Ok(rows::list(&json!({ "accounts": [], "providers": providers }), "accounts", accounts))
    }
}

/// Returns one provider's accounts, or a refusal that lists the known providers.
pub(super) fn accounts_at<'a>(world: &'a World, provider: &str) -> Result<&'a dyn ProviderAccounts, Refused> {
    world.accounts_at(provider).map_err(|unknown| Refused::not_found(format!("provider: {unknown}")))
}

/// Returns one account with its key in full. Lists mask the key.
fn in_full(mut account: AccountView) -> AccountView {
    account.api_key = account.api_key.in_full();
    account
}

fn unknown(api_key: &str) -> Refused {
    if id_in(api_key).is_some() {
        return Refused::not_found("api_key: no account has this id");
    }
    let advice = match keys::opening_status(api_key) {
        Some(_) => "the first call with it, or a PUT here, opens one".to_owned(),
        None => ChangeError::NoAccount.to_string(),
    };
    Refused::not_found(format!("api_key: no account was opened with this key; {advice}"))
}
