//! Accounts, their ledgers, and the credits that they have spent.

use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;
use mock_core::account::Status;
use mock_core::api_key::ApiKey;
use mock_core::control::{self, AccountChange, ChangeError, Desk, LedgerView};
use mock_core::credits::Credits;
use mock_core::http::Visit;
use mock_core::keys;
use mock_core::world::World;
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

pub(super) async fn list(visit: Visit) -> Response {
    let world = &visit.world;
    let accounts: Vec<_> = world.desks().flat_map(|desk| desk.list(world)).collect();
    rows::list(&json!({ "accounts": [] }), "accounts", accounts)
}

pub(super) async fn show(
    visit: Visit,
    Path((provider, api_key)): AccountPath,
) -> Result<Json<Value>, Refused> {
    let account = desk(&visit.world, &provider)?.show(&visit.world, &api_key);
    account.map(|account| in_full(&account, &account.api_key)).ok_or_else(|| unknown(&api_key))
}

pub(super) async fn change(
    visit: Visit,
    Path((provider, api_key)): AccountPath,
    Input(change): Input<Change>,
) -> Result<Json<Value>, Refused> {
    let change = AccountChange { credits: change.credits, status: change.status };
    let account = desk(&visit.world, &provider)?.change(&visit.world, &api_key, change);
    account.map(|account| in_full(&account, &account.api_key)).map_err(|error| {
        let field = match error {
            ChangeError::NoAccount => "api_key",
            ChangeError::NegativeCredits => "credits",
        };
        Refused::bad_request(format!("{field}: {error}"))
    })
}

pub(super) async fn close(
    visit: Visit,
    Path((provider, api_key)): AccountPath,
) -> Result<StatusCode, Refused> {
    let closed = desk(&visit.world, &provider)?.close(&api_key);
    if closed { Ok(StatusCode::NO_CONTENT) } else { Err(unknown(&api_key)) }
}

pub(super) async fn ledger(
    visit: Visit,
    Path((provider, api_key)): AccountPath,
) -> Result<Response, Refused> {
    let ledger = desk(&visit.world, &provider)?.ledger(&visit.world, &api_key);
    let LedgerView { balance, entries } = ledger.ok_or_else(|| unknown(&api_key))?;
    Ok(rows::list(&json!({ "balance": balance, "entries": [] }), "entries", entries))
}

pub(super) async fn bill(visit: Visit) -> Response {
    let world = &visit.world;
    let lines: Vec<_> = world.desks().flat_map(|desk| desk.bill(world)).collect();
    let providers: serde_json::Map<_, _> = world
        .desks()
        .filter_map(|desk| {
            let own = || lines.iter().filter(|line| line.provider == desk.provider());
            own().next()?;
            let charges: Credits = own().map(|line| line.charges).sum();
            let refunds: Credits = own().map(|line| line.refunds).sum();
            let total = json!({ "charges": charges, "refunds": refunds, "net": charges - refunds });
            Some((desk.provider().to_owned(), total))
        })
        .collect();
    rows::list(&json!({ "accounts": [], "providers": providers }), "accounts", lines)
}

/// Returns one provider's accounts, or a refusal that lists the known providers.
pub(super) fn desk<'a>(world: &'a World, provider: &str) -> Result<&'a dyn Desk, Refused> {
    control::desk(world, provider).map_err(|unknown| Refused::not_found(format!("provider: {unknown}")))
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
