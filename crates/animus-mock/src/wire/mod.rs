//! The wire types, exactly as documented: those of all calls here, those of either guide in a room of their own.

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

/// An instant as answers have it: UTC with microseconds, and no zone (`animus-facts.md`, C4 and A15).
pub fn instant(at: Timestamp) -> String {
    let mut text = format!("{at:.6}");
    text.pop();
    text
}

/// A refusal, in any of its envelopes.
#[derive(Default, Serialize)]
pub struct RefusedBody {
    /// What is wrong with the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What kind of refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<&'static str>,
    /// A sentence on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<&'static str>,
    /// The character that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub character_id: Option<String>,
    /// The group that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<String>,
    /// The members of a 402 alone.
    #[serde(flatten)]
    pub payment: Option<PaymentBody>,
}

/// The members that every 402 has beside its words, null where they do not apply.
#[derive(Serialize)]
pub struct PaymentBody {
    /// The price of the request.
    pub required_credits: Credits,
    /// The balance.
    pub current_balance: Credits,
    /// The character in play.
    pub character_id: Option<String>,
}
