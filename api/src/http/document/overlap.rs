//! Fields that would come back under the same name, and are not the same.
//!
//! The library has this rule too. It reports each conflict, and there may be thousands in thousands of places: the first one
//! that is found here is the last.
//!
//! Those that are the same are one field in several parts, as tools write it that put a document together from fragments.

use crate::http::error::bad_request;
use async_graphql::{
    Positioned, ServerError,
    parser::types::{ExecutableDocument, Field, Selection, SelectionSet},
};
use std::collections::{HashMap, HashSet};

/// Refuses a document with such fields. Says whether some field that leads to a list is in several parts.
///
/// # Errors
/// BAD_REQUEST, with both places.
pub fn refuse(document: &ExecutableDocument) -> Result<bool, ServerError> {
    let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
    let mut reader = Reader { document, known: HashMap::new(), merges_lists: false };
    operations.chain(fragments).try_for_each(|set| reader.look_through(set))?;
    Ok(reader.merges_lists)
}

struct Reader<'d> {
    document: &'d ExecutableDocument,
    /// Fragments, and whether they lead to a list.
    known: HashMap<&'d str, bool>,
    merges_lists: bool,
}

impl<'d> Reader<'d> {
    fn look_through(&mut self, set: &'d SelectionSet) -> Result<(), ServerError> {
        let first = set.items.first().map(|item| &item.node);
        if set.items.len() > 1 || matches!(first, Some(Selection::InlineFragment(_) | Selection::FragmentSpread(_))) {
            let (by_name, parts) = (HashMap::new(), HashMap::new());
            let mut fields = Fields { document: self.document, by_name, parts, followed: HashSet::new() };
            fields.add(None, set)?;
            let mut parted = fields.parts.into_values().filter(|parts| parts.len() > 1);
            self.merges_lists =
                self.merges_lists || parted.any(|parts| parts.iter().any(|part| self.leads_to_list(part)));
        }
        set.items.iter().try_for_each(|item| match &item.node {
            Selection::Field(field) => self.look_through(&field.node.selection_set.node),
            Selection::InlineFragment(fragment) => self.look_through(&fragment.node.selection_set.node),
            Selection::FragmentSpread(_) => Ok(()),
        })
    }

    fn leads_to_list(&mut self, set: &'d SelectionSet) -> bool {
        set.items.iter().any(|item| match &item.node {
            Selection::Field(field) => {
                matches!(field.node.name.node.as_str(), "nodes" | "edges")
                    || self.leads_to_list(&field.node.selection_set.node)
            }
            Selection::InlineFragment(fragment) => self.leads_to_list(&fragment.node.selection_set.node),
            Selection::FragmentSpread(spread) => {
                let name = spread.node.fragment_name.node.as_str();
                self.known.get(name).copied().unwrap_or_else(|| {
                    let fragment = self.document.fragments.get(name);
                    let leads = fragment.is_some_and(|found| self.leads_to_list(&found.node.selection_set.node));
                    self.known.insert(name, leads);
                    leads
                })
            }
        })
    }
}

/// The fields of one selection, fragments unfolded, by the type that they are said to be on and the name that they come back under.
struct Fields<'d> {
    document: &'d ExecutableDocument,
    by_name: HashMap<(Option<&'d str>, &'d str), &'d Positioned<Field>>,
    /// What is selected below each name, on whichever type.
    parts: HashMap<&'d str, Vec<&'d SelectionSet>>,
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
        if !field.node.selection_set.node.items.is_empty() {
            self.parts.entry(name).or_default().push(&field.node.selection_set.node);
        }
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
