//! Objects of which nothing is left.
//!
//! What is selected of an object may all be for other types, or skipped. Its answer is `{}` then; the library's is null, which says that
//! there is no such object. So where that may be, the name of its type is asked for as well, under a name that no document can have.

use crate::graphql::HIDDEN;
use async_graphql::{
    Name, Positioned,
    parser::types::{DocumentOperations, ExecutableDocument, Field, OperationType, Selection, SelectionSet},
};

/// Sees to it that something is left of every object.
pub fn keep(document: &mut ExecutableDocument) {
    let hidden = Name::new(HIDDEN);
    let operations: Vec<_> = match &mut document.operations {
        DocumentOperations::Single(operation) => vec![operation],
        DocumentOperations::Multiple(operations) => operations.values_mut().collect(),
    };
    for operation in operations {
        let of_root = &mut operation.node.selection_set;
        // The one field of a subscription is what it is about.
        if operation.node.ty == OperationType::Subscription {
            below(&mut of_root.node, &hidden);
        } else {
            keep_in(of_root, &hidden);
        }
    }
    for fragment in document.fragments.values_mut() {
        below(&mut fragment.node.selection_set.node, &hidden);
    }
}

fn keep_in(set: &mut Positioned<SelectionSet>, hidden: &Name) {
    below(&mut set.node, hidden);
    let is_left = |item: &Positioned<Selection>| matches!(&item.node, Selection::Field(field) if field.node.directives.is_empty());
    if set.node.items.is_empty() || set.node.items.iter().any(is_left) {
        return;
    }
    let at = |name: Name| Positioned::new(name, set.pos);
    let field = Field {
        alias: Some(at(hidden.clone())),
        name: at(Name::new("__typename")),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: Positioned::new(SelectionSet::default(), set.pos),
    };
    set.node.items.push(Positioned::new(Selection::Field(Positioned::new(field, set.pos)), set.pos));
}

fn below(set: &mut SelectionSet, hidden: &Name) {
    for item in &mut set.items {
        match &mut item.node {
            Selection::Field(field) => keep_in(&mut field.node.selection_set, hidden),
            Selection::InlineFragment(fragment) => below(&mut fragment.node.selection_set.node, hidden),
            Selection::FragmentSpread(_) => {}
        }
    }
}
