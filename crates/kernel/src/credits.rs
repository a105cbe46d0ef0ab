//! Amounts of credits, exact to a ten-thousandth.
//!
//! Providers count in whole credits, half credits or dollars with four decimals. All of them fit this one unit, and sums
//! never drift as floating-point sums do.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

const UNITS: i64 = 10_000;
/// The largest amount that is accepted from outside, in whole credits. The sum of 900,000 such amounts does not overflow.
const LARGEST: i64 = 1_000_000_000;

/// An amount of a provider's credits. In JSON it is a number, and an integer if the amount is whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Credits(i64);

impl Credits {
    /// An amount of no credits.
    pub const ZERO: Self = Self(0);

    /// Returns an amount of whole credits.
    pub const fn whole(credits: i32) -> Self {
        Self(credits as i64 * UNITS)
    }

    /// Returns an amount of ten-thousandths of a credit.
    pub const fn ten_thousandths(units: i64) -> Self {
        Self(units)
    }

    /// Returns the amount in ten-thousandths of a credit.
    pub const fn to_ten_thousandths(self) -> i64 {
        self.0
    }

    /// Returns the number of whole credits, without the fraction.
    pub const fn to_whole(self) -> i64 {
        self.0 / UNITS
    }

    #[expect(clippy::cast_possible_truncation, reason = "what does not fit is refused first")]
    fn from_number(number: f64) -> Option<Self> {
        let units = number * UNITS as f64;
        let fits = number.abs() <= LARGEST as f64 && (units - units.round()).abs() < 1e-4;
        fits.then(|| Self(units.round() as i64))
    }
}

impl fmt::Display for Credits {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (self.0.unsigned_abs() / UNITS as u64, self.0.unsigned_abs() % UNITS as u64);
        if fraction == 0 {
            return write!(formatter, "{sign}{whole}");
        }
        let decimals = format!("{fraction:04}");
        write!(formatter, "{sign}{whole}.{}", decimals.trim_end_matches('0'))
    }
}

/// An error for an amount with more than four decimals, or beyond a billion either way.
#[derive(Debug, PartialEq, Eq)]
pub struct NotCredits;

impl fmt::Display for NotCredits {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("must be a number of credits with at most four decimals, at most a billion")
    }
}

impl std::error::Error for NotCredits {}

impl FromStr for Credits {
    type Err = NotCredits;

    fn from_str(text: &str) -> Result<Self, NotCredits> {
        text.parse().ok().and_then(Self::from_number).ok_or(NotCredits)
    }
}

impl Serialize for Credits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % UNITS == 0 {
            serializer.serialize_i64(self.0 / UNITS)
        } else {
            serializer.serialize_f64(self.0 as f64 / UNITS as f64)
        }
    }
}

impl<'de> Deserialize<'de> for Credits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        Self::from_number(number).ok_or_else(|| de::Error::custom(NotCredits))
    }
}

impl Add for Credits {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Credits {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Credits {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Credits {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Mul<u32> for Credits {
    type Output = Self;
    fn mul(self, times: u32) -> Self {
        Self(self.0 * i64::from(times))
    }
}

impl Sum for Credits {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_and_print_as_numbers() {
        let half: Credits = "0.5".parse().unwrap();
        let rows = [
            (Credits::whole(3), "3"),
            (half, "0.5"),
            (half + half, "1"),
            (-half, "-0.5"),
            ("74.8701".parse().unwrap(), "74.8701"),
        ];
        for (amount, printed) in rows {
            assert_eq!(amount.to_string(), printed);
            assert_eq!(serde_json::to_string(&amount).unwrap(), printed);
            assert_eq!(serde_json::from_str::<Credits>(printed).unwrap(), amount);
        }
        let tenth: Credits = "0.1".parse().unwrap();
        assert_eq!((0..10).map(|_| tenth).sum::<Credits>(), Credits::whole(1));
    }

    #[test]
    fn what_is_not_an_exact_amount_is_refused() {
        for text in ["", "x", "0.00001", "NaN", "inf", "1e300", "2000000000"] {
            assert_eq!(text.parse::<Credits>(), Err(NotCredits), "{text}");
        }
    }
}
