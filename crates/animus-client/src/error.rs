//! The provider's refusals by name.

use client_core::{Error, ErrorKind, Refusal, lenient};
use serde::Deserialize;
use serde_json::Value;

use crate::characters::UploadJob;
use crate::dataset::Dataset;
use crate::generation::Generation;
use crate::training::{Followed, TrainingJob};

/// The provider's own words: `error` is a short name, `message` a sentence; failed validation has `detail` instead (S0 and
/// S1, errors; facts 1.3).
pub(crate) fn read_refusal(body: &Value) -> Refusal {
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let detail = || {
        let problems: Vec<_> = problems(body).iter().map(ToString::to_string).collect();
        (!problems.is_empty()).then(|| problems.join("; "))
    };
    Refusal { code: text("error"), message: text("message").or_else(detail) }
}

/// Why the provider refused a call.
///
/// An app that sells credits tells the two causes of a 402 apart, and has what it needs to offer the right thing:
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
    /// 400 (and 422, which no document names): a parameter is missing or not usable, or a photo failed validation; see
    /// [`problems`](AnimusErrorExt::problems).
    InvalidRequest,
    /// 401: the key is missing or wrong.
    Unauthorized,
    /// 402: the credits don't suffice, or the character needs a subscription; nothing was bought.
    PaymentRequired(Payment),
    /// 403: the key may not do this.
    Forbidden,
    /// 404: no such thing in the key's organization; from a download, the file is not there.
    NotFound,
    /// 409 of a group's deletion: generations in it are still at work. It can be deleted when they have ended (S0, errors).
    GenerationsActive,
    /// 409 of a generation: the character is not trained as far as this needs (assumed, A21).
    CharacterNotReady,
    /// Any other 409: a step that must come before is unfinished, such as a dataset with pending images (S1, errors).
    StepNotReady,
    /// 429: more requests than the account's tier allows (facts 1.4).
    RateLimited,
    /// The provider is in trouble.
    ServerError,
    /// Something else; [`Error::message`] has the provider's words.
    Other,
}

/// A 402 (S0, errors; S1, errors). Each guide lists other members, and an answer that lacks one of them is understood as well.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Payment {
    /// What is missing, as far as it can be told.
    pub reason: PaymentReason,
    /// The provider's short name for it.
    pub error: Option<String>,
    /// The provider's sentence, for people.
    pub message: Option<String>,
    /// The character in play.
    pub character_id: Option<String>,
    /// What the call would have cost, in credits.
    pub required_credits: Option<f64>,
    /// What there is, in credits.
    pub current_balance: Option<f64>,
}

impl Payment {
    /// How many credits are missing, if the provider says what is needed and what there is.
    pub fn missing_credits(&self) -> Option<f64> {
        let missing = self.required_credits? - self.current_balance?;
        (missing > 0.0).then_some(missing)
    }
}

/// What is missing where a 402 says that something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PaymentReason {
    /// Credits: there are fewer than the call costs.
    InsufficientCredits,
    /// A plan, or a subscription to the character.
    SubscriptionRequired,
    /// One or the other: the answer doesn't say.
    Unclear,
}

/// Which words mean what in a 402; the first row that fits counts. Neither is printed (facts 9, A08), so the likely words
/// are understood: in the short name, and after the numbers in the sentence.
const REASONS: [(&str, PaymentReason); 3] = [
    ("subscription", PaymentReason::SubscriptionRequired),
    ("credit", PaymentReason::InsufficientCredits),
    ("plan", PaymentReason::SubscriptionRequired),
];

/// A 402's fields as they are sent.
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
    // A refusal for want of a subscription has both numbers as well, so the short name counts before they do.
    let by_numbers = payment.missing_credits().map(|_| PaymentReason::InsufficientCredits);
    let reason = told(error.code()).or(by_numbers).or_else(|| told(error.message()));
    payment.reason = reason.unwrap_or(PaymentReason::Unclear);
    payment
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// Where, such as `body.prompt`; none if the provider has only a sentence.
    pub at: Option<String>,
    /// What, in the provider's words.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.at {
            Some(at) => write!(f, "{at}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// What `detail` says: a sentence (S1, upload reference photos), or a list with a place and a sentence each, as the
/// likely framework behind the service writes it (facts 9, A07).
fn problems(body: &Value) -> Vec<Problem> {
    let word = |part: &Value| part.as_str().map_or_else(|| part.to_string(), str::to_owned);
    let problem = |entry: &Value| {
        let message = entry["msg"].as_str().or(entry.as_str())?.to_owned();
        let at = entry["loc"].as_array().map(|at| at.iter().map(word).collect::<Vec<_>>().join("."));
        Some(Problem { at, message })
    };
    match &body["detail"] {
        Value::Array(entries) => entries.iter().filter_map(problem).collect(),
        entry => problem(entry).into_iter().collect(),
    }
}

/// What an [`Error`] means here (S0, error handling and credits; S1, error semantics and credits; facts 1.3).
pub trait AnimusErrorExt {
    /// Why the provider refused, if it did.
    fn refusal(&self) -> Option<AnimusErrorKind>;

    /// What is wrong with the request, where the provider says so in `detail`.
    fn problems(&self) -> Vec<Problem>;

    /// The generation or batch that failed, or that was given up on, when a wait ended in an error.
    fn last_generation(&self) -> Option<&Generation>;

    /// The upload job that failed, or that was given up on.
    fn last_upload_job(&self) -> Option<&UploadJob>;

    /// The dataset that failed, or that was given up on.
    fn last_dataset(&self) -> Option<&Dataset>;

    /// The training job that failed or was cancelled, or that was given up on.
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
            // Their words aren't documented (facts 9, A05), but which call it is tells the causes apart.
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
