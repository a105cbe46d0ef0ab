//! Every refusal, as rows of a table, in the provider's envelopes: `detail` for unreadable requests, a lone `message` for the
//! refusals of a gateway, `error` and `message` with the subject's id for all others (`animus-facts.md`, 1.3 and A01 to A08).
//! The words are assumptions of this mock.

mod characters;
mod invalid;
mod words;

pub use characters::*;
pub use invalid::{INVALID, invalid, sentences};
pub use words::{Payment, Refusal, Words, about_character, about_group, about_payment};

use kernel::ledger::InsufficientCredits;
use mock_http::answer::Answer;
use mock_http::provider::{HeaderValue, header};
use mock_http::refusal::{Problem, Refusals, Refuse};
use mock_http::refusals;

use self::invalid::unreadable;
use self::words::Words::{Detail, Error, Message};
use crate::clause;

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
}

/// Returns the refusal for too few credits, with a character if there is one.
pub fn short(short: InsufficientCredits, character_id: Option<&str>) -> Answer {
    let InsufficientCredits { required, balance } = short;
    about_payment(&INSUFFICIENT_CREDITS, Payment { required, balance }, character_id)
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
            Problem::InsufficientCredits(insufficient) => short(*insufficient, None),
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
