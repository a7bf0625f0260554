//! What an operation costs, known from its text and its variables alone: each field one, a list its rows times what one of them
//! costs. It does not depend on types, so that no fragment changes it.

use super::arguments::{VALUE_BYTES, bytes_of};
use crate::graphql::cost::{BYTES_FOR_ONE, Price, SEARCH, introspected, page_size, price};
use async_graphql::{
    Name, Positioned, Variables,
    parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet, VariableDefinition},
};
use async_graphql_value::{ConstValue, Value};
use std::collections::HashMap;

/// What a selection costs. Sums and products stop at the largest number instead of wrapping.
#[derive(Clone, Debug, Default)]
pub struct Cost {
    /// Of all that does not depend on variables.
    fixed: usize,
    parts: Vec<Part>,
}

/// Something that is there as many times as a variable says, or that holds such things.
#[derive(Clone, Debug)]
struct Part {
    times: Times,
    of: Cost,
}

#[derive(Clone, Copy, Debug)]
enum Times {
    Known(usize),
    /// The rows of a page.
    Page {
        first: Number,
        last: Number,
    },
    /// The things with as many ids as this variable holds.
    Ids(usize),
    /// Once, if this variable is given.
    Given(usize),
    /// Once for so many bytes of this variable.
    Bytes(usize),
}

/// An argument that is a number, or a variable by its place among those of the operation.
#[derive(Clone, Copy, Debug)]
enum Number {
    Known(Option<i64>),
    Variable(usize),
}

/// What an operation asks for.
#[derive(Clone, Debug, Default)]
pub struct Costs {
    /// Of what the server has.
    pub data: Cost,
    /// Of what it says about its own types.
    pub introspection: usize,
}

/// The variables of an operation, as far as a cost depends on them, in the order in which it defines them.
#[derive(Debug)]
pub struct Measured(Vec<Measure>);

#[derive(Debug, Default)]
struct Measure {
    number: Option<i64>,
    length: usize,
    bytes: usize,
    is_given: bool,
}

impl Measure {
    fn of(value: &ConstValue) -> Self {
        let number = match value {
            ConstValue::Number(number) => number.as_i64(),
            _ => None,
        };
        // One value stands for a list of itself.
        let length = if let ConstValue::List(items) = value { items.len() } else { 1 };
        Self { number, length, bytes: bytes_of(value), is_given: *value != ConstValue::Null }
    }
}

impl Measured {
    /// Those of an operation, of which these are given.
    pub fn of(definitions: &[Positioned<VariableDefinition>], given: &Variables) -> Self {
        let measure = |definition: &Positioned<VariableDefinition>| {
            let default = definition.node.default_value.as_ref().map(|value| &value.node);
            given.get(&definition.node.name.node).or(default).map(Measure::of).unwrap_or_default()
        };
        Self(definitions.iter().map(measure).collect())
    }
}

impl Costs {
    /// Of an operation of a document that was weighed.
    pub fn of(operation: &OperationDefinition, document: &ExecutableDocument) -> Self {
        let names = operation.variable_definitions.iter().map(|variable| &variable.node.name.node);
        let places = names.enumerate().map(|(at, name)| (name, at)).collect();
        let mut reader = Reader { document, places, introspection: 0 };
        let data = reader.selection(&operation.selection_set.node);
        Self { data, introspection: reader.introspection }
    }
}

impl Cost {
    /// With these variables.
    pub fn with(&self, variables: &Measured) -> usize {
        self.parts.iter().fold(self.fixed, |sum, part| {
            let times = part.times.count(variables);
            sum.saturating_add(times.saturating_mul(part.of.with(variables).max(1)))
        })
    }

    /// Bytes that it takes to keep.
    pub fn size(&self) -> usize {
        self.parts.iter().map(|part| size_of::<Part>() + part.of.size()).sum()
    }

    fn add(&mut self, other: Self) {
        self.fixed = self.fixed.saturating_add(other.fixed);
        self.parts.extend(other.parts);
    }

    /// Something of this price, so many times.
    fn put(&mut self, times: Times, price: usize) {
        self.add(Self { fixed: price, parts: Vec::new() }.times(times));
    }

    fn times(self, times: Times) -> Self {
        match times {
            Times::Known(times) if self.parts.is_empty() => {
                Self { fixed: times.saturating_mul(self.fixed.max(1)), parts: Vec::new() }
            }
            times => Self { fixed: 0, parts: vec![Part { times, of: self }] },
        }
    }
}

impl Times {
    fn count(self, variables: &Measured) -> usize {
        let of = |at: usize| variables.0.get(at);
        match self {
            Self::Known(times) => times,
            Self::Page { first, last } => page_size(first.with(variables).or_else(|| last.with(variables))),
            Self::Ids(at) => of(at).map_or(1, |ids| ids.length),
            Self::Given(at) => usize::from(of(at).is_some_and(|value| value.is_given)),
            Self::Bytes(at) => of(at).map_or(0, |value| value.bytes / BYTES_FOR_ONE),
        }
    }
}

