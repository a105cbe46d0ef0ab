//! Every refusal, as rows of a table, in the provider's envelopes: `detail` for unreadable requests, a lone `message` for the
//! refusals of a gateway, `error` and `message` with the subject's id for all others (`animus-facts.md`, 1.3 and A01 to A08).
//! The words are assumptions of this mock.

mod characters;

pub use characters::*;

use axum::http::{HeaderValue, StatusCode, header};
use mock_core::clause::{Citations, ClauseRef};
use mock_core::credits::Credits;
use mock_core::fields::{Fault, Issue, Unreadable};
use mock_core::http::Answer;
use mock_core::json;
use mock_core::ledger::InsufficientCredits;
use mock_core::refusal::{self, Problem, Refusals, Refuse, Row};
use mock_core::refusals;
use serde::Serialize;

use crate::clause;
use crate::wire::{PaymentBody, RefusedBody};

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

impl Words {
    fn about(&self, about: &About) -> RefusedBody {
        let (detail, error, message) = match *self {
            Self::Detail(detail) => (Some(detail), None, None),
            Self::Message(message) => (None, None, Some(message)),
            Self::Error(error, message) => (None, Some(error), Some(message)),
        };
        RefusedBody {
            detail: detail.map(str::to_owned),
            error,
            message,
            character_id: about.character_id.clone().filter(|_| about.payment.is_none()),
            group_id: about.group_id.clone(),
            payment: about.payment.map(|payment| PaymentBody {
                required_credits: payment.required,
                current_balance: payment.balance,
                character_id: about.character_id.clone(),
            }),
        }
    }
}

impl refusal::Words for Words {
    fn body(&self, _status: StatusCode) -> impl Serialize {
        self.about(&About::default())
    }
}

/// The subject of a refusal, as far as it is known.
#[derive(Debug, Default)]
pub struct About {
    /// The id of the character.
    pub character_id: Option<String>,
    /// The id of the group.
    pub group_id: Option<String>,
    /// The price and the balance; only for a 402.
    pub payment: Option<Payment>,
}

/// The price of a request, and the balance at that moment.
#[derive(Clone, Copy, Debug)]
pub struct Payment {
    /// The price.
    pub required: Credits,
    /// The balance.
    pub balance: Credits,
}

impl About {
    /// Returns a character as the subject, if there is one.
    pub fn character(id: Option<&str>) -> Self {
        Self { character_id: id.map(str::to_owned), ..Self::default() }
    }

    /// Returns a group as the subject.
    pub fn group(id: &str) -> Self {
        Self { group_id: Some(id.to_owned()), ..Self::default() }
    }
}

/// A refusal with its subject: the result of a refused step on an account. It becomes an answer outside the lock.
#[derive(Debug)]
pub struct Refused {
    row: &'static Refusal,
    about: Box<About>,
    /// The clauses in addition to those of the row.
    by: Citations,
}

impl Refused {
    /// Creates a refusal with a subject.
    pub fn new(row: &'static Refusal, about: About) -> Self {
        Self { row, about: Box::new(about), by: Citations::default() }
    }

    /// Adds a clause.
    #[must_use]
    pub fn by(mut self, clause: ClauseRef) -> Self {
        self.by.cite(clause);
        self
    }

    /// Creates the refusal for too few credits, with a character if there is one.
    pub fn short(short: InsufficientCredits, character_id: Option<&str>) -> Self {
        let InsufficientCredits { required, balance } = short;
        Self::payment(&INSUFFICIENT_CREDITS, Payment { required, balance }, character_id)
    }

    /// Creates a 402 for a request of this price, with a character if there is one.
    pub fn payment(row: &'static Refusal, payment: Payment, character_id: Option<&str>) -> Self {
        let refused = Self::new(row, About { payment: Some(payment), ..About::character(character_id) });
        match character_id {
            Some(_) => refused,
            None => refused.by(&clause::CREDITS_NO_CHARACTER),
        }
    }
}

impl From<&'static Refusal> for Refused {
    fn from(row: &'static Refusal) -> Self {
        Self::new(row, About::default())
    }
}

impl From<Refused> for Answer {
    fn from(refused: Refused) -> Self {
        refused.row.answer_with(&refused.row.words.about(&refused.about)).citing(refused.by)
    }
}

use Words::{Detail, Error, Message};

