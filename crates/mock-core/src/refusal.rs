//! Refusals: what the shell refuses, and the table in which every provider says how.
//!
//! A provider's refusals are rows ([`Row`]): a status, words, and the clauses that say so. Its [`Refusals`] name the row for
//! each [`Problem`] that the shell may meet, so that a problem without a row does not compile.

use std::time::Duration;

pub use axum::http::StatusCode;
use serde::Serialize;

use crate::clause::ClauseRef;
use crate::fields::Unreadable;
use crate::http::Answer;
use crate::ledger::InsufficientCredits;

/// What the shell refuses before a provider's own code sees the request, or instead of it.
#[derive(Debug)]
pub enum Problem {
    /// No key, or one that opens nothing.
    Unauthenticated,
    /// The account is suspended.
    Suspended,
    /// The account's key was switched off.
    Inactive,
    /// The balance is too small.
    InsufficientCredits(InsufficientCredits),
    /// The key made too many requests.
    TooManyRequests(Limited),
    /// The body cannot be read as what the call needs.
    Unreadable(Unreadable),
    /// The body is larger than this many bytes.
    TooLarge(usize),
    /// No call has this path.
    UnknownRoute,
    /// The path has no call with this method.
    WrongMethod,
    /// The service failed.
    Internal,
    /// The service is not there for the moment.
    Unavailable,
}

impl From<Unreadable> for Problem {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(unreadable)
    }
}

/// A limit on requests that was passed.
#[derive(Clone, Copy, Debug)]
pub struct Limited {
    /// The clause that limits; none if the provider has no limit and somebody asked for this refusal.
    pub clause: Option<ClauseRef>,
    /// How long until a request is admitted again.
    pub wait: Duration,
}

/// What answers a problem.
pub trait Refuse: Sync {
    /// The answer, in the provider's envelope.
    fn refuse(&self, problem: &Problem) -> Answer;
}

/// How a provider answers what the shell refuses.
pub struct Refusals {
    /// For [`Problem::Unauthenticated`].
    pub unauthenticated: &'static dyn Refuse,
    /// For [`Problem::Suspended`].
    pub suspended: &'static dyn Refuse,
    /// For [`Problem::Inactive`].
    pub inactive: &'static dyn Refuse,
    /// For [`Problem::InsufficientCredits`].
    pub insufficient_credits: &'static dyn Refuse,
    /// For [`Problem::TooManyRequests`].
    pub too_many_requests: &'static dyn Refuse,
    /// For [`Problem::Unreadable`].
    pub unreadable: fn(&Unreadable) -> Answer,
    /// For [`Problem::TooLarge`].
    pub too_large: &'static dyn Refuse,
    /// For [`Problem::UnknownRoute`].
    pub unknown_route: &'static dyn Refuse,
    /// For [`Problem::WrongMethod`].
    pub wrong_method: &'static dyn Refuse,
    /// For [`Problem::Internal`].
    pub internal: &'static dyn Refuse,
    /// For [`Problem::Unavailable`].
    pub unavailable: &'static dyn Refuse,
}

impl Refuse for Refusals {
    fn refuse(&self, problem: &Problem) -> Answer {
        let row = match problem {
            Problem::Unauthenticated => self.unauthenticated,
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

/// A provider's words for a refusal: what stands in a row beside the status and the clauses.
pub trait Words: Sync {
    /// The whole body.
    fn body(&self, status: StatusCode) -> impl Serialize;
}

/// A refusal: a row of a provider's table. [`refusals!`](crate::refusals!) writes them down.
#[derive(Debug)]
pub struct Row<W> {
    /// The status.
    pub status: StatusCode,
    /// The provider's words.
    pub words: W,
    /// The clauses that say so.
    pub clauses: &'static [ClauseRef],
}

impl<W: Words> Row<W> {
    /// The answer.
    pub fn answer(&self) -> Answer {
        self.answer_with(&self.words.body(self.status))
    }
}

impl<W> Row<W> {
    /// The answer with a body that says more than the row's own words.
    pub fn answer_with(&self, body: &impl Serialize) -> Answer {
        Answer::json(self.status, body).citing(self.clauses.iter().copied())
    }
}

impl<W: Words> Refuse for Row<W> {
    fn refuse(&self, _problem: &Problem) -> Answer {
        self.answer()
    }
}

/// Writes down a provider's refusals, each as a static [`Row`]: its name, its status, its words, and its clauses, found in
/// the mock's own `clause` module. The clauses behind `every` stand in every row, behind its own.
///
/// ```
/// mod clause {
///     use mock_core::clause::{Basis, Clause};
///     pub static JOB_UNKNOWN: Clause =
///         Clause { id: "p.job.unknown", says: "", source: "", basis: Basis::Documented, why: None };
///     pub static ERROR_ENVELOPE: Clause =
///         Clause { id: "p.error.envelope", says: "", source: "", basis: Basis::Documented, why: None };
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
/// impl mock_core::refusal::Words for Words {
///     fn body(&self, _status: StatusCode) -> impl Serialize {
///         self
///     }
/// }
///
/// mock_core::refusals! {
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

/// Two lists of the mock's own clauses as one, for [`refusals!`](crate::refusals!).
#[doc(hidden)]
#[macro_export]
macro_rules! clauses {
    ([$($one:ident),*], [$($other:ident),*]) => { &[$(&clause::$one,)* $(&clause::$other,)*] };
}
