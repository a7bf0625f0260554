//! Fields in several parts, as tools write them that put a document together from fragments: `{ a { b } a { c } }` is `{ a { b c } }`.
//!
//! The library resolves each part, and puts the answers together: what a mutation does would be done twice, and a list that changes in
//! between would be a mixture of two. So parts become one field before anything runs, where they are surely of the same object: never
//! skipped, and on the same type. A document without parts is left as it is.

use super::{
    overlap::{conflict, is_same},
    types,
};
use crate::http::error::bad_request;
use async_graphql::{
    Name, Positioned, ServerError,
    parser::types::{
        DocumentOperations, ExecutableDocument, Field, FragmentDefinition, InlineFragment, OperationDefinition,
        OperationType, Selection, SelectionSet, TypeCondition,
    },
};
use std::collections::{HashMap, HashSet};

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// Makes one field of all parts, in a document whose fragments run in no circle. Says whether it changed.
///
/// # Errors
/// BAD_REQUEST, when two parts are not of the same field, or have different arguments.
pub fn put_together(document: &mut ExecutableDocument) -> Result<bool, ServerError> {
    if !has_parts(document) {
        return Ok(false);
    }
    let (before, fragments) = (spread(document), document.fragments.clone());
    let operations: Vec<_> = match &mut document.operations {
        DocumentOperations::Single(operation) => vec![operation],
        DocumentOperations::Multiple(operations) => operations.values_mut().collect(),
    };
    for operation in operations {
        let of = root(operation.node.ty);
        fold(&mut operation.node.selection_set.node, Some(of), &fragments)?;
    }
    for fragment in document.fragments.values_mut() {
        let on = types::object(&fragment.node.type_condition.node.on.node);
        fold(&mut fragment.node.selection_set.node, on, &fragments)?;
    }
    // What is written out by now is spread nowhere any more.
    let after = spread(document);
    document.fragments.retain(|name, _| after.contains(name) || !before.contains(name));
    Ok(true)
}

/// Refuses what would be done twice: a mutation with a field in several parts.
///
/// # Errors
/// BAD_REQUEST.
pub fn refuse_twice(operation: &OperationDefinition, fragments: &Fragments) -> Result<(), ServerError> {
    let set = &operation.selection_set;
    if operation.ty != OperationType::Mutation || !Seen::some_twice(&set.node, Some(root(operation.ty)), fragments) {
        return Ok(());
    }
    let mut error = bad_request("a mutation selects a field twice, of which one may be skipped: select it once");
    error.locations.push(set.pos);
    Err(error)
}

/// Whether some field of the document is in several parts.
pub fn has_parts(document: &ExecutableDocument) -> bool {
    fn within(set: &SelectionSet, of: Option<&'static str>, fragments: &Fragments) -> bool {
        Seen::some_twice(set, of, fragments) || below(set, of, fragments)
    }
    fn below(set: &SelectionSet, of: Option<&'static str>, fragments: &Fragments) -> bool {
        set.items.iter().any(|item| match &item.node {
            Selection::Field(field) => {
                let to = of.and_then(|of| types::leads_to(of, &field.node.name.node));
                within(&field.node.selection_set.node, to, fragments)
            }
            Selection::InlineFragment(fragment) => {
                let (_, of) = narrowed(None, of, fragment.node.type_condition.as_ref());
                below(&fragment.node.selection_set.node, of, fragments)
            }
            Selection::FragmentSpread(_) => false,
        })
    }
    let mut operations = document.operations.iter();
    let is_in_some = operations.any(|(_, operation)| {
        within(&operation.node.selection_set.node, Some(root(operation.node.ty)), &document.fragments)
    });
    is_in_some
        || document.fragments.values().any(|fragment| {
            let on = types::object(&fragment.node.type_condition.node.on.node);
            within(&fragment.node.selection_set.node, on, &document.fragments)
        })
}

const fn root(kind: OperationType) -> &'static str {
    match kind {
        OperationType::Query => "Query",
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    }
}

/// The condition under which a selection within another is made, and the object that it is surely of: a condition that always holds is
/// none.
fn narrowed<'d>(
    on: Option<&'d Name>,
    of: Option<&'static str>,
    condition: Option<&'d Positioned<TypeCondition>>,
) -> (Option<&'d Name>, Option<&'static str>) {
    match condition.map(|condition| &condition.node.on.node) {
        Some(condition) if !of.is_some_and(|of| types::is(of, condition)) => {
            (Some(condition), types::object(condition))
        }
        _ => (on, of),
    }
}

/// Fields with something below them, by the name that they come back under.
struct Seen<'d> {
    fragments: &'d Fragments,
    /// The types that they were selected on, and whether on any.
    by_name: HashMap<&'d Name, (HashSet<&'d Name>, bool)>,
}

impl<'d> Seen<'d> {
    /// Whether one comes twice in a selection, fragments unfolded, that may be of the same object.
    fn some_twice(set: &'d SelectionSet, of: Option<&'static str>, fragments: &'d Fragments) -> bool {
        // Most selections are of fields alone, of which one is none too many.
        let is_field = |item: &Positioned<Selection>| matches!(item.node, Selection::Field(_));
        let may_have = set.items.len() > 1 || !set.items.iter().all(is_field);
        may_have && Seen { fragments, by_name: HashMap::new() }.some_twice_in(set, None, of)
    }

