//! A status of an answer, or a class of them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

/// A status of an answer, or a class of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum StatusFilter {
    /// One status.
    One(u16),
    /// The statuses that begin with this digit.
    Class(u16),
}

/// An error for a text that is neither a status nor a class of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoStatus;

impl fmt::Display for NoStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("must be a status such as 404, or a class of them such as 4xx")
    }
}

impl std::error::Error for NoStatus {}

impl StatusFilter {
    /// Returns `true` if the filter covers a status.
    pub fn covers(self, status: u16) -> bool {
        match self {
            Self::One(one) => status == one,
            Self::Class(class) => status / 100 == class,
        }
    }

    /// Returns `true` if there are such statuses.
    pub fn is_possible(self) -> bool {
        match self {
            Self::One(status) => (100..=599).contains(&status),
            Self::Class(class) => (1..=5).contains(&class),
        }
    }
}

impl fmt::Display for StatusFilter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(status) => write!(formatter, "{status}"),
            Self::Class(class) => write!(formatter, "{class}xx"),
        }
    }
}

impl FromStr for StatusFilter {
    type Err = NoStatus;

    fn from_str(text: &str) -> Result<Self, NoStatus> {
        let class = text.strip_suffix("xx").or_else(|| text.strip_suffix("XX"));
        if let Some(class) = class {
            return class.parse().map(Self::Class).map_err(|_| NoStatus);
        }
        // A whole number is whole however it is written.
        let number: f64 = text.parse().map_err(|_| NoStatus)?;
        let fits = number.fract() == 0.0 && (0.0..=f64::from(u16::MAX)).contains(&number);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "what does not fit is refused first"
        )]
        if fits { Ok(Self::One(number as u16)) } else { Err(NoStatus) }
    }
}

impl TryFrom<String> for StatusFilter {
    type Error = NoStatus;

    fn try_from(text: String) -> Result<Self, NoStatus> {
        text.parse()
    }
}

impl Serialize for StatusFilter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_or_a_class_is_read_in_the_spellings_of_senders() {
        let rows = [
            ("404", Some(StatusFilter::One(404))),
            ("2e2", Some(StatusFilter::One(200))),
            ("200.0", Some(StatusFilter::One(200))),
            ("4xx", Some(StatusFilter::Class(4))),
            ("4XX", Some(StatusFilter::Class(4))),
            ("4.5", None),
            ("-1", None),
            ("1e9", None),
            ("xx", None),
            ("many", None),
        ];
        for (text, expected) in rows {
            assert_eq!(text.parse().ok(), expected, "{text}");
        }
        assert!(StatusFilter::Class(4).covers(499) && !StatusFilter::Class(4).covers(500));
        assert!(!StatusFilter::Class(6).is_possible() && !StatusFilter::One(99).is_possible());
    }
}
