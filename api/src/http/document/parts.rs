//! Fields in several parts, as tools write them that put a document together from fragments: `{ a { b } a { c } }` is `{ a { b c } }`.
//!
//! The library resolves each part, and puts the answers together: what a mutation does would be done twice, and a list that changes in
//! between would be a mixture of two. So parts become one field before anything runs.
//!
//! Interfaces of this schema have leaves alone. So a field with something below it, selected of a type itself and within a fragment, is
//! of the same type in both.

use crate::http::error::bad_request;
use async_graphql::{
    Name, Positioned, ServerError,
    parser::types::{
        DocumentOperations, ExecutableDocument, Field, FragmentDefinition, InlineFragment, OperationType, Selection,
        SelectionSet, TypeCondition,
    },
};
use std::collections::{HashMap, HashSet};

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// Makes one field of all parts, in a document whose fragments run in no circle. Says whether some are left: those of which one may be
/// skipped.
///
/// # Errors
/// BAD_REQUEST, when such are left of what a mutation does.
pub fn put_together(document: &mut ExecutableDocument) -> Result<bool, ServerError> {
    if !has_parts_anywhere(document) {
        return Ok(false);
    }
    let (before, fragments) = (spread(document), document.fragments.clone());
    let operations: Vec<_> = match &mut document.operations {
        DocumentOperations::Single(operation) => vec![operation],
        DocumentOperations::Multiple(operations) => operations.values_mut().collect(),
    };
    let operations = operations.into_iter().map(|operation| &mut operation.node.selection_set.node);
    let defined = document.fragments.values_mut().map(|fragment| &mut fragment.node.selection_set.node);
    operations.chain(defined).for_each(|set| fold(set, &fragments));
    // What is written out by now is spread nowhere any more.
    let after = spread(document);
    document.fragments.retain(|name, _| after.contains(name) || !before.contains(name));
    for (_, operation) in document.operations.iter() {
        let set = &operation.node.selection_set;
        if operation.node.ty == OperationType::Mutation && has_parts(&set.node, &document.fragments) {
            let mut error =
                bad_request("a mutation selects one field twice, of which one may be skipped: select it once");
            error.locations.push(set.pos);
            return Err(error);
        }
    }
    Ok(has_parts_anywhere(document))
}

fn has_parts_anywhere(document: &ExecutableDocument) -> bool {
    let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
    operations.chain(fragments).any(|set| has_parts_within(set, &document.fragments))
}

fn has_parts_within(set: &SelectionSet, fragments: &Fragments) -> bool {
    has_parts(set, fragments)
        || set.items.iter().any(|item| match &item.node {
            Selection::Field(field) => has_parts_within(&field.node.selection_set.node, fragments),
            Selection::InlineFragment(fragment) => has_parts_within(&fragment.node.selection_set.node, fragments),
            Selection::FragmentSpread(_) => false,
        })
}

/// Whether some field with something below it comes twice in this selection, fragments unfolded.
fn has_parts(set: &SelectionSet, fragments: &Fragments) -> bool {
    // Most selections are of fields alone, of which one is none too many.
    let is_field = |item: &Positioned<Selection>| matches!(item.node, Selection::Field(_));
    let may_have = set.items.len() > 1 || !set.items.iter().all(is_field);
    may_have && !Seen { fragments, by_name: HashMap::new() }.all_once(set, None)
}

struct Seen<'d> {
    fragments: &'d Fragments,
    /// The types that fields of a name were selected on.
    by_name: HashMap<&'d Name, Vec<Option<&'d Name>>>,
}

impl<'d> Seen<'d> {
    fn all_once(&mut self, set: &'d SelectionSet, on: Option<&'d Name>) -> bool {
        set.items.iter().all(|item| match &item.node {
            Selection::Field(field) => {
                let is_leaf = field.node.selection_set.node.items.is_empty();
                is_leaf || self.is_first(&field.node.response_key().node, on)
            }
            Selection::InlineFragment(fragment) => {
                let on = fragment.node.type_condition.as_ref().map(|on| &on.node.on.node).or(on);
                self.all_once(&fragment.node.selection_set.node, on)
            }
            Selection::FragmentSpread(spread) => {
                self.fragments.get(&spread.node.fragment_name.node).is_none_or(|fragment| {
                    let on = Some(&fragment.node.type_condition.node.on.node);
                    self.all_once(&fragment.node.selection_set.node, on)
                })
            }
        })
    }

