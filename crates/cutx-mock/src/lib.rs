//! A mock of CutX: ad copy, static ads and avatar videos, with credits, idempotency keys and the projects and products that
//! the calls need.
//!
//! It is faithful to the provider's generation page (`cutx.txt`) and to the facts sheet beside it (`cutx-facts.md`). Points
//! that neither of them states are assumed, each in one place, with a clause that says so. The parts of CutX that have nothing
//! to do with generating are left out: campaigns, the seller suite, checkout, logins. Nothing is ever fetched: the mock knows a
//! page to ingest and an avatar by their URLs alone.
//!
//! The modules: [`wire`] (requests and answers), [`routes`] (the calls), [`state`] (the actions of an account), [`lifecycle`]
//! (a job's states), [`prices`] and [`refusals`] (tables), [`catalogue`] (projects and products), [`copywriter`] (texts) and
//! [`media`] (pictures and films).

pub mod catalogue;
pub mod clause;
pub mod copywriter;
pub mod lifecycle;
pub mod media;
pub mod prices;
pub mod refusals;
pub mod routes;
pub mod state;
pub mod wire;

use std::sync::Arc;

use mock_core::accounts::Accounts;
use mock_core::mount::{Mount, TryIt};
use mock_core::provider::Provider;
use mock_media::Studio;

use crate::state::Cutx;

/// Returns the mock, ready for the sandbox.
pub fn mount(studio: Arc<Studio>) -> Mount {
    Mount {
        provider: Cutx::NAME,
        title: "CutX",
        base: "/cutx/api",
        try_it: TryIt {
            method: "POST",
            path: "/generate/static-ad",
            body: r#"{"projectId":"00000000-0000-4000-8000-000000000001","productId":"00000000-0000-4000-8000-000000000002","prompt":"Summer vibes"}"#,
        },
        api: routes::routes(),
        media: media::routes(studio),
        openapi: clause::OPENAPI,
        clauses: clause::ALL,
        open_desk: Accounts::<Cutx>::desk,
    }
}
