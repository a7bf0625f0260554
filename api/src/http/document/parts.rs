//! Fields in several parts, as tools write them that put a document together from fragments: `{ a { b } a { c } }` is `{ a { b c } }`.
//!
//! The library resolves each part, and puts the answers together: what a mutation does would be done twice, and a list that changes in
//! between would be a mixture of two. So parts become one field before anything runs, where they are surely of the same object: never
//! skipped, and on the same type. A document without parts is left as it is.
//!
//! What comes out is validated like any document: a field lands where its type is stated, or keeps a condition that states it.

mod folding;
mod parent;

use crate::http::error::bad_request;
use async_graphql::{
    Name, Positioned, ServerError,
    parser::types::{
        DocumentOperations, ExecutableDocument, FragmentDefinition, OperationDefinition, OperationType, Selection,
        SelectionSet, TypeCondition,
    },
};
use folding::Folding;
use parent::Parent;
use std::collections::{HashMap, HashSet};

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// Makes one field of all parts, in a document whose fragments run in no circle, and of what stands at the root of a subscription,
/// which the library does not look for in fragments. Says whether it changed.
///
/// # Errors
/// BAD_REQUEST, when two parts are not of the same field, or have different arguments.
pub fn put_together(document: &mut ExecutableDocument) -> Result<bool, ServerError> {
    let mut operations = document.operations.iter();
    if !operations.any(|(_, operation)| has_root_in_fragment(&operation.node)) && !has_parts(document) {
        return Ok(false);
    }
    let before = spread(document);
    let fragments = std::mem::take(&mut document.fragments);
    let mut folding = Folding::of(&fragments);
    let operations: Vec<_> = match &mut document.operations {
        DocumentOperations::Single(operation) => vec![operation],
        DocumentOperations::Multiple(operations) => operations.values_mut().collect(),
    };
    for Positioned { node: operation, .. } in operations {
        let (parent, is_subscription) = (Parent::root(operation.ty), operation.ty == OperationType::Subscription);
        let set = std::mem::take(&mut operation.selection_set.node);
        let items: Vec<_> = set.items.iter().collect();
        let folded = if is_subscription { folding.write_out(&items, parent) } else { folding.fold(&items, parent) };
        operation.selection_set.node.items = folded?;
    }
    // What was written out everywhere is spread nowhere any more.
    while let Some(name) = folding.next_spread() {
        if let Some((name, fragment)) = fragments.get_key_value(&name) {
            document.fragments.insert(name.clone(), folding.fragment(fragment)?);
        }
    }
    // What never was spread is for validation to find.
    document.fragments.extend(fragments.into_iter().filter(|(name, _)| !before.contains(name)));
    Ok(true)
}

fn has_root_in_fragment(operation: &OperationDefinition) -> bool {
    let is_field = |item: &Positioned<Selection>| matches!(item.node, Selection::Field(_));
    operation.ty == OperationType::Subscription && !operation.selection_set.node.items.iter().all(is_field)
}

/// Refuses what would be done twice: a mutation with a field in several parts.
///
/// # Errors
/// BAD_REQUEST.
pub fn refuse_twice(operation: &OperationDefinition, fragments: &Fragments) -> Result<(), ServerError> {
    let set = &operation.selection_set;
    if operation.ty != OperationType::Mutation
        || !Seen::some_twice(&items(&set.node), Parent::root(operation.ty), fragments)
    {
        return Ok(());
    }
    let mut error = bad_request("a mutation selects a field twice, of which one may be skipped: select it once");
    error.locations.push(set.pos);
    Err(error)
}

