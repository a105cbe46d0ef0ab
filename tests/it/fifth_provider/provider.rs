//! The provider over HTTP.

use axum::Router;
use kernel::evidence::ClauseRef;
use mock_http::answer::Answer;
use mock_http::module::{Description, ProviderModule, TryIt};
use mock_http::provider::{Credential, Parts, Provider};
use mock_http::refusal::{Refusals, StatusCode, Words};
use mock_http::{refusals, router};
use serde::Serialize;

use super::state::Bell;
use super::{clause, operations};

#[derive(Debug)]
pub struct Word(&'static str);

impl Words for Word {
    fn body(&self, _status: StatusCode) -> impl Serialize {
        self.0
    }
}

refusals! {
    Word, every [REFUSED];
    UNAUTHENTICATED: UNAUTHORIZED, Word("stranger"), [KEY];
    POOR: PAYMENT_REQUIRED, Word("poor"), [];
    BUSY: TOO_MANY_REQUESTS, Word("busy"), [];
    UNREADABLE: BAD_REQUEST, Word("unreadable"), [];
    TOO_LARGE: PAYLOAD_TOO_LARGE, Word("heavy"), [];
    UNKNOWN: NOT_FOUND, Word("unknown"), [];
    WRONG_METHOD: METHOD_NOT_ALLOWED, Word("wrong"), [];
    INTERNAL: INTERNAL_SERVER_ERROR, Word("broken"), [];
    UNAVAILABLE: SERVICE_UNAVAILABLE, Word("away"), [];
}

static REFUSALS: Refusals = Refusals {
    unauthenticated: &UNAUTHENTICATED,
    suspended: &UNAUTHENTICATED,
    inactive: &UNAUTHENTICATED,
    insufficient_credits: &POOR,
    too_many_requests: &BUSY,
    unreadable: |_| UNREADABLE.answer(),
    too_large: &TOO_LARGE,
    unknown_route: &UNKNOWN,
    wrong_method: &WRONG_METHOD,
    internal: &INTERNAL,
    unavailable: &UNAVAILABLE,
};

impl Provider for Bell {
    type Tools = ();

    const UNKNOWN_FIELDS: ClauseRef = &clause::REFUSED;

    fn credential(parts: &Parts) -> Option<Credential> {
        Credential::bearer(parts, &clause::KEY)
    }

    fn refusals() -> &'static Refusals {
        &REFUSALS
    }
}

pub fn module() -> ProviderModule {
    let description = Description {
        title: "Bell",
        base: "/bell",
        try_it: TryIt { method: "POST", path: "/peals", body: "{}" },
        openapi: r#"{"openapi":"3.1.0","info":{"title":"Bell","version":"1"},"paths":{}}"#,
        clauses: clause::ALL,
    };
    ProviderModule::new::<Bell>(description, router(&operations::OPERATIONS, &()), Router::new())
}

/// Returns the refusal of a peal that nobody started.
pub fn unknown_peal() -> Answer {
    UNKNOWN.answer()
}

/// Returns the refusal of a peal that costs too much.
pub fn too_poor() -> Answer {
    POOR.answer()
}
