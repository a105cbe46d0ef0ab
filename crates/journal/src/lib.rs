//! The exchanges that a world has seen.
//!
//! A [`Journal`] keeps the latest exchanges, as many as fit into a bound. An [`Exchange`] is cheap to record: texts and bodies are
//! copied as they came, and nothing is formatted. Masking and formatting happen on reading ([`ExchangeView`]). The
//! [`metrics`] still count exchanges that the journal has forgotten.
//!
//! Nothing here knows a provider: their names and bases come from outside ([`criteria::Known`]).

pub mod api_key;
pub mod criteria;
mod exchange;
mod filter;
pub mod glob;
mod journal;
mod mask;
pub mod metrics;
mod names;
pub mod patience;
mod reason;
mod ring;
mod segment;
mod status_filter;
mod transcript;
mod view;
mod word;

pub use exchange::{About, Exchange};
pub use filter::{Filter, Order};
pub use journal::{BOUND, Found, Journal};
pub use mask::{hide, masked_key};
pub use reason::reason;
pub use segment::JournalEntry;
pub use status_filter::{NoStatus, StatusFilter};
pub use transcript::{BodyCapture, Fingerprint, Lines, Text, Texts, Transcript};
pub use view::{ExchangeView, RequestHead, RequestView, ResponseView, shown_body, shown_header, shown_query};
pub use word::{Word, read_optional_word, read_word};
