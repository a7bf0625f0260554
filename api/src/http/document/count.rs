//! What a document has, counted as it stands or as it unfolds. Called for what is within the bounds.

use async_graphql::{
    Positioned,
    parser::types::{ExecutableDocument, Selection, SelectionSet},
};

/// How many fields it has at its root, fragments unfolded.
pub fn roots(set: &SelectionSet, document: &ExecutableDocument) -> usize {
    let below = |item: &Positioned<Selection>| match &item.node {
        Selection::Field(_) => 1,
        Selection::InlineFragment(fragment) => roots(&fragment.node.selection_set.node, document),
        Selection::FragmentSpread(spread) => {
            let fragment = document.fragments.get(&spread.node.fragment_name.node);
            fragment.map_or(0, |found| roots(&found.node.selection_set.node, document))
        }
    };
    set.items.iter().map(below).sum()
}

/// How many selections a document has, as it stands.
pub fn written(document: &ExecutableDocument) -> usize {
    fn all(set: &SelectionSet) -> usize {
        let within = |item: &Positioned<Selection>| match &item.node {
            Selection::Field(field) => 1 + all(&field.node.selection_set.node),
            Selection::InlineFragment(fragment) => 1 + all(&fragment.node.selection_set.node),
            Selection::FragmentSpread(_) => 1,
        };
        set.items.iter().map(within).sum()
    }
    let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
    operations.chain(fragments).map(all).sum()
}

/// How many fields it has, fragments unfolded: no more than were weighed.
pub fn fields(set: &SelectionSet, document: &ExecutableDocument) -> usize {
    let within = |item: &Positioned<Selection>| match &item.node {
        Selection::Field(field) => 1 + fields(&field.node.selection_set.node, document),
        Selection::InlineFragment(fragment) => fields(&fragment.node.selection_set.node, document),
        Selection::FragmentSpread(spread) => {
            let fragment = document.fragments.get(&spread.node.fragment_name.node);
            fragment.map_or(0, |found| fields(&found.node.selection_set.node, document))
        }
    };
    set.items.iter().map(within).sum()
}
