//! What the arguments of a document hold once its variables are put in. Validation copies the value of a variable wherever it
//! stands, all of one list at once: thousands of places for a value of thousands would fill the memory.

use async_graphql::{Name, Positioned, Variables, parser::types::ExecutableDocument};
use async_graphql_value::{ConstValue, Value};
use std::collections::HashMap;

/// The bytes that a value is counted for, beside its text.
pub const VALUE_BYTES: usize = 32;

/// The variables that a document defines, and what each holds by default: the most where several operations define it.
#[derive(Debug, Default)]
pub struct Defined {
    at: HashMap<Name, usize>,
    defaults: Vec<usize>,
}

/// The arguments of some fields and directives. Sums stop at the largest number instead of wrapping.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// Of the values that stand there as they are.
    bytes: usize,
    /// In how many places each variable stands, by its place among those that are [`Defined`].
    places: Vec<usize>,
    /// One that stands somewhere and is not.
    undefined: Option<Name>,
}

/// All arguments of a document.
#[derive(Debug)]
pub struct Weight {
    defined: Defined,
    arguments: Arguments,
}

impl Defined {
    /// Those of a document.
    pub fn of(document: &ExecutableDocument) -> Self {
        let mut all = Self::default();
        let operations = document.operations.iter().map(|(_, operation)| &operation.node);
        for variable in operations.flat_map(|operation| &operation.variable_definitions) {
            let variable = &variable.node;
            let default = variable.default_value.as_ref().map_or(0, |value| bytes_of(&value.node));
            let at = *all.at.entry(variable.name.node.clone()).or_insert(all.defaults.len());
            match all.defaults.get_mut(at) {
                Some(known) => *known = default.max(*known),
                None => all.defaults.push(default),
            }
        }
        all
    }
}

impl Arguments {
    /// Adds those of others.
    pub fn add(&mut self, other: &Self) {
        self.bytes = self.bytes.saturating_add(other.bytes);
        if self.undefined.is_none() {
            self.undefined.clone_from(&other.undefined);
        }
        for (at, places) in other.places.iter().enumerate() {
            self.put(at, *places);
        }
    }

    /// Adds those of one field or directive.
    pub fn take(&mut self, arguments: &[(Positioned<Name>, Positioned<Value>)], defined: &Defined) {
        arguments.iter().for_each(|(_, value)| self.take_value(&value.node, defined));
    }

    fn take_value(&mut self, value: &Value, defined: &Defined) {
        self.bytes = self.bytes.saturating_add(VALUE_BYTES);
        match value {
            Value::Variable(name) => match defined.at.get(name) {
                Some(at) => self.put(*at, 1),
                None => self.undefined = Some(name.clone()),
            },
            Value::String(text) => self.bytes = self.bytes.saturating_add(text.len()),
            Value::List(values) => values.iter().for_each(|value| self.take_value(value, defined)),
            Value::Object(fields) => fields.values().for_each(|value| self.take_value(value, defined)),
            Value::Null | Value::Number(_) | Value::Boolean(_) | Value::Enum(_) | Value::Binary(_) => {}
        }
    }

    /// A variable that stands somewhere and that no operation defines.
    pub const fn undefined(&self) -> Option<&Name> {
        self.undefined.as_ref()
    }

    fn put(&mut self, at: usize, places: usize) {
        if self.places.len() <= at {
            self.places.resize(at + 1, 0);
        }
        if let Some(known) = self.places.get_mut(at) {
            *known = known.saturating_add(places);
        }
    }
}

impl Weight {
    /// Of these arguments.
    pub const fn of(arguments: Arguments, defined: Defined) -> Self {
        Self { defined, arguments }
    }

    /// How many bytes they take in the document itself.
    pub const fn bytes(&self) -> usize {
        self.arguments.bytes
    }

    /// How many bytes they take with these variables put in.
    pub fn bytes_with(&self, variables: &Variables) -> usize {
        let Self { defined, arguments } = self;
        defined.at.iter().fold(arguments.bytes, |bytes, (name, at)| {
            let default = || defined.defaults.get(*at).copied().unwrap_or_default();
            let value = variables.get(name).map_or_else(default, bytes_of);
            bytes.saturating_add(value.saturating_mul(arguments.places.get(*at).copied().unwrap_or_default()))
        })
    }
}

/// The bytes that a value is counted for.
pub fn bytes_of(value: &ConstValue) -> usize {
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
