//! The scalars of the contract.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;
use guichet_domain::{EmailAddress as DomainEmail, Invalid, SerialNumber as DomainSerial, sale::parse_day};

#[derive(Clone, Debug)]
pub struct Date(pub Result<NaiveDate, Invalid>);

/// A day of the calendar, without a time: RFC 3339's `full-date`, such as `2026-11-24`. As an input any text is taken, and
/// one that is no day comes back as a `UserError` MALFORMED_DAY at its field.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(parse_day(&text))),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        self.0.as_ref().map_or(Value::Null, |day| Value::String(day.to_string()))
    }
}

#[derive(Clone, Debug)]
pub struct SerialNumber(pub DomainSerial);

/// An article's serial number: exactly 15 characters of `0-9` and `A-Z`, such as `AB12CD34EF56GH7`.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc20")]
impl ScalarType for SerialNumber {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => text.parse().map(Self).map_err(InputValueError::custom),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

#[derive(Clone, Debug)]
pub struct EmailAddress(pub DomainEmail);

/// An e-mail address: at most 254 characters, of which what stands before the `@` takes at most 64 bytes, always in lower case,
/// with a dotted domain.
#[Scalar(specified_by_url = "https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address")]
impl ScalarType for EmailAddress {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => text.parse().map(Self).map_err(InputValueError::custom),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}
