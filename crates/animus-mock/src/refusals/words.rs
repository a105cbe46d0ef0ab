//! The words of refusals, and the envelopes that they come in.

use kernel::credits::Credits;
use mock_http::answer::Answer;
use mock_http::refusal::{self, Row, StatusCode};
use serde::Serialize;

use crate::clause;

/// A refusal: a row of the table.
pub type Refusal = Row<Words>;

/// The words of a refusal, in one of the envelopes.
#[derive(Debug)]
pub enum Words {
    /// `{"detail"}`.
    Detail(&'static str),
    /// `{"message"}`.
    Message(&'static str),
    /// `{"error", "message"}`.
    Error(&'static str, &'static str),
}

impl refusal::Words for Words {
    fn body(&self, _status: StatusCode) -> impl Serialize {
        self.envelope()
    }
}

impl Words {
    /// Returns the envelope with the words alone.
    fn envelope(&self) -> Envelope<'_> {
        match *self {
            Self::Detail(detail) => Envelope::of_detail(detail),
            Self::Message(message) => Envelope { message: Some(message), ..Envelope::default() },
            Self::Error(error, message) => {
                Envelope { error: Some(error), message: Some(message), ..Envelope::default() }
            }
        }
    }
}

/// The body of a refusal, in any of its envelopes.
#[derive(Default, Serialize)]
pub(super) struct Envelope<'a> {
    /// The faults of the request, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    /// The kind of refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
    /// A sentence about the refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'static str>,
    /// The id of the character that it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    character_id: Option<&'a str>,
    /// The id of the group that it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    group_id: Option<&'a str>,
    /// The members that only a 402 has.
    #[serde(flatten)]
    payment: Option<PaymentMembers<'a>>,
}

impl<'a> Envelope<'a> {
    /// Returns the envelope of a sentence on the faults of a request.
    pub(super) fn of_detail(detail: &'a str) -> Self {
        Self { detail: Some(detail), ..Self::default() }
    }
}

/// The members that every 402 has beside its words.
#[derive(Serialize)]
struct PaymentMembers<'a> {
    /// The price of the request.
    required_credits: Credits,
    /// The balance before the request.
    current_balance: Credits,
    /// The id of the character of the request; null if there is none.
    character_id: Option<&'a str>,
}

/// The price of a request, and the balance at that moment.
#[derive(Clone, Copy, Debug)]
pub struct Payment {
    /// The price.
    pub required: Credits,
    /// The balance.
    pub balance: Credits,
}

/// Returns a refusal with a character as its subject.
pub fn about_character(row: &Refusal, id: &str) -> Answer {
    row.answer_with(&Envelope { character_id: Some(id), ..row.words.envelope() })
}

/// Returns a refusal with a group as its subject.
pub fn about_group(row: &Refusal, id: &str) -> Answer {
    row.answer_with(&Envelope { group_id: Some(id), ..row.words.envelope() })
}

/// Returns a 402 for a request of this price, with a character if there is one.
pub fn about_payment(row: &Refusal, payment: Payment, character_id: Option<&str>) -> Answer {
    let Payment { required, balance } = payment;
    let payment = PaymentMembers { required_credits: required, current_balance: balance, character_id };
    let answer = row.answer_with(&Envelope { payment: Some(payment), ..row.words.envelope() });
    match character_id {
        Some(_) => answer,
        None => answer.citing([&clause::CREDITS_NO_CHARACTER]),
    }
}
