//! The wire types, exactly as documented. Those of the image generation guide have a module of their own.

mod characters;
mod dataset;
mod faces;
pub mod generation;
mod page;
mod rules;
mod training;
mod uploads;

pub use characters::*;
pub use dataset::*;
pub use faces::*;
pub use page::{Page, PageRule, Pagination};
pub use rules::{items, number, optional};
pub use training::*;
pub use uploads::*;

use jiff::Timestamp;
use mock_core::credits::Credits;
use serde::Serialize;

/// Formats an instant for an answer: UTC with microseconds, and no zone (`animus-facts.md`, C4 and A15).
pub fn instant(at: Timestamp) -> String {
    let mut text = format!("{at:.6}");
    text.pop();
    text
}

/// A refusal, in any of its envelopes.
#[derive(Default, Serialize)]
pub struct RefusedBody {
    /// The faults of the request, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The kind of refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<&'static str>,
    /// A sentence about the refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<&'static str>,
    /// The id of the character that it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub character_id: Option<String>,
    /// The id of the group that it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<String>,
    /// The members that only a 402 has.
    #[serde(flatten)]
    pub payment: Option<PaymentBody>,
}

/// The members that every 402 has beside its words.
#[derive(Serialize)]
pub struct PaymentBody {
    /// The price of the request.
    pub required_credits: Credits,
    /// The balance before the request.
    pub current_balance: Credits,
    /// The id of the character of the request; null if there is none.
    pub character_id: Option<String>,
}