impl Number {
    /// None where nothing or no number is given.
    fn with(self, variables: &Measured) -> Option<i64> {
        match self {
            Self::Known(number) => number,
            Self::Variable(at) => variables.0.get(at)?.number,
        }
    }
}

struct Reader<'d> {
    document: &'d ExecutableDocument,
    /// Of the variables, among those of the operation.
    places: HashMap<&'d Name, usize>,
    introspection: usize,
}

impl Reader<'_> {
    fn selection(&mut self, set: &SelectionSet) -> Cost {
        let mut sum = Cost::default();
        for item in &set.items {
            sum.add(match &item.node {
                Selection::Field(field) => self.field(&field.node),
                Selection::InlineFragment(fragment) => self.selection(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.node.fragment_name.node);
                    fragment.map_or_else(Cost::default, |found| self.selection(&found.node.selection_set.node))
                }
            });
        }
        sum
    }

    fn field(&mut self, field: &Field) -> Cost {
        let mut cost = self.result(field);
        // Each row has them read anew.
        let mut bytes = 0;
        field.arguments.iter().for_each(|(_, value)| self.weigh(&value.node, &mut bytes, &mut cost));
        cost.fixed = cost.fixed.saturating_add(bytes / BYTES_FOR_ONE);
        match field.get_argument("search").map(|value| &value.node) {
            None | Some(Value::Null) => {}
            Some(Value::Variable(name)) => {
                if let Some(at) = self.place(name) {
                    cost.put(Times::Given(at), SEARCH);
                }
            }
            Some(_) => cost.fixed = cost.fixed.saturating_add(SEARCH),
        }
        cost
    }

    /// Of what it leads to.
    fn result(&mut self, field: &Field) -> Cost {
        let times = match price(&field.name.node) {
            Price::Introspection => {
                let cost = self.introspected(&field.selection_set.node);
                self.introspection = self.introspection.saturating_add(cost);
                return Cost { fixed: 1, parts: Vec::new() };
            }
            Price::Text(worth) => return Cost { fixed: worth, parts: Vec::new() },
            Price::Rows(rows) => Some(Times::Known(rows)),
            Price::Page => Some(self.page(field)),
            Price::One => self.ids(field),
        };
        let mut inner = self.selection(&field.selection_set.node);
        match times {
            Some(times) => inner.times(times),
            None => {
                inner.fixed = inner.fixed.saturating_add(1);
                inner
            }
        }
    }

    fn introspected(&self, set: &SelectionSet) -> usize {
        set.items.iter().fold(0, |sum: usize, item| {
            sum.saturating_add(match &item.node {
                Selection::Field(field) => {
                    let inner = self.introspected(&field.node.selection_set.node).saturating_add(1);
                    inner.saturating_mul(introspected(&field.node.name.node))
                }
                Selection::InlineFragment(fragment) => self.introspected(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.node.fragment_name.node);
                    fragment.map_or(0, |found| self.introspected(&found.node.selection_set.node))
                }
            })
        })
    }

    fn page(&self, field: &Field) -> Times {
        let number = |name| match field.get_argument(name).map(|value| &value.node) {
            Some(Value::Number(number)) => Number::Known(number.as_i64()),
            Some(Value::Variable(name)) => self.place(name).map_or(Number::Known(None), Number::Variable),
            _ => Number::Known(None),
        };
        match (number("first"), number("last")) {
            (Number::Known(first), Number::Known(last)) => Times::Known(page_size(first.or(last))),
            (first, last) => Times::Page { first, last },
        }
    }

    fn ids(&self, field: &Field) -> Option<Times> {
        Some(match &field.get_argument("ids")?.node {
            Value::Variable(name) => self.place(name).map_or(Times::Known(1), Times::Ids),
            Value::List(items) => Times::Known(items.len()),
            _ => Times::Known(1),
        })
    }

    /// What a value holds: its own bytes, and as parts those of variables.
    fn weigh(&self, value: &Value, bytes: &mut usize, cost: &mut Cost) {
        *bytes = bytes.saturating_add(VALUE_BYTES);
        match value {
            Value::Variable(name) => {
                if let Some(at) = self.place(name) {
                    cost.put(Times::Bytes(at), 1);
                }
            }
            Value::String(text) => *bytes = bytes.saturating_add(text.len()),
            Value::List(values) => values.iter().for_each(|value| self.weigh(value, bytes, cost)),
            Value::Object(fields) => fields.values().for_each(|value| self.weigh(value, bytes, cost)),
            Value::Null | Value::Number(_) | Value::Boolean(_) | Value::Enum(_) | Value::Binary(_) => {}
        }
    }

    fn place(&self, name: &Name) -> Option<usize> {
        self.places.get(name).copied()
    }
}
