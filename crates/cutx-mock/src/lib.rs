//! A mock of CutX: ad copy, static ads and avatar videos, with credits, idempotency keys and the projects and products that
//! the calls need.
//!
//! It is faithful to the provider's generation page (`cutx.txt`) and to the facts sheet beside it (`cutx-facts.md`). Points
//! that neither of them states are assumed, each in one place, with a clause that says so. The parts of CutX that have nothing
//! to do with generating are left out: campaigns, the seller suite, checkout, logins. Nothing is ever fetched: the mock knows a
//! page to ingest and an avatar by their URLs alone.
//!
//! The modules: [`operations`] (a call each), [`generation`] (what the generation calls share), [`machine`] and [`state`] (an
//! account), [`provider`] (keys and refusals), [`lifecycle`] (a job's states), [`prices`], [`options`] and [`refusals`] (tables),
//! [`catalogue`] (projects and products), [`copywriter`] (texts) and [`results`] (pictures and films).

pub mod catalogue;
pub mod clause;
pub mod copywriter;
pub mod generation;
pub mod lifecycle;
pub mod machine;
pub mod operations;
pub mod options;
pub mod prices;
pub mod provider;
pub mod refusals;
pub mod results;
pub mod state;

use std::sync::Arc;

use mock_http::module::{Description, ProviderModule, TryIt};
use mock_http::router;
use mock_media::Studio;

use crate::state::Cutx;

/// Returns the mock, ready for the sandbox.
pub fn module(studio: Arc<Studio>) -> ProviderModule {
    let description = Description {
        title: "CutX",
        base: "/cutx/api",
        try_it: TryIt {
            method: "POST",
            path: "/generate/static-ad",
            body: r#"{"projectId":"00000000-0000-4000-8000-000000000001","productId":"00000000-0000-4000-8000-000000000002","prompt":"Summer vibes"}"#,
        },
        openapi: clause::OPENAPI,
        clauses: clause::ALL,
    };
    ProviderModule::new::<Cutx>(description, router(&operations::OPERATIONS, &()), results::routes(studio))
}