refusals! {
    Words, every [ERROR_WORDS];
    /// The key is missing or unknown.
    UNAUTHENTICATED: UNAUTHORIZED, Message("Invalid authentication credentials"), [AUTH_MISSING, AUTH_INVALID, AUTH_CHALLENGE];
    /// The key was switched off.
    INACTIVE: UNAUTHORIZED, Message("This API key is no longer active"), [AUTH_INACTIVE, AUTH_CHALLENGE];
    /// The account is suspended.
    SUSPENDED: FORBIDDEN, Error("forbidden", "This organization is suspended"), [AUTH_SUSPENDED];
    /// The account has too few credits.
    INSUFFICIENT_CREDITS: PAYMENT_REQUIRED, Error("insufficient_credits", "There are not enough credits for this request"), [CREDITS_INSUFFICIENT, CREDITS_CONTEXT, CREDITS_WORDS];
    /// The character needs a subscription.
    SUBSCRIPTION_REQUIRED: PAYMENT_REQUIRED, Error("subscription_required", "This character needs a subscription"), [CREDITS_SUBSCRIPTION, CREDITS_SUBSCRIPTION_PRICE, CREDITS_PREMIUM, CREDITS_CONTEXT, CREDITS_WORDS];
    /// The generation or batch does not exist or belongs to another account.
    GENERATION_NOT_FOUND: NOT_FOUND, Error("not_found", "There is no such generation"), [STATUS_UNKNOWN, STATUS_FOREIGN, DELETE_UNKNOWN, DELETE_FOREIGN, DELETE_GONE, DELETE_BATCH_ID];
    /// The group does not exist or belongs to another account.
    GROUP_NOT_FOUND: NOT_FOUND, Error("not_found", "There is no such group"), [GROUP_UNKNOWN, GROUP_FOREIGN, CREATE_GROUP_UNKNOWN, DELETE_GROUP_UNKNOWN, ERROR_RECORD];
    /// The character does not exist or belongs to another account.
    CHARACTER_NOT_FOUND: NOT_FOUND, Error("not_found", "There is no such character"), [CHARACTER_UNKNOWN, CHARACTER_FOREIGN, CREATE_UNKNOWN_CHARACTER];
    /// The group has unfinished generations.
    GROUP_ACTIVE: CONFLICT, Error("conflict", "Generations of this group are still being worked on"), [DELETE_GROUP_ACTIVE];
    /// The character lacks a LoRA that the request needs.
    CHARACTER_NOT_READY: CONFLICT, Error("character_not_ready", "This character's LoRAs are not ready"), [CHARACTER_NOT_READY];
    /// The path does not exist.
    UNKNOWN_ROUTE: NOT_FOUND, Error("not_found", "There is no such endpoint"), [ERROR_ROUTE];
    /// The path does not support the method.
    WRONG_METHOD: METHOD_NOT_ALLOWED, Error("method_not_allowed", "This endpoint does not take this method"), [ERROR_METHOD];
    /// The body is too large.
    TOO_LARGE: PAYLOAD_TOO_LARGE, Detail("A body may have at most 10 MiB"), [ERROR_TOO_LARGE];
    /// The key has made too many requests in a minute.
    TOO_MANY_REQUESTS: TOO_MANY_REQUESTS, Message("API rate limit exceeded"), [LIMIT_FREE, LIMIT_RETRY_AFTER];
    /// The service failed.
    INTERNAL: INTERNAL_SERVER_ERROR, Error("internal_error", "Something went wrong"), [ERROR_SERVER_ERROR];
    /// The service is unavailable for the moment.
    UNAVAILABLE: SERVICE_UNAVAILABLE, Error("service_unavailable", "Try again later"), [ERROR_UNAVAILABLE];
    /// The request cannot be read. Its words are made for each fault.
    INVALID: BAD_REQUEST, Detail("The request is not valid"), [ERROR_DETAIL, ERROR_DETAIL_EVERYWHERE];
}

/// The answers of Animus to the refusals of the shell.
pub static REFUSALS: Refusals = Refusals {
    unauthenticated: &Challenge(&UNAUTHENTICATED),
    suspended: &SUSPENDED,
    inactive: &Challenge(&INACTIVE),
    insufficient_credits: &Short,
    too_many_requests: &Limited,
    unreadable,
    too_large: &TOO_LARGE,
    unknown_route: &UNKNOWN_ROUTE,
    wrong_method: &WRONG_METHOD,
    internal: &INTERNAL,
    unavailable: &UNAVAILABLE,
};

