//! The scalars of the contract.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;
use guichet_domain::{EmailAddress as DomainEmail, Invalid, SerialNumber as DomainSerial, sale::parse_day};

/// A calendar day in ISO 8601, such as `2026-11-24`.
///
/// As an input any text is taken: a day that does not exist comes back as a `UserError` with its field.
#[derive(Clone, Debug)]
pub struct Date(pub Result<NaiveDate, Invalid>);

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

/// 15 characters of `0-9A-Z`.
#[derive(Clone, Debug)]
pub struct SerialNumber(pub DomainSerial);

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

/// An e-mail address: trimmed, in lower case, compared without regard to case.
#[derive(Clone, Debug)]
pub struct EmailAddress(pub DomainEmail);

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