    fn is_first(&mut self, name: &'d Name, on: Option<&'d Name>) -> bool {
        let known = self.by_name.entry(name).or_default();
        let is_first = !known.iter().any(|known| may_be_same(*known, on));
        known.push(on);
        is_first
    }
}

fn may_be_same(one: Option<&Name>, other: Option<&Name>) -> bool {
    one.is_none() || other.is_none() || one == other
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

/// Makes one field of the parts in this selection, and in all below it.
fn fold(set: &mut SelectionSet, fragments: &Fragments) {
    if has_parts(set, fragments) {
        let mut places = Vec::new();
        lay_out(std::mem::take(&mut set.items), None, fragments, &mut places);
        set.items = selections(merged(places));
    }
    for item in &mut set.items {
        match &mut item.node {
            Selection::Field(field) => fold(&mut field.node.selection_set.node, fragments),
            Selection::InlineFragment(fragment) => fold(&mut fragment.node.selection_set.node, fragments),
            Selection::FragmentSpread(_) => {}
        }
    }
}

/// A selection, and the type on which it is made.
struct Place {
    on: Option<Positioned<TypeCondition>>,
    item: Positioned<Selection>,
}

impl Place {
    fn on(&self) -> Option<&Name> {
        self.on.as_ref().map(|on| &on.node.on.node)
    }

    /// A field with something below it that is never skipped.
    const fn field(&mut self) -> Option<&mut Field> {
        match &mut self.item.node {
            Selection::Field(field)
                if field.node.directives.is_empty() && !field.node.selection_set.node.items.is_empty() =>
            {
                Some(&mut field.node)
            }
            _ => None,
        }
    }
}

/// Writes out fragments that are never skipped.
fn lay_out(
    items: Vec<Positioned<Selection>>,
    on: Option<&Positioned<TypeCondition>>,
    fragments: &Fragments,
    places: &mut Vec<Place>,
) {
    let may_be_on = |inner: &Positioned<TypeCondition>| on.is_none_or(|on| on.node.on.node == inner.node.on.node);
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
        match within {
            Some((inner, set)) if inner.is_none_or(may_be_on) => {
                lay_out(set.node.items.clone(), inner.or(on), fragments, places);
            }
            _ => places.push(Place { on: on.cloned(), item }),
        }
    }
}

/// The same, where the first part of a field holds all that is below the others.
fn merged(places: Vec<Place>) -> Vec<Place> {
    let mut all: Vec<Place> = Vec::with_capacity(places.len());
    for mut place in places {
        let on = place.on.clone();
        let on_type = on.as_ref().map(|on| &on.node.on.node);
        let first = place.field().and_then(|part| {
            let name = &part.response_key().node;
            let is_first = |known: &mut Place| {
                may_be_same(known.on(), on_type)
                    && known.field().is_some_and(|field| field.response_key().node == *name)
            };
            all.iter_mut().position(is_first)
        });
        let part = first.and_then(|first| Some((first, std::mem::take(&mut place.field()?.selection_set.node.items))));
        match part {
            Some((first, below)) => {
                if let Some(field) = all[first].field() {
                    field.selection_set.node.items.extend(below);
                }
                if on.is_none() {
                    all[first].on = None;
                }
            }
            None => all.push(place),
        }
    }
    all
}

