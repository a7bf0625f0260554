//! What an operation costs, known from its text and its variables alone: each field one, a list its rows times what one of them
//! costs. It does not depend on types, so that no fragment changes it.

use crate::graphql::cost::{Price, introspected, page_size, price};
use async_graphql::{
    Name, Positioned, Variables,
    parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet, VariableDefinition},
};
use async_graphql_value::{ConstValue, Value};

/// What a selection costs. Sums and products stop at the largest number instead of wrapping.
#[derive(Clone, Debug, Default)]
pub struct Cost {
    /// Of all that does not depend on variables.
    fixed: usize,
    lists: Vec<List>,
}

/// A list whose length, or that of one below it, a variable decides.
#[derive(Clone, Debug)]
struct List {
    rows: Rows,
    row: Cost,
}

#[derive(Clone, Debug)]
enum Rows {
    Known(usize),
    Page { first: Given, last: Given },
    Ids(Given),
}

/// An argument.
#[derive(Clone, Debug)]
enum Given {
    Value(Option<ConstValue>),
    /// With its default.
    Variable(Name, Option<ConstValue>),
}

/// What an operation asks for.
#[derive(Clone, Debug, Default)]
pub struct Costs {
    /// Of what the server has.
    pub data: Cost,
    /// Of what it says about its own types.
    pub introspection: usize,
}

impl Costs {
    /// Of an operation of a document that was weighed.
    pub fn of(operation: &OperationDefinition, document: &ExecutableDocument) -> Self {
        let mut reader = Reader { document, variables: &operation.variable_definitions, introspection: 0 };
        let data = reader.selection(&operation.selection_set.node);
        Self { data, introspection: reader.introspection }
    }
}

impl Cost {
    /// With these variables.
    pub fn with(&self, variables: &Variables) -> usize {
        self.lists.iter().fold(self.fixed, |sum, list| {
            let rows = list.rows.count(variables);
            sum.saturating_add(rows.saturating_mul(list.row.with(variables).max(1)))
        })
    }

    fn add(&mut self, other: Self) {
        self.fixed = self.fixed.saturating_add(other.fixed);
        self.lists.extend(other.lists);
    }

    /// So many rows of this.
    fn times(self, rows: Rows) -> Self {
        match rows {
            Rows::Known(rows) if self.lists.is_empty() => {
                Self { fixed: rows.saturating_mul(self.fixed.max(1)), lists: Vec::new() }
            }
            rows => Self { fixed: 0, lists: vec![List { rows, row: self }] },
        }
    }
}

impl Rows {
    fn count(&self, variables: &Variables) -> usize {
        match self {
            Self::Known(rows) => *rows,
            Self::Page { first, last } => page_size(first.number(variables).or_else(|| last.number(variables))),
            Self::Ids(ids) => ids.length(variables),
        }
    }

    /// As a number, where no variable decides.
    fn known(self) -> Self {
        match self {
            Self::Page { first: Given::Variable(..), .. } | Self::Page { last: Given::Variable(..), .. } => self,
            Self::Ids(Given::Variable(..)) => self,
            known => Self::Known(known.count(&Variables::default())),
        }
    }
}

impl Given {
    fn value<'v>(&'v self, variables: &'v Variables) -> Option<&'v ConstValue> {
        match self {
            Self::Value(value) => value.as_ref(),
            Self::Variable(name, default) => variables.get(name).or(default.as_ref()),
        }
    }

    /// None where nothing or no number is given.
    fn number(&self, variables: &Variables) -> Option<i64> {
        match self.value(variables)? {
            ConstValue::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    /// One value stands for a list of itself.
    fn length(&self, variables: &Variables) -> usize {
        match self.value(variables) {
            Some(ConstValue::List(items)) => items.len(),
            _ => 1,
        }
    }
}

struct Reader<'d> {
    document: &'d ExecutableDocument,
    variables: &'d [Positioned<VariableDefinition>],
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
        let given = |name| field.get_argument(name).map(|value| self.given(&value.node));
        let page = || Rows::Page {
            first: given("first").unwrap_or(Given::Value(None)),
            last: given("last").unwrap_or(Given::Value(None)),
        };
        let rows = match price(&field.name.node) {
            Price::Introspection => {
                let cost = self.introspected(&field.selection_set.node);
                self.introspection = self.introspection.saturating_add(cost);
                return Cost { fixed: 1, lists: Vec::new() };
            }
            Price::Text(worth) => return Cost { fixed: worth, lists: Vec::new() },
            Price::Rows(rows) => Some(Rows::Known(rows)),
            Price::Page => Some(page()),
            Price::One => given("ids").map(Rows::Ids),
        };
        let mut inner = self.selection(&field.selection_set.node);
        match rows {
            Some(rows) => inner.times(rows.known()),
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

    fn given(&self, value: &Value) -> Given {
        let name = match value {
            Value::Variable(name) => name,
            // Of a list, only its length is asked, whatever it holds.
            Value::List(items) => return Given::Value(Some(ConstValue::List(vec![ConstValue::Null; items.len()]))),
            value => return Given::Value(value.clone().into_const()),
        };
        let default = self.variables.iter().find(|variable| variable.node.name.node == *name);
        let default = default.and_then(|variable| variable.node.default_value.as_ref());
        Given::Variable(name.clone(), default.map(|value| value.node.clone()))
    }
}