/// Whether some field of the document is in several parts.
pub fn has_parts(document: &ExecutableDocument) -> bool {
    fn within(set: &SelectionSet, parent: Parent, fragments: &Fragments) -> bool {
        Seen::some_twice(&items(set), parent, fragments) || below(set, parent, fragments)
    }
    fn below(set: &SelectionSet, parent: Parent, fragments: &Fragments) -> bool {
        set.items.iter().any(|item| match &item.node {
            Selection::Field(field) => {
                within(&field.node.selection_set.node, parent.below(&field.node.name.node), fragments)
            }
            Selection::InlineFragment(fragment) => {
                let parent = parent.within(fragment.node.type_condition.as_ref());
                below(&fragment.node.selection_set.node, parent, fragments)
            }
            Selection::FragmentSpread(_) => false,
        })
    }
    let mut operations = document.operations.iter();
    let is_in_some = operations.any(|(_, operation)| {
        within(&operation.node.selection_set.node, Parent::root(operation.node.ty), &document.fragments)
    });
    is_in_some
        || document.fragments.values().any(|fragment| {
            let parent = Parent::of(&fragment.node.type_condition.node.on.node);
            within(&fragment.node.selection_set.node, parent, &document.fragments)
        })
}

fn items(set: &SelectionSet) -> Vec<&Positioned<Selection>> {
    set.items.iter().collect()
}

/// Fields with something below them, by the name that they come back under.
struct Seen<'d> {
    fragments: &'d Fragments,
    /// The types that they were selected on, and whether on any.
    by_name: HashMap<&'d Name, (HashSet<&'d Name>, bool)>,
}

impl<'d> Seen<'d> {
    /// Whether one comes twice in a selection, fragments unfolded, that may be of the same object.
    fn some_twice(items: &[&'d Positioned<Selection>], parent: Parent, fragments: &'d Fragments) -> bool {
        // Most selections are of fields alone, of which one is none too many.
        let is_field = |item: &&Positioned<Selection>| matches!(item.node, Selection::Field(_));
        let may_have = items.len() > 1 || !items.iter().all(is_field);
        let mut seen = Seen { fragments, by_name: HashMap::new() };
        may_have && items.iter().any(|item| seen.is_twice(item, None, parent))
    }

    fn is_twice(&mut self, item: &'d Positioned<Selection>, on: Option<&'d Name>, parent: Parent) -> bool {
        match &item.node {
            Selection::Field(field) => {
                let is_leaf = field.node.selection_set.node.items.is_empty();
                !is_leaf && self.is_second(&field.node.response_key().node, on)
            }
            Selection::InlineFragment(fragment) => {
                let (on, parent) = narrowed(on, parent, fragment.node.type_condition.as_ref());
                let mut items = fragment.node.selection_set.node.items.iter();
                items.any(|item| self.is_twice(item, on, parent))
            }
            Selection::FragmentSpread(spread) => {
                self.fragments.get(&spread.node.fragment_name.node).is_some_and(|fragment| {
                    let (on, parent) = narrowed(on, parent, Some(&fragment.node.type_condition));
                    let mut items = fragment.node.selection_set.node.items.iter();
                    items.any(|item| self.is_twice(item, on, parent))
                })
            }
        }
    }

    fn is_second(&mut self, name: &'d Name, on: Option<&'d Name>) -> bool {
        let (on_some, on_any) = self.by_name.entry(name).or_default();
        match on {
            Some(on) => !on_some.insert(on) || *on_any,
            None => std::mem::replace(on_any, true) || !on_some.is_empty(),
        }
    }
}

/// The condition under which what is within another is selected, and what that is of: a condition that always holds is none.
fn narrowed<'d>(
    on: Option<&'d Name>,
    parent: Parent,
    condition: Option<&'d Positioned<TypeCondition>>,
) -> (Option<&'d Name>, Parent) {
    let inner = parent.within(condition);
    let name = condition.map(|condition| &condition.node.on.node);
    (name.filter(|name| !parent.is_always(name)).or(on), inner)
}

/// The fragments that operations spread.
fn spread(document: &ExecutableDocument) -> HashSet<Name> {
    fn add(set: &SelectionSet, fragments: &Fragments, found: &mut HashSet<Name>) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => add(&field.node.selection_set.node, fragments, found),
                Selection::InlineFragment(fragment) => add(&fragment.node.selection_set.node, fragments, found),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if found.insert(name.clone())
                        && let Some(fragment) = fragments.get(name)
                    {
                        add(&fragment.node.selection_set.node, fragments, found);
                    }
                }
            }
        }
    }
    let mut found = HashSet::new();
    for (_, operation) in document.operations.iter() {
        add(&operation.node.selection_set.node, &document.fragments, &mut found);
    }
    found
}

#[cfg(test)]
mod tests;
