//! Accounts, their ledgers, and the credits that they have spent.

use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;
use journal::api_key::ApiKey;
use kernel::commands::AccountChange;
use kernel::credits::Credits;
use kernel::keys;
use kernel::keys::Status;
use mock_http::control::{ChangeError, LedgerView, ProviderAccounts};
use mock_http::request::RequestContext;
use mock_http::world::World;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::error::Refused;
use super::input::{Input, Path};
use super::rows;

/// The body of a change: `{"credits"?, "status"?}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    credits: Option<Credits>,
    status: Option<Status>,
}

type AccountPath = Path<(String, String)>;

pub(super) async fn list(context: RequestContext) -> Response {
    let world = &context.world;
    let accounts: Vec<_> = world.accounts().flat_map(ProviderAccounts::list).collect();
    rows::list(&json!({ "accounts": [] }), "accounts", accounts)
}

pub(super) async fn show(
    context: RequestContext,
    Path((provider, api_key)): AccountPath,
) -> Result<Json<Value>, Refused> {
    let account = accounts_at(&context.world, &provider)?.show(&api_key);
    account.map(|account| in_full(&account, &account.api_key)).ok_or_else(|| unknown(&api_key))
}

pub(super) async fn change(
    context: RequestContext,
    Path((provider, api_key)): AccountPath,
    Input(change): Input<Change>,
) -> Result<Json<Value>, Refused> {
    let change = AccountChange { credits: change.credits, status: change.status };
    let account = accounts_at(&context.world, &provider)?.change(&api_key, change);
    account.map(|account| in_full(&account, &account.api_key)).map_err(|error| {
        let field = match error {
            ChangeError::NoAccount => "api_key",
            ChangeError::NegativeCredits => "credits",
        };
        Refused::bad_request(format!("{field}: {error}"))
    })
}

pub(super) async fn close(
    context: RequestContext,
    Path((provider, api_key)): AccountPath,
) -> Result<StatusCode, Refused> {
    let closed = accounts_at(&context.world, &provider)?.close(&api_key);
    if closed { Ok(StatusCode::NO_CONTENT) } else { Err(unknown(&api_key)) }
}

pub(super) async fn ledger(
    context: RequestContext,
    Path((provider, api_key)): AccountPath,
) -> Result<Response, Refused> {
    let ledger = accounts_at(&context.world, &provider)?.ledger(&api_key);
    let LedgerView { balance, entries } = ledger.ok_or_else(|| unknown(&api_key))?;
    Ok(rows::list(&json!({ "balance": balance, "entries": [] }), "entries", entries))
}

pub(super) async fn bill(context: RequestContext) -> Response {
    let world = &context.world;
    let lines: Vec<_> = world.accounts().flat_map(ProviderAccounts::bill).collect();
    let providers: serde_json::Map<_, _> = world
        .accounts()
        .filter_map(|accounts| {
            let own = || lines.iter().filter(|line| line.provider == accounts.provider());
            own().next()?;
            let charges: Credits = own().map(|line| line.charges).sum();
            let refunds: Credits = own().map(|line| line.refunds).sum();
            let total = json!({ "charges": charges, "refunds": refunds, "net": charges - refunds });
            Some((accounts.provider().to_owned(), total))
        })
        .collect();
    rows::list(&json!({ "accounts": [], "providers": providers }), "accounts", lines)
}

/// Returns one provider's accounts, or a refusal that lists the known providers.
pub(super) fn accounts_at<'a>(world: &'a World, provider: &str) -> Result<&'a dyn ProviderAccounts, Refused> {
    world.accounts_at(provider).map_err(|unknown| Refused::not_found(format!("provider: {unknown}")))
}

/// Returns one account or job as JSON with its key in full. Lists mask the key.
pub(super) fn in_full(view: &impl Serialize, api_key: &ApiKey) -> Json<Value> {
    let mut shown = json!(view);
    shown["api_key"] = (**api_key).into();
    Json(shown)
}

fn unknown(api_key: &str) -> Refused {
    let advice = match keys::opening_status(api_key) {
        Some(_) => "the first call with it, or a PUT here, opens one".to_owned(),
        None => ChangeError::NoAccount.to_string(),
    };
    Refused::not_found(format!("api_key: no account was opened with this key; {advice}"))
}
