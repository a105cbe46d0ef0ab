//! Tolerant reading of answers: an answer that was paid for must not be lost because of one odd field, and no number may change
//! on its way.
//!
//! [`answers!`](crate::answers) defines the types of answers. A field whose value is absent, null or of another type than
//! documented is empty; the value itself is kept in `extra`, as are all fields that the type does not name. Only fields that an
//! answer makes no sense without are required.

mod answers;
mod decimal;
mod fields;
mod ids;
mod numbers;
mod read;

pub use decimal::Decimal;
pub use fields::{Fields, skipped};
pub use read::{Extra, Lenient, Reading, text};