fn selections(places: Vec<Place>) -> Vec<Positioned<Selection>> {
    let within = |Place { on, item }| match on {
        None => item,
        Some(on) => {
            let pos = item.pos;
            let selection_set = Positioned::new(SelectionSet { items: vec![item] }, pos);
            let fragment = InlineFragment { type_condition: Some(on), directives: Vec::new(), selection_set };
            Positioned::new(Selection::InlineFragment(Positioned::new(fragment, pos)), pos)
        }
    };
    places.into_iter().map(within).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::sdl;
    use async_graphql::parser::{
        parse_query, parse_schema,
        types::{TypeKind, TypeSystemDefinition},
    };

    /// What is selected, fragments as they stand.
    fn written(set: &SelectionSet) -> String {
        let item = |item: &Positioned<Selection>| {
            let directives: String =
                item.node.directives().iter().map(|directive| format!(" @{}", directive.node.name.node)).collect();
            match &item.node {
                Selection::Field(field) => {
                    let below = &field.node.selection_set.node;
                    let below = if below.items.is_empty() { String::new() } else { format!(" {}", written(below)) };
                    format!("{}{directives}{below}", field.node.response_key().node)
                }
                Selection::InlineFragment(fragment) => {
                    let on = fragment.node.type_condition.as_ref();
                    let on = on.map(|on| format!(" on {}", on.node.on.node)).unwrap_or_default();
                    format!("...{on}{directives} {}", written(&fragment.node.selection_set.node))
                }
                Selection::FragmentSpread(spread) => format!("...{}{directives}", spread.node.fragment_name.node),
            }
        };
        format!("{{ {} }}", set.items.iter().map(item).collect::<Vec<_>>().join(" "))
    }

    #[track_caller]
    fn assert_put_together(document: &str, expected: &str, left: &[&str], has_parts: bool) {
        let mut document = parse_query(document).unwrap();
        assert_eq!(put_together(&mut document).unwrap(), has_parts);
        let (_, operation) = document.operations.iter().next().unwrap();
        assert_eq!(written(&operation.node.selection_set.node), expected);
        let mut fragments: Vec<_> = document.fragments.keys().map(Name::as_str).collect();
        fragments.sort_unstable();
        assert_eq!(fragments, left);
    }

    #[test]
    fn parts_become_one_field() {
        assert_put_together("{ a { b } c a { d } }", "{ a { b d } c }", &[], false);
        assert_put_together("{ a { b { c } } a { b { d } } }", "{ a { b { c d } } }", &[], false);
        assert_put_together("{ a { b } ... { a { c } } }", "{ a { b c } }", &[], false);
        assert_put_together(
            "{ ...A ...B } fragment A on Q { x a { b } } fragment B on Q { a { ...C } y } fragment C on T { c }",
            "{ ... on Q { x } ... on Q { a { b ...C } } ... on Q { y } }",
            &["C"],
            false,
        );
        assert_put_together(
            "mutation { ...F ...F } fragment F on M { a { b } }",
            "{ ... on M { a { b b } } }",
            &[],
            false,
        );
        assert_put_together("{ ...F a { c } } fragment F on Q { a { b } }", "{ a { b c } }", &[], false);
    }

    #[test]
    fn what_is_of_several_types_stays_apart() {
        let document = "{ v { ... on C { a { b } } ... on S { a { c } } } }";
        assert_put_together(document, &document.replace("  ", " "), &[], false);
        let parts = "{ v { ... on C { a { b } } ... on S { a { c } } ... on C { a { d } } } }";
        assert_put_together(parts, "{ v { ... on C { a { b d } } ... on S { a { c } } } }", &[], false);
    }

    #[test]
    fn what_may_be_skipped_stays_apart_and_no_mutation_has_it() {
        let parts = "{ a { b } a @include { c } }";
        assert_put_together(parts, parts, &[], true);
        let mut mutation =
            parse_query("mutation { a { b } ...F @skip(if: true) } fragment F on M { a { c } }").unwrap();
        assert!(put_together(&mut mutation).is_err());
    }

    #[test]
    fn interfaces_have_leaves_alone() {
        let schema = parse_schema(sdl()).unwrap();
        let types: Vec<_> = schema
            .definitions
            .iter()
            .filter_map(|definition| match definition {
                TypeSystemDefinition::Type(of) => Some((of.node.name.node.as_str(), &of.node.kind)),
                _ => None,
            })
            .collect();
        let objects = types.iter().filter(|(_, kind)| matches!(kind, TypeKind::Object(_) | TypeKind::Interface(_)));
        let objects: Vec<_> = objects.map(|(name, _)| *name).collect();
        let mut count = 0;
        for (name, kind) in &types {
            let TypeKind::Interface(interface) = kind else { continue };
            count += 1;
            for field in &interface.fields {
                let of = super::super::name_of(&field.node.ty.node.base);
                assert!(!objects.contains(&of.as_str()), "{name}.{}", field.node.name.node);
            }
        }
        assert!(count > 1);
    }

    #[test]
    fn nothing_else_is_touched() {
        let document = "query { a { b ...F } c { ...F d { e } } } fragment F on T { f { g } }";
        assert_put_together(document, "{ a { b ...F } c { ...F d { e } } }", &["F"], false);
        let unused = "{ a { b } a { c } } fragment F on T { f }";
        assert_put_together(unused, "{ a { b c } }", &["F"], false);
    }
}
