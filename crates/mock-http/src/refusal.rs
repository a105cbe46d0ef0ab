//! Refusals: the problems that the shell meets, and every provider's table of answers to them.
//!
//! A provider's refusals are rows ([`Row`]): a status, words, and the clauses that state them. Its [`Refusals`] name the row
//! for each [`Problem`] that the shell may meet, so that a problem without a row does not compile.

use std::time::Duration;

pub use axum::http::StatusCode;
use kernel::evidence::ClauseRef;
use kernel::form::Unreadable;
use kernel::ledger::InsufficientCredits;
use serde::Serialize;

use crate::answer::Answer;

/// The problems for which the shell refuses a request, before a provider's own code sees it or instead of it.
#[derive(Debug)]
pub enum Problem {
    /// The request has no key.
    Unauthenticated,
    /// The request has a key that opens no account.
    UnknownKey,
    /// The account is suspended.
    Suspended,
    /// The account's key was switched off.
    Inactive,
    /// The balance is too small.
    InsufficientCredits(InsufficientCredits),
    /// The key made too many requests.
    TooManyRequests(Limited),
    /// The body cannot be read as the call needs it.
    Unreadable(Unreadable),
    /// The body is larger than this many bytes.
    TooLarge(usize),
    /// No call has this path.
    UnknownRoute,
    /// The path has no call with this method.
    WrongMethod,
    /// The service failed.
    Internal,
    /// The service is not available for the moment.
    Unavailable,
}

impl From<Unreadable> for Problem {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(unreadable)
    }
}

/// A request limit that was exceeded.
#[derive(Clone, Copy, Debug)]
pub struct Limited {
    /// The clause of the limit. `None` if the provider has no limit and a fault asked for this refusal.
    pub clause: Option<ClauseRef>,
    /// The time until a request is admitted again.
    pub wait: Duration,
}

/// A source of answers to problems.
pub trait Refuse: Sync {
    /// Returns the answer, in the provider's envelope.
    fn refuse(&self, problem: &Problem) -> Answer;
}

/// A provider's answers to the problems that the shell meets.
pub struct Refusals {
    /// The answer to [`Problem::Unauthenticated`] and to [`Problem::UnknownKey`].
    pub unauthenticated: &'static dyn Refuse,
    /// The answer to [`Problem::Suspended`].
    pub suspended: &'static dyn Refuse,
    /// The answer to [`Problem::Inactive`].
    pub inactive: &'static dyn Refuse,
    /// The answer to [`Problem::InsufficientCredits`].
    pub insufficient_credits: &'static dyn Refuse,
    /// The answer to [`Problem::TooManyRequests`].
    pub too_many_requests: &'static dyn Refuse,
    /// The answer to [`Problem::Unreadable`].
    pub unreadable: fn(&Unreadable) -> Answer,
    /// The answer to [`Problem::TooLarge`].
    pub too_large: &'static dyn Refuse,
    /// The answer to [`Problem::UnknownRoute`].
    pub unknown_route: &'static dyn Refuse,
    /// The answer to [`Problem::WrongMethod`].
    pub wrong_method: &'static dyn Refuse,
    /// The answer to [`Problem::Internal`].
    pub internal: &'static dyn Refuse,
    /// The answer to [`Problem::Unavailable`].
    pub unavailable: &'static dyn Refuse,
}

impl Refuse for Refusals {
    fn refuse(&self, problem: &Problem) -> Answer {
        let row = match problem {
            Problem::Unauthenticated | Problem::UnknownKey => self.unauthenticated,
            Problem::Suspended => self.suspended,
            Problem::Inactive => self.inactive,
            Problem::InsufficientCredits(_) => self.insufficient_credits,
            Problem::TooManyRequests(_) => self.too_many_requests,
            Problem::Unreadable(unreadable) => return (self.unreadable)(unreadable),
            Problem::TooLarge(_) => self.too_large,
            Problem::UnknownRoute => self.unknown_route,
            Problem::WrongMethod => self.wrong_method,
            Problem::Internal => self.internal,
            Problem::Unavailable => self.unavailable,
        };
        row.refuse(problem)
    }
}

/// A provider's words for a refusal, which stand in a row beside the status and the clauses.
pub trait Words: Sync {
    /// Returns the whole body of the answer.
    fn body(&self, status: StatusCode) -> impl Serialize;
}

/// A refusal: a row of a provider's table. The macro [`refusals!`](crate::refusals!) writes the rows.
#[derive(Debug)]
pub struct Row<W> {
    /// The status of the answer.
    pub status: StatusCode,
    /// The provider's words.
    pub words: W,
    /// The clauses that state the refusal.
    pub clauses: &'static [ClauseRef],
}

impl<W: Words> Row<W> {
    /// Returns the answer with the row's own words.
    pub fn answer(&self) -> Answer {
        self.answer_with(&self.words.body(self.status))
    }
}

impl<W> Row<W> {
    /// Returns the answer with a body that says more than the row's own words.
    pub fn answer_with(&self, body: &impl Serialize) -> Answer {
        Answer::json(self.status, body).citing(self.clauses.iter().copied())
    }
}

impl<W: Words> Refuse for Row<W> {
    fn refuse(&self, _problem: &Problem) -> Answer {
        self.answer()
    }
}

/// Declares a provider's refusals, each as a static [`Row`]: its name, its status, its words, and its clauses from the mock's
/// own `clause` module. The clauses behind `every` stand in every row, after its own.
///
/// ```
/// mod clause {
///     use kernel::evidence::{Aspect, Basis, Clause};
///     pub static JOB_UNKNOWN: Clause =
///         Clause { id: "p.job.unknown", says: "", source: "", basis: Basis::Documented, aspect: Aspect::Body, why: None };
///     pub static ERROR_ENVELOPE: Clause =
///         Clause { id: "p.error.envelope", says: "", source: "", basis: Basis::Documented, aspect: Aspect::Body, why: None };
/// }
///
/// use axum::http::StatusCode;
/// use serde::Serialize;
///
/// #[derive(Serialize)]
/// pub struct Words {
///     error: &'static str,
/// }
///
/// impl mock_http::refusal::Words for Words {
///     fn body(&self, _status: StatusCode) -> impl Serialize {
///         self
///     }
/// }
///
/// mock_http::refusals! {
///     Words, every [ERROR_ENVELOPE];
///     /// No such job.
///     JOB_NOT_FOUND: NOT_FOUND, Words { error: "no such job" }, [JOB_UNKNOWN];
/// }
///
/// # fn main() {
/// let ids: Vec<_> = JOB_NOT_FOUND.clauses.iter().map(|clause| clause.id).collect();
/// assert_eq!(ids, ["p.job.unknown", "p.error.envelope"]);
/// # }
/// ```
#[macro_export]
macro_rules! refusals {
    ($words:ty, every $every:tt; $($(#[$doc:meta])* $name:ident: $status:ident, $says:expr, $clauses:tt;)*) => {
        $(
            $(#[$doc])*
            pub static $name: $crate::refusal::Row<$words> = $crate::refusal::Row {
                status: $crate::refusal::StatusCode::$status,
                words: $says,
                clauses: $crate::clauses!($clauses, $every),
            };
        )*
    };
}

/// Joins two lists of the mock's own clauses, for [`refusals!`](crate::refusals!).
#[doc(hidden)]
#[macro_export]
macro_rules! clauses {
    ([$($one:ident),*], [$($other:ident),*]) => { &[$(&clause::$one,)* $(&clause::$other,)*] };
}
