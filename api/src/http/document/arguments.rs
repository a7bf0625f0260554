//! What the arguments of a document hold once its variables are put in. Validation copies the value of a variable wherever it
//! stands, all of one list at once: thousands of places for a value of thousands would fill the memory.

use async_graphql::{Name, Positioned, Variables};
use async_graphql_value::{ConstValue, Value};
use std::collections::BTreeMap;

/// The bytes that a value is counted for, beside its text.
const VALUE_BYTES: usize = 32;

/// The arguments of some fields and directives. Sums stop at the largest number instead of wrapping.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// Of the values that stand there as they are.
    bytes: usize,
    /// In how many places each variable stands.
    places: BTreeMap<Name, usize>,
}

impl Arguments {
    /// Adds those of others.
    pub fn add(&mut self, other: &Self) {
        self.bytes = self.bytes.saturating_add(other.bytes);
        for (name, places) in &other.places {
            self.put(name, *places);
        }
    }

    /// Adds those of one field or directive.
    pub fn take(&mut self, arguments: &[(Positioned<Name>, Positioned<Value>)]) {
        arguments.iter().for_each(|(_, value)| self.take_value(&value.node));
    }

    fn take_value(&mut self, value: &Value) {
        if let Value::Variable(name) = value {
            return self.put(name, 1);
        }
        self.bytes = self.bytes.saturating_add(VALUE_BYTES);
        match value {
            Value::String(text) => self.bytes = self.bytes.saturating_add(text.len()),
            Value::List(values) => values.iter().for_each(|value| self.take_value(value)),
            Value::Object(fields) => fields.values().for_each(|value| self.take_value(value)),
            Value::Variable(_)
            | Value::Null
            | Value::Number(_)
            | Value::Boolean(_)
            | Value::Enum(_)
            | Value::Binary(_) => {}
        }
    }

    fn put(&mut self, name: &Name, places: usize) {
        let known = self.places.entry(name.clone()).or_default();
        *known = known.saturating_add(places);
    }

    /// How many bytes they take with these variables put in.
    pub fn bytes_with(&self, variables: &Variables) -> usize {
        self.places.iter().fold(self.bytes, |bytes, (name, places)| {
            let value = variables.get(name).map_or(0, bytes_of);
            bytes.saturating_add(value.saturating_mul(*places))
        })
    }
}

fn bytes_of(value: &ConstValue) -> usize {
    VALUE_BYTES
        + match value {
            ConstValue::String(text) => text.len(),
            ConstValue::List(values) => values.iter().map(bytes_of).sum(),
            ConstValue::Object(fields) => fields.iter().map(|(name, value)| name.len() + bytes_of(value)).sum(),
            ConstValue::Null
            | ConstValue::Number(_)
            | ConstValue::Boolean(_)
            | ConstValue::Enum(_)
            | ConstValue::Binary(_) => 0,
        }
}