    fn some_twice_in(&mut self, set: &'d SelectionSet, on: Option<&'d Name>, of: Option<&'static str>) -> bool {
        set.items.iter().any(|item| match &item.node {
            Selection::Field(field) => {
                let is_leaf = field.node.selection_set.node.items.is_empty();
                !is_leaf && self.is_second(&field.node.response_key().node, on)
            }
            Selection::InlineFragment(fragment) => {
                let (on, of) = narrowed(on, of, fragment.node.type_condition.as_ref());
                self.some_twice_in(&fragment.node.selection_set.node, on, of)
            }
            Selection::FragmentSpread(spread) => {
                self.fragments.get(&spread.node.fragment_name.node).is_some_and(|fragment| {
                    let (on, of) = narrowed(on, of, Some(&fragment.node.type_condition));
                    self.some_twice_in(&fragment.node.selection_set.node, on, of)
                })
            }
        })
    }

    fn is_second(&mut self, name: &'d Name, on: Option<&'d Name>) -> bool {
        let (on_some, on_any) = self.by_name.entry(name).or_default();
        match on {
            Some(on) => !on_some.insert(on) || *on_any,
            None => std::mem::replace(on_any, true) || !on_some.is_empty(),
        }
    }
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

/// Makes one field of the parts in a selection, and in all below it, where they are of the same object.
fn fold(set: &mut SelectionSet, of: Option<&'static str>, fragments: &Fragments) -> Result<(), ServerError> {
    if Seen::some_twice(set, of, fragments) {
        let mut places = Vec::new();
        lay_out(std::mem::take(&mut set.items), (None, of), fragments, &mut places);
        set.items = selections(merged(places)?);
    }
    set.items.iter_mut().try_for_each(|item| match &mut item.node {
        Selection::Field(field) => {
            let to = of.and_then(|of| types::leads_to(of, &field.node.name.node));
            fold(&mut field.node.selection_set.node, to, fragments)
        }
        Selection::InlineFragment(fragment) => {
            let (_, of) = narrowed(None, of, fragment.node.type_condition.as_ref());
            fold(&mut fragment.node.selection_set.node, of, fragments)
        }
        Selection::FragmentSpread(_) => Ok(()),
    })
}

/// A selection, and the condition under which it is made.
struct Place {
    on: Option<Positioned<TypeCondition>>,
    item: Positioned<Selection>,
}

impl Place {
    /// A field with something below it that is never skipped.
    const fn field(&mut self) -> Option<&mut Positioned<Field>> {
        match &mut self.item.node {
            Selection::Field(field)
                if field.node.directives.is_empty() && !field.node.selection_set.node.items.is_empty() =>
            {
                Some(field)
            }
            _ => None,
        }
    }
}

/// Writes out fragments that are never skipped, but for those within others on another type.
fn lay_out(
    items: Vec<Positioned<Selection>>,
    (on, of): (Option<&Positioned<TypeCondition>>, Option<&'static str>),
    fragments: &Fragments,
    places: &mut Vec<Place>,
) {
    for item in items {
        let within = match &item.node {
            Selection::InlineFragment(fragment) if fragment.node.directives.is_empty() => {
                let InlineFragment { type_condition, selection_set, .. } = &fragment.node;
                Some((type_condition.as_ref(), selection_set))
            }
            Selection::FragmentSpread(spread) if spread.node.directives.is_empty() => {
                let fragment = fragments.get(&spread.node.fragment_name.node);
                let fragment = fragment.filter(|fragment| fragment.node.directives.is_empty());
                fragment.map(|fragment| (Some(&fragment.node.type_condition), &fragment.node.selection_set))
            }
            _ => None,
        };
        let within = within.and_then(|(condition, set)| {
            let (name, inner) = narrowed(None, of, condition);
            match (on, name) {
                (_, None) => Some((on, inner, set)),
                (None, Some(_)) => Some((condition, inner, set)),
                (Some(outer), Some(name)) => (outer.node.on.node == *name).then_some((on, inner, set)),
            }
        });
        match within {
            Some((on, of, set)) => lay_out(set.node.items.clone(), (on, of), fragments, places),
            None => places.push(Place { on: on.cloned(), item }),
        }
    }
}

/// The same, where the first part of a field holds all that is below the others on the same type.
fn merged(places: Vec<Place>) -> Result<Vec<Place>, ServerError> {
    let mut all: Vec<Place> = Vec::with_capacity(places.len());
    let mut first = HashMap::new();
    for mut place in places {
        let on = place.on.as_ref().map(|on| on.node.on.node.clone());
        let Some(part) = place.field() else {
            all.push(place);
            continue;
        };
        let name = part.node.response_key().node.clone();
        let index = *first.entry((name, on)).or_insert(all.len());
        match all.get_mut(index).and_then(Place::field) {
            None => all.push(place),
            Some(known) if is_same(&known.node, &part.node) => {
                let below = std::mem::take(&mut part.node.selection_set.node.items);
                known.node.selection_set.node.items.extend(below);
            }
            Some(known) => return Err(conflict(known, part)),
        }
    }
    Ok(all)
}

/// As a document has them: those that follow each other on the same type, together.
fn selections(places: Vec<Place>) -> Vec<Positioned<Selection>> {
    let mut all: Vec<Positioned<Selection>> = Vec::new();
    let mut last: Option<Name> = None;
    for Place { on, item } in places {
        let name = on.as_ref().map(|on| on.node.on.node.clone());
        let Some(on) = on else {
            all.push(item);
            last = None;
            continue;
        };
        match all.last_mut().map(|last| &mut last.node) {
            Some(Selection::InlineFragment(fragment)) if last == name => {
                fragment.node.selection_set.node.items.push(item);
            }
            _ => {
                let pos = item.pos;
                let selection_set = Positioned::new(SelectionSet { items: vec![item] }, pos);
                let fragment = InlineFragment { type_condition: Some(on), directives: Vec::new(), selection_set };
                all.push(Positioned::new(Selection::InlineFragment(Positioned::new(fragment, pos)), pos));
            }
        }
        last = name;
    }
    all
}

#[cfg(test)]
mod tests;
