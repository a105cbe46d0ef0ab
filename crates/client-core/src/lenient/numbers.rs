//! Numbers, amounts and instants.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Number, Value};

use super::read::{Lenient, Reading};

/// The smallest whole number that some other whole number looks like as a floating-point number.
const INEXACT: u64 = 1 << 53;

/// Returns a whole number, written as `3`, `3.0`, `"3"` or `"3.0"`, if it is exactly that.
fn whole(value: &Value) -> Option<i128> {
    let of_number = |number: &Number| match (number.as_i64(), number.as_u64(), number.as_f64()) {
        (Some(number), _, _) => Some(number.into()),
        (_, Some(number), _) => Some(number.into()),
        #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53 fits")]
        (_, _, Some(number)) if number.fract() == 0.0 && number.abs() < INEXACT as f64 => {
            Some(number as i128)
        }
        _ => None,
    };
    match value {
        Value::Number(number) => of_number(number),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| of_number(&text.parse().ok()?))
        }
        _ => None,
    }
}

macro_rules! whole_numbers {
    ($($kind:ty)+) => {$(
        impl Lenient for $kind {
            fn read(value: Value) -> Reading<Self> {
                Reading::of_option(whole(&value).and_then(|number| number.try_into().ok()), value)
            }

            fn write(&self) -> Option<Value> {
                Some((*self).into())
            }
        }
    )+};
}

whole_numbers!(i64 u64);

/// A number, written as `0.5` or `"0.5"`. One that is not exactly a floating-point number is not read.
impl Lenient for f64 {
    fn read(value: Value) -> Reading<Self> {
        let of_number = |number: &Number| {
            let exact =
                number.is_f64() || whole(&Value::from(number.clone()))?.unsigned_abs() < u128::from(INEXACT);
            number.as_f64().filter(|_| exact)
        };
        let read = match &value {
            Value::Number(number) => of_number(number),
            Value::String(text) => text.trim().parse::<Number>().ok().and_then(|number| of_number(&number)),
            _ => None,
        };
        Reading::of_option(read, value)
    }

    fn write(&self) -> Option<Value> {
        Some((*self).into())
    }
}

/// The smallest number that is an instant in milliseconds and not in seconds. As seconds, it is in the year 5138; as
/// milliseconds, in 1973.
const MILLISECONDS: i64 = 100_000_000_000;

/// An instant, written as RFC 3339, as the same without a zone, which means UTC, or as Unix time in seconds or milliseconds.
impl Lenient for Timestamp {
    fn read(value: Value) -> Reading<Self> {
        let civil = |text: &str| text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
        let text = value.as_str().unwrap_or_default();
        let of_text = text.parse().ok().or_else(|| civil(text).map(|zoned| zoned.timestamp()));
        let of_number = || of_unix(i64::try_from(whole(&value)?).ok()?);
        Reading::of_option(of_text.or_else(of_number), value)
    }

    fn write(&self) -> Option<Value> {
        Some(self.to_string().into())
    }
}

fn of_unix(number: i64) -> Option<Timestamp> {
    let is_seconds = number.abs() < MILLISECONDS;
    if is_seconds { Timestamp::from_second(number) } else { Timestamp::from_millisecond(number) }.ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read<T: Lenient>(value: &Value) -> Option<T> {
        let Reading { value: read, rest } = T::read(value.clone());
        assert_eq!(rest, read.is_none().then(|| value.clone()), "what is not read is kept");
        read
    }

    #[test]
    fn no_reader_returns_a_number_that_was_not_sent() {
        // Columns: the JSON, and the readings as i64, u64 and f64.
        let table = [
            (json!(3), Some(3), Some(3), Some(3.0)),
            (json!(3.0), Some(3), Some(3), Some(3.0)),
            (json!(" 3 "), Some(3), Some(3), Some(3.0)),
            (json!("3.0"), Some(3), Some(3), Some(3.0)),
            (json!(-1), Some(-1), None, Some(-1.0)),
            (json!(2.5), None, None, Some(2.5)),
            (json!("2.5"), None, None, Some(2.5)),
            (json!(u64::MAX), None, Some(u64::MAX), None),
            (json!(i64::MIN), Some(i64::MIN), None, None),
            (json!(9_007_199_254_740_993.0_f64), None, None, Some(9_007_199_254_740_992.0)),
            (
                json!(9_007_199_254_740_993_u64),
                Some(9_007_199_254_740_993),
                Some(9_007_199_254_740_993),
                None,
            ),
            (json!(1e300), None, None, Some(1e300)),
            (json!("NaN"), None, None, None),
            (json!("four"), None, None, None),
            (json!([3]), None, None, None),
            (json!(true), None, None, None),
        ];
        for (value, signed, unsigned, float) in table {
            assert_eq!((read::<i64>(&value), read::<u64>(&value)), (signed, unsigned), "{value}");
            assert_eq!(read::<f64>(&value), float, "{value}");
        }
    }

    #[test]
    fn instants_are_read_in_every_spelling() {
        let noon: Timestamp = "2026-03-09T12:00:00Z".parse().unwrap();
        let spellings = [
            json!("2026-03-09T12:00:00Z"),
            json!("2026-03-09T13:00:00.000+01:00"),
            json!("2026-03-09T12:00:00"),
            json!(1_773_057_600),
            json!(1_773_057_600_000_i64),
            json!("1773057600000"),
            json!("2026-03-09T12:00:00.000000"),
        ];
        for spelling in spellings {
            assert_eq!(read::<Timestamp>(&spelling), Some(noon), "{spelling}");
        }
        for odd in [json!("soon"), json!({}), json!(1.5), json!(i64::MAX)] {
            assert_eq!(read::<Timestamp>(&odd), None, "{odd}");
        }
        assert_eq!(read::<Timestamp>(&noon.write().unwrap()), Some(noon));
    }
}
