//! Accounts, their ledgers, and what they have spent.

use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;
use mock_core::account::Status;
use mock_core::control::{AccountChange, AccountView, Desk, LedgerView};
use mock_core::credits::Credits;
use mock_core::http::Visit;
use mock_core::world::World;
use serde::Deserialize;
use serde_json::json;

use super::error::Refused;
use super::input::{Input, Path};
use super::rows;

/// `{"credits"?, "status"?}`
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
) -> Result<Json<AccountView>, Refused> {
    let account = desk(&visit.world, &provider)?.show(&visit.world, &api_key);
    account.map(Json).ok_or_else(unknown)
}

pub(super) async fn change(
    visit: Visit,
    Path((provider, api_key)): AccountPath,
    Input(change): Input<Change>,
) -> Result<Json<AccountView>, Refused> {
    if change.credits.is_some_and(|credits| credits < Credits::ZERO) {
        return Err(Refused::bad_request("credits: must not be negative"));
    }
    let change = AccountChange { credits: change.credits, status: change.status };
    let account = desk(&visit.world, &provider)?.change(&visit.world, &api_key, change);
    account
        .map(Json)
        .ok_or_else(|| Refused::bad_request("api_key: keys that start with `invalid` open no account"))
}

pub(super) async fn close(
    visit: Visit,
    Path((provider, api_key)): AccountPath,
) -> Result<StatusCode, Refused> {
    let closed = desk(&visit.world, &provider)?.close(&api_key);
    if closed { Ok(StatusCode::NO_CONTENT) } else { Err(unknown()) }
}

pub(super) async fn ledger(
    visit: Visit,
    Path((provider, api_key)): AccountPath,
) -> Result<Response, Refused> {
    let ledger = desk(&visit.world, &provider)?.ledger(&visit.world, &api_key);
    let LedgerView { balance, entries } = ledger.ok_or_else(unknown)?;
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

/// One provider's accounts, or a refusal that says which providers there are.
pub(super) fn desk<'a>(world: &'a World, provider: &str) -> Result<&'a dyn Desk, Refused> {
    world.desk(provider).ok_or_else(|| {
        let known: Vec<_> = world.desks().map(Desk::provider).collect();
        Refused::not_found(format!("provider: no {provider:?}; there are {}", known.join(", ")))
    })
}

fn unknown() -> Refused {
    Refused::not_found(
        "no account was opened with this key; the first call with it, or a PUT here, opens one",
    )
}
