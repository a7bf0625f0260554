//! Answers in the order of their questions, as the specification asks: people read answers beside documents, and tools
//! compare them. The executor writes a field when it is done, which is another order each time.

use crate::graphql::HIDDEN;
use async_graphql::{
    Name, PathSegment, Value,
    indexmap::IndexMap,
    parser::types::{ExecutableDocument, Selection, SelectionSet},
};

/// The names under which a selection answers, in the document's order, each with what is selected below it.
///
/// Where fragments for several types name the same fields in several orders, the first of them holds for all types.
#[derive(Debug, Default)]
pub struct Order(IndexMap<Name, Order>);

impl Order {
    /// The order of one operation of a document whose fragments run in no circle.
    #[must_use]
    pub fn of(operation: &SelectionSet, document: &ExecutableDocument) -> Self {
        let mut order = Self::default();
        order.add(operation, document);
        order
    }

    fn add(&mut self, selections: &SelectionSet, document: &ExecutableDocument) {
        for selection in &selections.items {
            match &selection.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    let below = self.0.entry(field.response_key().node.clone()).or_default();
                    below.add(&field.selection_set.node, document);
                }
                Selection::InlineFragment(fragment) => self.add(&fragment.node.selection_set.node, document),
                Selection::FragmentSpread(spread) => {
                    // One that is not there is validation's to refuse.
                    if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                        self.add(&fragment.node.selection_set.node, document);
                    }
                }
            }
        }
        self.0.shrink_to_fit();
    }

    /// Puts an answer into this order, and takes out what was [added](HIDDEN). An object of which nothing is left is none where something
    /// failed below it.
    pub fn arrange(&self, answer: &mut Value, failed: &Failed<'_>) {
        match answer {
            Value::List(values) => {
                for (place, value) in values.iter_mut().enumerate() {
                    let at = |segment: &PathSegment| matches!(segment, PathSegment::Index(index) if *index == place);
                    self.arrange(value, &failed.below(at));
                }
            }
            Value::Object(fields) => {
                // Most of them: what waits for nothing is written in order.
                let is_arranged = fields.len() == self.0.len() && fields.keys().eq(self.0.keys());
                if !is_arranged {
                    if fields.shift_remove(HIDDEN).is_some() && fields.is_empty() && failed.is_some() {
                        *answer = Value::Null;
                        return;
                    }
                    fields.sort_by_cached_key(|name, _| self.0.get_index_of(name));
                }
                for (name, value) in fields {
                    if let Some(order) = self.0.get(name)
                        && !order.0.is_empty()
                    {
                        let at = |segment: &PathSegment| matches!(segment, PathSegment::Field(field) if name == field);
                        order.arrange(value, &failed.below(at));
                    }
                }
            }
            Value::Null
            | Value::Number(_)
            | Value::String(_)
            | Value::Boolean(_)
            | Value::Binary(_)
            | Value::Enum(_) => {}
        }
    }
}

/// Where something failed, as seen from a part of an answer.
#[derive(Debug)]
pub enum Failed<'e> {
    /// At the ends of these paths.
    At(Vec<&'e [PathSegment]>),
    /// Anywhere.
    Somewhere,
}

impl<'e> Failed<'e> {
    const fn is_some(&self) -> bool {
        match self {
            Self::At(paths) => !paths.is_empty(),
            Self::Somewhere => true,
        }
    }

    /// The same, as seen from where paths lead on so.
    fn below(&self, leads_on: impl Fn(&PathSegment) -> bool) -> Self {
        match self {
            Self::At(paths) => Self::At(paths.iter().filter_map(|path| rest(path, &leads_on)).collect()),
            Self::Somewhere => Self::Somewhere,
        }
    }
}

fn rest(path: &[PathSegment], leads_on: impl Fn(&PathSegment) -> bool) -> Option<&[PathSegment]> {
    path.split_first().filter(|(first, _)| leads_on(first)).map(|(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::{parser::parse_query, value};

    #[track_caller]
    fn assert_arranged(document: &str, mut answer: Value, expected: &str) {
        let document = parse_query(document).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        Order::of(&operation.node.selection_set.node, &document).arrange(&mut answer, &Failed::At(Vec::new()));
        assert_eq!(answer.to_string(), expected);
    }

    #[test]
    fn an_answer_comes_in_the_order_of_its_question() {
        assert_arranged(
            "{ b a c: a { z y } }",
            value!({ "c": [{ "y": 1, "z": 2 }, null, { "z": 3, "y": 4 }], "a": 5, "b": 6 }),
            "{b: 6, a: 5, c: [{z: 2, y: 1}, null, {z: 3, y: 4}]}",
        );
    }

    #[test]
    fn fragments_stand_where_they_are_spread() {
        assert_arranged(
            "query { a { one } ...F ... on T { d } a { two } } fragment F on T { c b a { three } }",
            value!({ "b": 1, "a": { "two": 2, "three": 3, "one": 4 }, "c": 5, "d": 6 }),
            "{a: {one: 4, three: 3, two: 2}, c: 5, b: 1, d: 6}",
        );
    }

    #[test]
    fn what_holds_objects_of_its_own_is_left_alone() {
        assert_arranged("{ a }", value!({ "a": { "z": 1, "b": 2 } }), "{a: {z: 1, b: 2}}");
    }
}
