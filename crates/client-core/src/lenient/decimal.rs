//! Exact decimal numbers.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Number, Value};

use super::read::{Lenient, Reading};
use crate::error::Error;

/// The largest number of digits; more are no amount of anything.
const MOST_DIGITS: usize = 64;

/// An amount of credits or money with the digits that the service wrote, without arithmetic or rounding. Amounts are compared
/// by value: `40` equals `40.0`.
///
/// ```
/// use client_core::Decimal;
///
/// let balance: Decimal = "74.870".parse()?;
/// assert_eq!((balance.as_str(), balance.whole()), ("74.870", None));
/// assert!(balance > Decimal::from(40) && balance == "74.87".parse::<Decimal>()?);
/// # Ok::<(), client_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Decimal(String);

impl Decimal {
    /// Returns the amount as a decimal number, such as `74.87`, to be read into a decimal type.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the nearest floating-point number. It is good for a display, but not for sums.
    pub fn to_f64(&self) -> f64 {
        self.0.parse().expect("checked when it was read")
    }

    /// Returns the amount as a whole number, if it is one.
    pub fn whole(&self) -> Option<i64> {
        let (is_negative, whole, fraction) = self.digits();
        let number = format!("{}{whole:0>1}", if is_negative { "-" } else { "" });
        if fraction.is_empty() { number.parse().ok() } else { None }
    }

    /// Returns `true` for a negative amount, the digits before the point without zeros in front, and those after it without
    /// zeros at the end.
    fn digits(&self) -> (bool, &str, &str) {
        let digits = self.0.strip_prefix('-');
        let (whole, fraction) =
            digits.unwrap_or(&self.0).split_once('.').unwrap_or((digits.unwrap_or(&self.0), ""));
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        (digits.is_some() && !(whole.is_empty() && fraction.is_empty()), whole, fraction)
    }
}

/// Reads digits with an optional sign and point, as JSON has them.
impl FromStr for Decimal {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (whole, fraction) = text
            .strip_prefix('-')
            .unwrap_or(text)
            .split_once('.')
            .unwrap_or((text.strip_prefix('-').unwrap_or(text), "0"));
        let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if are_digits(whole) && are_digits(fraction) && text.len() <= MOST_DIGITS {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::unexpected("not a decimal number"))
        }
    }
}

impl From<i64> for Decimal {
    fn from(whole: i64) -> Self {
        Self(whole.to_string())
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let ((own_sign, own_whole, own_fraction), (sign, whole, fraction)) = (self.digits(), other.digits());
        let by_size =
            own_whole.len().cmp(&whole.len()).then(own_whole.cmp(whole)).then(own_fraction.cmp(fraction));
        match (own_sign, sign) {
            (false, false) => by_size,
            (true, true) => by_size.reverse(),
            (own, _) => {
                if own {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Decimal {}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl PartialEq<i64> for Decimal {
    fn eq(&self, other: &i64) -> bool {
        self.whole() == Some(*other)
    }
}

/// A number, or a text that is one.
impl Lenient for Decimal {
    fn read(value: Value) -> Reading<Self> {
        let text = match &value {
            Value::Number(number) => plain(number),
            Value::String(text) => text.clone(),
            _ => String::new(),
        };
        Reading::of_option(text.parse().ok(), value)
    }

    fn write(&self) -> Option<Value> {
        let number: Option<Number> = self.0.parse().ok();
        Some(match number.filter(|number| number.to_string() == self.0) {
            Some(number) => number.into(),
            None => self.as_str().into(),
        })
    }
}

/// Returns a number without an exponent.
fn plain(number: &Number) -> String {
    let text = number.to_string();
    match number.as_f64() {
        Some(number) if text.contains('e') => format!("{number}"),
        _ => text,
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The text itself has digits that a floating-point number would lose.
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let inside = raw.get().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let exact = inside.unwrap_or(raw.get()).parse().ok();
        let read = exact.or_else(|| Self::read(serde_json::from_str(raw.get()).ok()?).value);
        read.ok_or_else(|| serde::de::Error::custom("not a decimal number"))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.write().serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn amounts_are_read_as_they_are_written() {
        let table = [
            (json!(3), Some("3")),
            (json!(2.5), Some("2.5")),
            (json!("29.990"), Some("29.990")),
            (json!(1e3), Some("1000.0")),
            (json!(-0.27), Some("-0.27")),
            (json!(1e300), None),
            (json!("1e3"), None),
            (json!("three"), None),
            (json!(""), None),
            (json!("."), None),
            (json!([3]), None),
        ];
        for (value, text) in table {
            assert_eq!(Decimal::read(value.clone()).value.as_ref().map(Decimal::as_str), text, "{value}");
        }
        assert_eq!(json!(["29.990".parse::<Decimal>().unwrap(), Decimal::from(3)]), json!(["29.990", 3]));
    }

    #[test]
    fn amounts_are_ordered_by_value() {
        let rising =
            ["-10", "-2.5", "-2", "-0.1", "0", "0.09", "0.1", "2", "2.05", "2.5", "10", "10.001", "200"];
        let amounts = rising.map(|text| text.parse::<Decimal>().unwrap());
        assert!(amounts.is_sorted() && amounts.windows(2).all(|pair| pair[0] != pair[1]));
        for (one, same) in [("40", "40.0"), ("040", "40"), ("-0.0", "0")] {
            assert_eq!(one.parse::<Decimal>().unwrap(), same.parse::<Decimal>().unwrap());
        }
        let (whole, broken) = (Decimal::from(-3), "2.5".parse::<Decimal>().unwrap());
        assert!(whole == -3 && broken != 2);
    }
}
