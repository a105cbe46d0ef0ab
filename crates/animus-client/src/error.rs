//! The provider's refusals by name.

use client_core::{Error, ErrorKind, lenient};
use serde::Deserialize;

use crate::characters::UploadJob;
use crate::dataset::Dataset;
use crate::generation::Generation;
use crate::refusal::{Problem, problems};
use crate::training::{Followed, TrainingJob};

/// The reason for a refusal.
///
/// An app that sells credits can tell the two causes of a 402 apart and offer the right remedy:
///
/// ```
/// use animus_client::{AnimusErrorExt, AnimusErrorKind, Error, PaymentReason};
///
/// fn offer(error: &Error) -> String {
///     match error.refusal() {
///         Some(AnimusErrorKind::PaymentRequired(payment)) => match payment.reason {
///             PaymentReason::InsufficientCredits => match payment.missing_credits() {
///                 Some(missing) => format!("Buy {missing} more credits to go on."),
///                 None => "Buy more credits to go on.".to_owned(),
///             },
///             PaymentReason::SubscriptionRequired => {
///                 format!("Subscribe to {} to go on.", payment.character_id.as_deref().unwrap_or("this character"))
///             }
///             _ => payment.message.unwrap_or_else(|| "Your plan doesn't include this.".to_owned()),
///         },
///         Some(AnimusErrorKind::GenerationsActive) => "Wait until its pictures are done.".to_owned(),
///         _ => error.to_string(),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum AnimusErrorKind {
    /// 400 (and 422, which no document names): a parameter is missing or unusable, or a photo failed validation; see
    /// [`problems`](AnimusErrorExt::problems).
    InvalidRequest,
    /// 401: the key is missing or wrong.
    Unauthorized,
    /// 402: the account has too few credits, or the character needs a subscription. Nothing was bought.
    PaymentRequired(Payment),
    /// 403: the key has no permission for this call.
    Forbidden,
    /// 404: the key's organization has no such object. For a download: the file does not exist.
    NotFound,
    /// 409 on the deletion of a group: some of its generations are still running. It can be deleted after they have ended
    /// (S0, errors).
    GenerationsActive,
    /// 409 on a generation: the character's training is not complete enough for it (assumed, A21).
    CharacterNotReady,
    /// Any other 409: an earlier step is unfinished, such as a dataset with pending images (S1, errors).
    StepNotReady,
    /// 429: more requests than the account's tier allows (facts 1.4).
    RateLimited,
    /// A status of 500 to 599: the provider has a problem.
    ServerError,
    /// Any other refusal; [`Error::message`] has the provider's words.
    Other,
}

/// The details of a 402 (S0, errors; S1, errors). Each guide lists other members, so an answer that lacks some of them is
/// understood too.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Payment {
    /// The missing item, as far as the answer shows it.
    pub reason: PaymentReason,
    /// The provider's short name for the refusal.
    pub error: Option<String>,
    /// The provider's sentence, for people.
    pub message: Option<String>,
    /// The character that the call was about.
    pub character_id: Option<String>,
    /// The price of the call, in credits.
    pub required_credits: Option<f64>,
    /// The balance of the account, in credits.
    pub current_balance: Option<f64>,
}

impl Payment {
    /// Returns the number of missing credits, if the provider names the price and the balance and the balance is too small.
    pub fn missing_credits(&self) -> Option<f64> {
        let missing = self.required_credits? - self.current_balance?;
        (missing > 0.0).then_some(missing)
    }
}

/// The item whose absence caused a 402.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PaymentReason {
    /// Credits: the account has fewer than the call costs.
    InsufficientCredits,
    /// A plan, or a subscription to the character.
    SubscriptionRequired,
    /// Credits or a subscription: the answer doesn't tell them apart.
    Unclear,
}

/// The words of a 402 with their meanings. The first row that matches counts. The documents print none of these words (facts
/// 9, A08), so the likely ones are understood: first in the short name, then, after the numbers, in the sentence.
const REASONS: [(&str, PaymentReason); 3] = [
    ("subscription", PaymentReason::SubscriptionRequired),
    ("credit", PaymentReason::InsufficientCredits),
    ("plan", PaymentReason::SubscriptionRequired),
];

