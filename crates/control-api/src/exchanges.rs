//! Calls about the journal: the exchanges that a world has seen.

use jiff::Timestamp;
use journal::glob::Glob;
use journal::{ExchangeView, Filter, Order, StatusFilter, Word, read_optional_word, read_word};
use kernel::credits::Credits;
use kernel::evidence::Basis;
use kernel::time::serialize_instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::key_name::KeyName;

/// Declares a call whose parameters begin with a filter of exchanges.
macro_rules! filtering {
    ($(#[$about:meta])* $name:ident { $($(#[$field_about:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The name of the provider.
            pub provider: Option<String>,
            /// The HTTP method.
            pub method: Option<String>,
            /// A glob on the path below the provider's base, without the query.
            pub path: Option<Glob>,
            /// The status of the answer, such as `404`, or its class, such as `4xx`.
            pub status: Option<StatusFilter>,
            /// The API key of the request, in full.
            pub api_key: Option<KeyName>,
            /// The weakest basis of the answer's clauses.
            pub basis: Option<Basis>,
            /// The id of the fault that happened to the request, or `*` for any.
            pub fault: Option<String>,
            /// The id of a clause that decided the answer.
            pub clause: Option<String>,
            /// The id of a job that the exchange names.
            pub job: Option<String>,
            /// A text in the path, the query or a body of the exchange.
            pub text: Option<String>,
            /// The order of the numbers, ascending if left out.
            pub order: Option<Order>,
            /// The number of an exchange. Only later exchanges match.
            pub after: Option<u64>,
            /// The number of an exchange. Only earlier exchanges match.
            pub before: Option<u64>,
            /// The largest number of exchanges, 100 if left out and 1000 at most.
            pub limit: Option<usize>,
            $($(#[$field_about])* pub $field: $type,)*
        }

        impl $name {
            /// Returns the filter.
            pub fn filter(self) -> Filter {
                let Self {
                    provider, method, path, status, api_key, basis, fault, clause, job, text, order, after, before, limit, ..
                } = self;
                let api_key = api_key.map(String::from);
                Filter { provider, method, path, status, api_key, basis, fault, clause, job, text, order, after, before, limit }
            }
        }
    };
}

filtering! {
    /// Lists the exchanges that match.
    ListExchanges {
        /// The shape of the exchanges, `full` if left out.
        shape: Option<Shape>,
    }
}

filtering! {
    /// Waits until a number of exchanges match.
    AwaitExchanges {
        /// The number of exchanges to wait for, 1 if left out and 1000 at most.
        count: Option<usize>,
        /// The longest time to wait, in milliseconds of the machine's time: 5 seconds if left out, and 10 minutes at most.
        timeout_ms: Option<u64>,
    }
}

filtering! {
    /// Shows the exchanges that match as an HTTP archive (HAR 1.2), for browsers and viewers.
    ExportJournal {}
}

/// The shapes in which exchanges are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// The exchanges with headers and bodies.
    #[default]
    Full,
    /// One short row for each exchange.
    Row,
}

/// The exchanges that match, in the shape that was asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Exchanges {
    /// The exchanges with headers and bodies.
    Full(ExchangeList),
    /// One short row for each exchange.
    Rows(RowList),
}

/// The exchanges that match, with headers and bodies.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExchangeList {
    /// The exchanges, in the order that was asked for.
    pub exchanges: Vec<ExchangeView>,
    /// The number of exchanges that match, including those that the limit leaves out.
    pub total: usize,
}

/// The exchanges that match, one short row for each.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RowList {
    /// The exchanges, in the order that was asked for.
    pub exchanges: Vec<ExchangeRow>,
    /// The number of exchanges that match, including those that the limit leaves out.
    pub total: usize,
}

/// An exchange in one short row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExchangeRow {
    /// The number, counted from 1 in the order in which exchanges ended.
    pub seq: u64,
    /// The instant at which the request came.
    #[serde(serialize_with = "serialize_instant")]
    pub at: Timestamp,
    /// The duration of the exchange on the machine's clock, in microseconds.
    pub took_us: u64,
    /// The name of the provider that was called.
    #[serde(deserialize_with = "read_word")]
    pub provider: Word,
    /// The API key of the request, masked.
    pub api_key: Option<String>,
    /// The HTTP method.
    pub method: String,
    /// The path below the provider's base.
    pub path: String,
    /// The query, if there is one.
    pub query: Option<String>,
    /// The template of the route that the request matched, below the provider's base.
    pub route: Option<String>,
    /// The status of the response. `None` if there was no response, or if the caller had left.
    pub status: Option<u16>,
    /// The weakest basis of the clauses that shaped the answer.
    #[serde(deserialize_with = "read_optional_word")]
    pub basis: Option<Word>,
    /// The id of the fault that happened to the request.
    pub fault: Option<String>,
    /// The ids of the jobs that the exchange names, at most 10.
    pub jobs: Vec<String>,
    /// The credits that the exchange moved, negative if it cost some.
    pub moved: Credits,
}

/// Shows one exchange.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShowExchange {
    /// The number of the exchange.
    pub seq: u64,
}

/// Sends the request of an exchange once more, and shows the new exchange.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayExchange {
    /// The number of the exchange.
    pub seq: u64,
    /// Another body in place of the one that was sent: JSON, or a text that is sent as it is.
    pub body: Option<Value>,
}

/// Forgets the exchanges.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClearJournal {}
