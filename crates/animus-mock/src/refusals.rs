//! Every refusal, as rows of a table, in the provider's envelopes: `detail` for unreadable requests, a lone `message` for the
//! refusals of a gateway, `error` and `message` with the subject's id for all others (`animus-facts.md`, 1.3 and A01 to A08).
//! The words are assumptions of this mock.

mod characters;
mod invalid;
mod words;

pub use characters::*;
pub use invalid::{INVALID, invalid, sentences};
pub use words::{Payment, Refusal, Words, about_character, about_group, about_payment};

use kernel::evidence::ClauseRef;
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
    /// The key is missing.
    NO_KEY: UNAUTHORIZED, Message("Invalid authentication credentials"), [AUTH_MISSING, AUTH_CHALLENGE];
    /// The key opens no account.
    UNKNOWN_KEY: UNAUTHORIZED, Message("Invalid authentication credentials"), [AUTH_INVALID, AUTH_CHALLENGE];
    /// The key was switched off.
    INACTIVE: UNAUTHORIZED, Message("This API key is no longer active"), [AUTH_INACTIVE, AUTH_CHALLENGE];
    /// The account is suspended.
    SUSPENDED: FORBIDDEN, Error("forbidden", "This organization is suspended"), [AUTH_SUSPENDED];
    /// The account has too few credits.
    INSUFFICIENT_CREDITS: PAYMENT_REQUIRED, Error("insufficient_credits", "There are not enough credits for this request"), [CREDITS_CONTEXT];
    /// The character needs a subscription.
    SUBSCRIPTION_REQUIRED: PAYMENT_REQUIRED, Error("subscription_required", "This character needs a subscription"), [CREDITS_SUBSCRIPTION, CREDITS_PREMIUM, CREDITS_SUBSCRIPTION_PRICE, CREDITS_CONTEXT];
    /// The generation or batch to look at does not exist or belongs to another account.
    GENERATION_NOT_FOUND: NOT_FOUND, Error("not_found", "There is no such generation"), [STATUS_UNKNOWN];
    /// The generation to look at was deleted.
    GENERATION_GONE: NOT_FOUND, Error("not_found", "There is no such generation"), [DELETE_GONE];
    /// The generation to delete does not exist or belongs to another account.
    GENERATION_TO_DELETE_NOT_FOUND: NOT_FOUND, Error("not_found", "There is no such generation"), [DELETE_UNKNOWN];
    /// The id of the generation to delete is a batch's.
    BATCH_TO_DELETE: NOT_FOUND, Error("not_found", "There is no such generation"), [DELETE_BATCH_ID];
    /// The group to look at does not exist or belongs to another account.
    GROUP_NOT_FOUND: NOT_FOUND, Error("not_found", "There is no such group"), [GROUP_UNKNOWN, ERROR_RECORD];
    /// The group to join does not exist or belongs to another account.
    GROUP_TO_JOIN_NOT_FOUND: NOT_FOUND, Error("not_found", "There is no such group"), [CREATE_GROUP_UNKNOWN, ERROR_RECORD];
    /// The group to delete does not exist or belongs to another account.
    GROUP_TO_DELETE_NOT_FOUND: NOT_FOUND, Error("not_found", "There is no such group"), [DELETE_GROUP_UNKNOWN, ERROR_RECORD];
    /// The character does not exist or belongs to another account.
    CHARACTER_NOT_FOUND: NOT_FOUND, Error("not_found", "There is no such character"), [CHARACTER_UNKNOWN, ERROR_RECORD];
    /// The character to render does not exist or belongs to another account.
    CHARACTER_TO_RENDER_NOT_FOUND: NOT_FOUND, Error("not_found", "There is no such character"), [CREATE_UNKNOWN_CHARACTER, ERROR_RECORD];
    /// The character of a batch does not exist or belongs to another account.
    BATCH_CHARACTER_NOT_FOUND: NOT_FOUND, Error("not_found", "There is no such character"), [BATCH_CHARACTER, ERROR_RECORD];
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

/// Returns the refusal for too few credits, with a character if there is one. `clause` states it for the call.
pub fn short(short: InsufficientCredits, character_id: Option<&str>, clause: ClauseRef) -> Answer {
    let InsufficientCredits { required, balance } = short;
    about_payment(&INSUFFICIENT_CREDITS, Payment { required, balance }, character_id).citing([clause])
}

/// The answers of Animus to the refusals of the shell.
pub static REFUSALS: Refusals = Refusals {
    unauthenticated: &Unauthenticated,
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

/// A refusal that depends on the presence of a key.
struct Unauthenticated;

impl Refuse for Unauthenticated {
    fn refuse(&self, problem: &Problem) -> Answer {
        let row = if matches!(problem, Problem::UnknownKey) { &UNKNOWN_KEY } else { &NO_KEY };
        Challenge(row).refuse(problem)
    }
}

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
            Problem::InsufficientCredits(insufficient) => {
                short(*insufficient, None, &clause::CREDITS_INSUFFICIENT)
            }
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
