//! Fields that would come back under the same name, and are not the same.
//!
//! The library has this rule too. It reports each conflict, and there may be thousands in thousands of places: the first one
//! that is found here is the last.

use crate::http::error::bad_request;
use async_graphql::{
    Positioned, ServerError,
    parser::types::{ExecutableDocument, Field, Selection, SelectionSet},
};
use std::collections::{HashMap, HashSet};

/// Refuses a document with such fields.
///
/// # Errors
/// BAD_REQUEST, with both places.
pub fn refuse(document: &ExecutableDocument) -> Result<(), ServerError> {
    let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
    operations.chain(fragments).try_for_each(|set| look_through(set, document))
}

fn look_through(set: &SelectionSet, document: &ExecutableDocument) -> Result<(), ServerError> {
    if set.items.len() > 1 || matches!(set.items.first().map(|item| &item.node), Some(Selection::InlineFragment(_))) {
        Fields { document, by_name: HashMap::new(), followed: HashSet::new() }.add(None, set)?;
    }
    set.items.iter().try_for_each(|item| match &item.node {
        Selection::Field(field) => look_through(&field.node.selection_set.node, document),
        Selection::InlineFragment(fragment) => look_through(&fragment.node.selection_set.node, document),
        Selection::FragmentSpread(_) => Ok(()),
    })
}

/// The fields of one selection, fragments unfolded, by the type that they are said to be on and the name that they come back under.
struct Fields<'d> {
    document: &'d ExecutableDocument,
    by_name: HashMap<&'d str, Known<'d>>,
    followed: HashSet<&'d str>,
}

/// The first fields of a name.
#[derive(Default)]
struct Known<'d> {
    /// On whichever type.
    on_any: Option<&'d Positioned<Field>>,
    by_type: HashMap<&'d str, &'d Positioned<Field>>,
}

impl<'d> Fields<'d> {
    fn add(&mut self, on: Option<&'d str>, set: &'d SelectionSet) -> Result<(), ServerError> {
        set.items.iter().try_for_each(|item| match &item.node {
            Selection::Field(field) => self.add_field(on, field),
            Selection::InlineFragment(fragment) => {
                let inner = fragment.node.type_condition.as_ref().map(|on| on.node.on.node.as_str());
                self.add(inner.or(on), &fragment.node.selection_set.node)
            }
            Selection::FragmentSpread(spread) => match self.document.fragments.get(&spread.node.fragment_name.node) {
                Some(fragment) if self.followed.insert(&spread.node.fragment_name.node) => {
                    let on = &fragment.node.type_condition.node.on.node;
                    self.add(Some(on), &fragment.node.selection_set.node)
                }
                _ => Ok(()),
            },
        })
    }

    fn add_field(&mut self, on: Option<&'d str>, field: &'d Positioned<Field>) -> Result<(), ServerError> {
        let known = self.by_name.entry(field.node.response_key().node.as_str()).or_default();
        let check = |first: &Positioned<Field>| {
            if is_same(&first.node, &field.node) { Ok(()) } else { Err(conflict(first, field)) }
        };
        known.on_any.map_or(Ok(()), check)?;
        match on {
            Some(on) => check(known.by_type.entry(on).or_insert(field)),
            // Those that come later are compared with this one.
            None if known.on_any.replace(field).is_none() => known.by_type.values().try_for_each(|first| check(first)),
            None => Ok(()),
        }
    }
}

/// Says that two fields come back under one name and are not the same.
pub(super) fn conflict(one: &Positioned<Field>, other: &Positioned<Field>) -> ServerError {
    let name = &one.node.response_key().node;
    let mut error = bad_request(format!(
        "two fields that come back as `{name}` are not the same, or have different arguments: give one of them an alias"
    ));
    error.locations.extend([one.pos, other.pos]);
    error
}

/// Whether two fields are one, whatever is below them.
pub(super) fn is_same(one: &Field, other: &Field) -> bool {
    one.name.node == other.name.node
        && one.arguments.len() == other.arguments.len()
        && one.arguments.iter().all(|(name, value)| other.get_argument(&name.node).is_some_and(|found| found == value))
}
