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
    by_name: HashMap<(Option<&'d str>, &'d str), &'d Positioned<Field>>,
    followed: HashSet<&'d str>,
}

impl<'d> Fields<'d> {
    fn add(&mut self, on: Option<&'d str>, set: &'d SelectionSet) -> Result<(), ServerError> {
        set.items.iter().try_for_each(|item| match &item.node {
            Selection::Field(field) => self.add_field(on, field),
            Selection::InlineFragment(fragment) => {
                let on = fragment.node.type_condition.as_ref().map(|on| on.node.on.node.as_str());
                self.add(on, &fragment.node.selection_set.node)
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
        let name = field.node.response_key().node.as_str();
        let first = *self.by_name.entry((on, name)).or_insert(field);
        if is_same(&first.node, &field.node) {
            return Ok(());
        }
        let mut error = bad_request(format!(
            "two fields that come back as `{name}` are not the same, or have different arguments: give one of them an alias"
        ));
        error.locations.extend([first.pos, field.pos]);
        Err(error)
    }
}

fn is_same(one: &Field, other: &Field) -> bool {
    one.name.node == other.name.node
        && one.arguments.len() == other.arguments.len()
        && one.arguments.iter().all(|(name, value)| other.get_argument(&name.node).is_some_and(|found| found == value))
}
