//! The parts that pages are made of.

pub(crate) mod call;
pub(crate) mod code;
pub(crate) mod instant;
pub(crate) mod json;
pub(crate) mod list;
pub(crate) mod scale;
pub(crate) mod word;