/// A refusal with a header that names the authentication scheme.
struct Challenge(&'static Refusal);

impl Refuse for Challenge {
    fn refuse(&self, _problem: &Problem) -> Answer {
        self.0.answer().with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }
}

/// A refusal with the price and the balance.
struct Short;

impl Refuse for Short {
    fn refuse(&self, problem: &Problem) -> Answer {
        match problem {
            Problem::InsufficientCredits(short) => Refused::short(*short, None).into(),
            _ => INSUFFICIENT_CREDITS.answer(),
        }
    }
}

/// A refusal with a header that tells the time to wait.
struct Limited;

impl Refuse for Limited {
    fn refuse(&self, problem: &Problem) -> Answer {
        let Problem::TooManyRequests(limited) = problem else { return TOO_MANY_REQUESTS.answer() };
        let seconds = limited.wait.as_millis().div_ceil(1000).max(1);
        let seconds = HeaderValue::from_str(&seconds.to_string()).expect("digits are a header");
        TOO_MANY_REQUESTS.answer().with_header(header::RETRY_AFTER, seconds)
    }
}

/// Returns the answer for an invalid request, with a sentence and its clauses.
pub fn invalid(detail: String, clauses: impl IntoIterator<Item = ClauseRef>) -> Answer {
    INVALID.answer_with(&RefusedBody { detail: Some(detail), ..RefusedBody::default() }).citing(clauses)
}

/// Answers a request that cannot be read. It names every fault, in the order of the fields.
fn unreadable(unreadable: &Unreadable) -> Answer {
    match unreadable {
        Unreadable::ContentType => invalid(
            "The body must be of type application/json".to_owned(),
            [&clause::ERROR_CONTENT_TYPE as ClauseRef],
        ),
        Unreadable::NotJson(problem) => {
            let clause: ClauseRef = match problem {
                json::Error::TooDeep | json::Error::TooMany => &clause::ERROR_JSON_BOUNDS,
                _ => &clause::ERROR_JSON,
            };
            invalid(problem.to_string(), [clause])
        }
        Unreadable::NotAnObject(received) => {
            invalid(format!("The body must be an object, not {received}"), [&clause::ERROR_JSON as ClauseRef])
        }
        Unreadable::NotMultipart(problem) => {
            invalid((*problem).to_owned(), [&clause::UPLOAD_FORM as ClauseRef])
        }
        Unreadable::Broken => invalid("The body ended early".to_owned(), [&clause::ERROR_JSON as ClauseRef]),
        Unreadable::Fields { issues, .. } => {
            let mut clauses: Citations = issues.iter().flat_map(clauses_of).collect();
            if issues.len() > 1 {
                clauses.cite(&clause::ERROR_EVERY_FAULT);
            }
            invalid(sentences(issues), clauses)
        }
    }
}

/// Returns the clauses that decide a fault: the field's own, and those on the kind of fault.
fn clauses_of(issue: &Issue) -> impl Iterator<Item = ClauseRef> {
    let is = |clause: ClauseRef| std::ptr::eq(issue.clause, clause);
    let (one, other): (Option<ClauseRef>, Option<ClauseRef>) = match (issue.field.as_str(), &issue.fault) {
        (_, Fault::WrongType { .. } | Fault::NotWhole) => (Some(&clause::ERROR_WRONG_TYPE), None),
        ("prompt", Fault::TooShort(_)) if is(&clause::CREATE_PROMPT) => {
            (Some(&clause::CREATE_PROMPT_EMPTY), None)
        }
        ("width" | "height", _) => (Some(&clause::CREATE_SIZE_BOUNDS), None),
        ("prompts", _) if is(&clause::BATCH_COUNT) => (Some(&clause::BATCH_MAXIMUM), None),
        ("num_images", _) => {
            (Some(&clause::CREATE_NUM_IMAGES_MINIMUM), Some(&clause::CREATE_NUM_IMAGES_MAXIMUM))
        }
        _ => (None, None),
    };
    let is_outside = matches!(issue.fault, Fault::NotWithin { .. } | Fault::NotCounting { .. });
    let outside = is_outside.then_some(&clause::ERROR_OUT_OF_RANGE as ClauseRef);
    [issue.clause].into_iter().chain(one).chain(other).chain(outside)
}

/// Describes the faults of a request's fields.
pub fn sentences(issues: &[Issue]) -> String {
    let sentences: Vec<_> = issues.iter().map(sentence).collect();
    sentences.join("; ")
}

/// Describes the fault of a field.
fn sentence(issue: &Issue) -> String {
    let field = &issue.field;
    match &issue.fault {
        Fault::Missing => format!("{field} is required"),
        Fault::WrongType { expected, received } => format!("{field} must be {expected}, not {received}"),
        Fault::TooShort(least) => format!("{field} must have at least {least} character(s)"),
        Fault::TooLong(most) => format!("{field} must have at most {most} character(s)"),
        Fault::NotOneOf { allowed, received } => {
            format!("{field} must be one of {}, not {received}", allowed.join(", "))
        }
        Fault::NotUuid => format!("{field} must be a UUID"),
        Fault::NotUrl => format!("{field} must be an absolute http or https URL"),
        Fault::NotCounting { least, most } => format!("{field} must have {least} to {most} element(s)"),
        Fault::NotWhole => format!("{field} must be integer, not number"),
        Fault::NotWithin { least, most } => format!("{field} must be from {least} to {most}"),
    }
}