/// The fields of a 402, as on the wire.
#[derive(Default, Deserialize)]
struct PaymentFields {
    #[serde(default)]
    character_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::optional_number")]
    required_credits: Option<f64>,
    #[serde(default, deserialize_with = "lenient::optional_number")]
    current_balance: Option<f64>,
}

fn payment(error: &Error) -> Payment {
    let body = error.body().and_then(|body| serde_json::from_str(body).ok());
    let PaymentFields { character_id, required_credits, current_balance } = body.unwrap_or_default();
    let told = |words: Option<&str>| {
        let words = words?.to_lowercase();
        REASONS.iter().find(|(part, _)| words.contains(part)).map(|(_, reason)| *reason)
    };
    let mut payment = Payment {
        reason: PaymentReason::Unclear,
        error: error.code().map(str::to_owned),
        message: error.message().map(str::to_owned),
        character_id,
        required_credits,
        current_balance,
    };
    // A refusal for lack of a subscription has both numbers as well, so the short name counts before the numbers.
    let by_numbers = payment.missing_credits().map(|_| PaymentReason::InsufficientCredits);
    let reason = told(error.code()).or(by_numbers).or_else(|| told(error.message()));
    payment.reason = reason.unwrap_or(PaymentReason::Unclear);
    payment
}

/// The Animus view of an [`Error`] (S0, error handling and credits; S1, error semantics and credits; facts 1.3).
pub trait AnimusErrorExt {
    /// Returns the reason for the refusal, if the provider refused the call.
    fn refusal(&self) -> Option<AnimusErrorKind>;

    /// Returns the problems of the request that the provider lists in `detail`; none if it lists none.
    fn problems(&self) -> Vec<Problem>;

    /// Returns the generation or batch, as last seen, if a wait for it failed or reached its deadline.
    fn last_generation(&self) -> Option<&Generation>;

    /// Returns the upload job, as last seen, if a wait for it failed or reached its deadline.
    fn last_upload_job(&self) -> Option<&UploadJob>;

    /// Returns the dataset, as last seen, if a wait for it failed or reached its deadline.
    fn last_dataset(&self) -> Option<&Dataset>;

    /// Returns the training job, as last seen, if it failed or was cancelled during a wait, or the wait reached its
    /// deadline.
    fn last_training_job(&self) -> Option<&TrainingJob>;
}

impl AnimusErrorExt for Error {
    fn refusal(&self) -> Option<AnimusErrorKind> {
        let status = self.status().filter(|_| self.kind() == ErrorKind::Api)?;
        Some(match status {
            400 | 422 => AnimusErrorKind::InvalidRequest,
            401 => AnimusErrorKind::Unauthorized,
            402 => AnimusErrorKind::PaymentRequired(payment(self)),
            403 => AnimusErrorKind::Forbidden,
            404 => AnimusErrorKind::NotFound,
            // The words of these refusals aren't documented (facts 9, A05), but the call tells the causes apart.
            409 => match self.call() {
                Some(("DELETE", route)) if route.starts_with("/generation/groups/") => {
                    AnimusErrorKind::GenerationsActive
                }
                Some(("POST", route)) if route.starts_with("/generation/") => {
                    AnimusErrorKind::CharacterNotReady
                }
                _ => AnimusErrorKind::StepNotReady,
            },
            429 => AnimusErrorKind::RateLimited,
            500..=599 => AnimusErrorKind::ServerError,
            _ => AnimusErrorKind::Other,
        })
    }

    fn problems(&self) -> Vec<Problem> {
        let body = self.body().and_then(|body| serde_json::from_str(body).ok());
        problems(&body.unwrap_or_default())
    }

    fn last_generation(&self) -> Option<&Generation> {
        self.job()
    }

    fn last_upload_job(&self) -> Option<&UploadJob> {
        self.job()
    }

    fn last_dataset(&self) -> Option<&Dataset> {
        self.job()
    }

    fn last_training_job(&self) -> Option<&TrainingJob> {
        let followed = || self.job().map(|followed: &Followed| &followed.job);
        self.job().or_else(followed)
    }
}
