//! The provider's refusals by name.

use client_core::{Error, ErrorKind, service_error};

use crate::characters::answers::UploadJob;
use crate::dataset::answers::Dataset;
use crate::generation::answers::Generation;
use crate::ids::CharacterId;
use crate::refusal::{Problem, problems, read_refusal};
use crate::training::answers::TrainingJob;

/// The reason for a refusal.
///
/// An app that sells credits can tell the two causes of a 402 apart and offer the right remedy:
///
/// ```
/// use animus_client::{AnimusError, AnimusRefusal, PaymentReason};
///
/// fn offer(error: &AnimusError) -> String {
///     match error.refusal() {
///         Some(AnimusRefusal::PaymentRequired(payment)) => match payment.reason {
///             PaymentReason::InsufficientCredits => match payment.missing_credits() {
///                 Some(missing) => format!("Buy {missing} more credits to go on."),
///                 None => "Buy more credits to go on.".to_owned(),
///             },
///             PaymentReason::SubscriptionRequired => {
///                 format!("Subscribe to {} to go on.", payment.character_id.as_ref().map_or("this character", |id| id.as_str()))
///             }
///             _ => payment.message.clone().unwrap_or_else(|| "Your plan doesn't include this.".to_owned()),
///         },
///         Some(AnimusRefusal::GenerationsActive) => "Wait until its pictures are done.".to_owned(),
///         _ => error.to_string(),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum AnimusRefusal {
    /// A success with `"success": false`: nothing was done, such as for a training that had already ended. The service's
    /// sentence is in [`Error::message`](client_core::Error::message).
    NotDone,
    /// 400 (and 422, which no document names): a parameter is missing or unusable, or a photo failed validation; see
    /// [`problems`](AnimusError::problems).
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
    /// Any other refusal; [`Error::message`](client_core::Error::message) has the service's words.
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
    pub character_id: Option<CharacterId>,
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

client_core::answers! {
    /// The fields of a 402, as on the wire.
    PaymentFields {
        ;
        /// The character that the call was about.
        character_id: Option<CharacterId>,
        /// The price of the call.
        required_credits: Option<f64>,
        /// The balance of the account.
        current_balance: Option<f64>,
    }
}

fn payment(error: &Error) -> Payment {
    let fields: Option<PaymentFields> = serde_json::from_value(error.json().clone()).ok();
    let words = read_refusal(error.json());
    let told = |words: Option<&str>| {
        let words = words?.to_lowercase();
        REASONS.iter().find(|(part, _)| words.contains(part)).map(|(_, reason)| *reason)
    };
    let mut payment = Payment {
        reason: PaymentReason::Unclear,
        error: error.code().map(str::to_owned),
        message: error.message().map(str::to_owned),
        character_id: fields.as_ref().and_then(|fields| fields.character_id.clone()),
        required_credits: fields.as_ref().and_then(|fields| fields.required_credits),
        current_balance: fields.and_then(|fields| fields.current_balance),
    };
    // A refusal for lack of a subscription has both numbers as well, so the short name counts before the numbers.
    let by_numbers = payment.missing_credits().map(|_| PaymentReason::InsufficientCredits);
    let reason = told(words.code.as_deref()).or(by_numbers).or_else(|| told(words.message.as_deref()));
    payment.reason = reason.unwrap_or(PaymentReason::Unclear);
    payment
}

fn read(error: &Error) -> Option<AnimusRefusal> {
    let status = error.status().filter(|_| error.kind() == ErrorKind::Api)?;
    Some(match status {
        200..=299 => AnimusRefusal::NotDone,
        400 | 422 => AnimusRefusal::InvalidRequest,
        401 => AnimusRefusal::Unauthorized,
        402 => AnimusRefusal::PaymentRequired(payment(error)),
        403 => AnimusRefusal::Forbidden,
        404 => AnimusRefusal::NotFound,
        // The words of these refusals aren't documented (facts 9, A05), but the call tells the causes apart.
        409 => match error.call() {
            Some(("DELETE", route)) if route.starts_with("/generation/groups/") => {
                AnimusRefusal::GenerationsActive
            }
            Some(("POST", route)) if route.starts_with("/generation/") => AnimusRefusal::CharacterNotReady,
            _ => AnimusRefusal::StepNotReady,
        },
        429 => AnimusRefusal::RateLimited,
        500..=599 => AnimusRefusal::ServerError,
        _ => AnimusRefusal::Other,
    })
}

/// Long-running work of any kind, as last seen.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Work {
    /// A generation or a batch.
    Generation(Generation),
    /// A job that makes images.
    UploadJob(UploadJob),
    /// A dataset.
    Dataset(Dataset),
    /// A training job.
    TrainingJob(TrainingJob),
}

macro_rules! works {
    ($($kind:ident by $last:ident;)+) => {$(
        impl From<$kind> for Work {
            fn from(work: $kind) -> Self {
                Self::$kind(work)
            }
        }

        impl AnimusError {
            #[doc = concat!("Returns the [`", stringify!($kind), "`] as last seen, if this ended the wait for one.")]
            pub fn $last(&self) -> Option<&$kind> {
                match self.last_job() {
                    Some(Work::$kind(work)) => Some(work),
                    _ => None,
                }
            }
        }
    )+};
}

works! {
    Generation by last_generation;
    UploadJob by last_upload_job;
    Dataset by last_dataset;
    TrainingJob by last_training_job;
}

service_error! {
    /// The failure of a call to Animus, or of the wait for work (S0, error handling and credits; S1, error semantics and
    /// credits; facts 1.3).
    pub struct AnimusError { refusal: AnimusRefusal, reads: read, job: Work }
}

impl AnimusError {
    /// Returns the problems of the request that the service lists in `detail`; none if it lists none.
    pub fn problems(&self) -> Vec<Problem> {
        problems(self.json())
    }
}
