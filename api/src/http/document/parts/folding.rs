//! Selections made anew, parts of a field together.
//!
//! What is laid out are places of the document as it was; each is written once, where it lands. So all that is made is no more than what
//! the operations unfold into, which was weighed.

use super::{Fragments, Parent, Seen, items};
use crate::http::document::{
    overlap::{conflict, is_same},
    types,
};
use async_graphql::{
    Name, Pos, Positioned, ServerError,
    parser::types::{Field, FragmentDefinition, InlineFragment, Selection, SelectionSet, TypeCondition},
};
use std::collections::{HashMap, HashSet};

type Items<'d> = Vec<&'d Positioned<Selection>>;

/// Selections being made anew.
pub struct Folding<'f> {
    fragments: &'f Fragments,
    /// The fragments that are spread still, and those of them that were not made anew yet.
    spread: HashSet<Name>,
    waiting: Vec<Name>,
}

/// Where something lands.
struct Place<'d> {
    /// Within a fragment on this type.
    on: Option<&'static str>,
    /// What it is of there.
    parent: Parent,
    what: What<'d>,
}

/// What lands somewhere.
enum What<'d> {
    /// A field, and all that is selected below it.
    Field(Pos, &'d Positioned<Field>, Items<'d>),
    /// What stays as it is, but for what is below it, within a fragment on this type.
    Kept(Option<&'static str>, &'d Positioned<Selection>),
}

impl<'d> Place<'d> {
    /// What is selected below a field that is never skipped, if anything is.
    fn part(&mut self) -> Option<(&'d Positioned<Field>, &mut Items<'d>)> {
        match &mut self.what {
            What::Field(_, field, below) if field.node.directives.is_empty() && !below.is_empty() => {
                Some((field, below))
            }
            _ => None,
        }
    }
}

impl<'f> Folding<'f> {
    /// With these fragments.
    pub fn of(fragments: &'f Fragments) -> Self {
        Self { fragments, spread: HashSet::new(), waiting: Vec::new() }
    }

    /// A fragment that was found to be spread still, each once.
    pub fn next_spread(&mut self) -> Option<Name> {
        self.waiting.pop()
    }

    /// A fragment.
    ///
    /// # Errors
    /// See [`super::put_together`].
    pub fn fragment(
        &mut self,
        fragment: &Positioned<FragmentDefinition>,
    ) -> Result<Positioned<FragmentDefinition>, ServerError> {
        let FragmentDefinition { type_condition, directives, selection_set } = &fragment.node;
        let items = self.fold(&items(&selection_set.node), Parent::of(&type_condition.node.on.node))?;
        let (type_condition, directives) = (type_condition.clone(), directives.clone());
        let selection_set = Positioned::new(SelectionSet { items }, selection_set.pos);
        Ok(Positioned::new(FragmentDefinition { type_condition, directives, selection_set }, fragment.pos))
    }

    /// A selection, and all below it: where a field comes in several parts, fragments are written out.
    ///
    /// # Errors
    /// See [`super::put_together`].
    pub fn fold<'d>(
        &mut self,
        items: &[&'d Positioned<Selection>],
        parent: Parent,
    ) -> Result<Vec<Positioned<Selection>>, ServerError>
    where
        'f: 'd,
    {
        if Seen::some_twice(items, parent, self.fragments) {
            return self.write_out(items, parent);
        }
        items.iter().map(|item| self.again(item, parent)).collect()
    }

    /// A selection whose fragments are written out, but for those that may be skipped, and for those within others on another type.
    ///
    /// # Errors
    /// See [`super::put_together`].
    pub fn write_out<'d>(
        &mut self,
        items: &[&'d Positioned<Selection>],
        parent: Parent,
    ) -> Result<Vec<Positioned<Selection>>, ServerError>
    where
        'f: 'd,
    {
        let mut places = Vec::new();
        Around::new(parent).lay_out(items, self.fragments, &mut places);
        let mut all: Vec<Positioned<Selection>> = Vec::new();
        let mut last = None;
        for Place { on, parent, what } in merged(places)? {
            let item = match what {
                What::Field(pos, field, below) => self.field(pos, field, &below, parent)?,
                What::Kept(None, item) => self.again(item, parent)?,
                What::Kept(Some(within), item) => fragment_on(within, self.again(item, parent)?),
            };
            match (on, all.last_mut().map(|last| &mut last.node)) {
                // Those that follow each other on the same type are together.
                (Some(_), Some(Selection::InlineFragment(fragment))) if on == last => {
                    fragment.node.selection_set.node.items.push(item);
                }
                (Some(on), _) => all.push(fragment_on(on, item)),
                (None, _) => all.push(item),
            }
            last = on;
        }
        Ok(all)
    }

    fn again<'d>(
        &mut self,
        item: &'d Positioned<Selection>,
        parent: Parent,
    ) -> Result<Positioned<Selection>, ServerError>
    where
        'f: 'd,
    {
        match &item.node {
            Selection::Field(field) => self.field(item.pos, field, &items(&field.node.selection_set.node), parent),
            Selection::InlineFragment(fragment) => {
                let InlineFragment { type_condition, directives, selection_set } = &fragment.node;
                let items = self.fold(&items(&selection_set.node), parent.within(type_condition.as_ref()))?;
                let (type_condition, directives) = (type_condition.clone(), directives.clone());
                let selection_set = Positioned::new(SelectionSet { items }, selection_set.pos);
                let fragment = InlineFragment { type_condition, directives, selection_set };
                Ok(Positioned::new(Selection::InlineFragment(Positioned::new(fragment, item.pos)), item.pos))
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                if self.spread.insert(name.clone()) {
                    self.waiting.push(name.clone());
                }
                Ok(item.clone())
            }
        }
    }

    fn field<'d>(
        &mut self,
        pos: Pos,
        field: &'d Positioned<Field>,
        below: &[&'d Positioned<Selection>],
        parent: Parent,
    ) -> Result<Positioned<Selection>, ServerError>
    where
        'f: 'd,
    {
        let Field { alias, name, arguments, directives, selection_set } = &field.node;
        let items = self.fold(below, parent.below(&name.node))?;
        let field = Positioned::new(
            Field {
                alias: alias.clone(),
                name: name.clone(),
                arguments: arguments.clone(),
                directives: directives.clone(),
                selection_set: Positioned::new(SelectionSet { items }, selection_set.pos),
            },
            field.pos,
        );
        Ok(Positioned::new(Selection::Field(field), pos))
    }
}

/// The fragments around a selection that is laid out, none of which will be left but the one that it lands in.
#[derive(Clone, Copy)]
struct Around {
    /// That one.
    on: Option<&'static str>,
    /// The type that is stated where it lands.
    stated: Option<&'static str>,
    /// What it was of where it stood.
    parent: Parent,
}

impl Around {
    const fn new(parent: Parent) -> Self {
        Self { on: None, stated: parent.stated, parent }
    }

    /// Lays out what stands here, and what stands in fragments here.
    fn lay_out<'d>(self, items: &[&'d Positioned<Selection>], fragments: &'d Fragments, places: &mut Vec<Place<'d>>) {
        for &item in items {
            let within = match &item.node {
                Selection::Field(field) => {
                    let below = super::items(&field.node.selection_set.node);
                    places.push(self.field(What::Field(item.pos, field, below)));
                    continue;
                }
                Selection::InlineFragment(fragment) if fragment.node.directives.is_empty() => {
                    Some((fragment.node.type_condition.as_ref(), &fragment.node.selection_set))
                }
                Selection::FragmentSpread(spread) if spread.node.directives.is_empty() => {
                    let fragment = fragments.get(&spread.node.fragment_name.node);
                    let fragment = fragment.filter(|fragment| fragment.node.directives.is_empty());
                    fragment.map(|fragment| (Some(&fragment.node.type_condition), &fragment.node.selection_set))
                }
                _ => None,
            };
            let within = within.and_then(|(condition, set)| Some((self.within(condition)?, set)));
            match within {
                Some((within, set)) => within.lay_out(&super::items(&set.node), fragments, places),
                None => places.push(self.kept(item)),
            }
        }
    }

    /// Within one more fragment; `None` when that has to stay.
    fn within(self, condition: Option<&Positioned<TypeCondition>>) -> Option<Self> {
        let parent = self.parent.within(condition);
        let Some(condition) = condition.map(|condition| condition.node.on.node.as_str()) else { return Some(self) };
        if self.parent.is_always(condition) {
            return Some(Self { parent, ..self });
        }
        // Of an object that it does not hold for, or a condition upon another, nothing is laid out.
        let is_first = self.on.is_none() && self.parent.object.is_none();
        let on = types::named(condition).filter(|_| is_first)?;
        Some(Self { on: Some(on), stated: Some(on), parent })
    }

    /// A field lands beside those around it where their type has it.
    fn field(self, what: What<'_>) -> Place<'_> {
        let Self { on, stated, parent } = self;
        if parent.stated == stated || parent.object == stated {
            return Place { on, parent: Parent { stated, ..parent }, what };
        }
        Place { on: parent.stated, parent, what }
    }

    /// What stays keeps what it stood in: elsewhere, its condition could be one that never holds.
    fn kept(self, item: &Positioned<Selection>) -> Place<'_> {
        let Self { on, stated, parent } = self;
        let within = parent.stated.filter(|_| parent.stated != stated);
        Place { on, parent, what: What::Kept(within, item) }
    }
}

/// The same, where the first part of a field holds all that is below the others on the same type.
fn merged(places: Vec<Place<'_>>) -> Result<Vec<Place<'_>>, ServerError> {
    let mut all: Vec<Place<'_>> = Vec::with_capacity(places.len());
    let mut first = HashMap::new();
    for mut place in places {
        let on = place.on;
        let Some((part, below)) = place.part() else {
            all.push(place);
            continue;
        };
        let index = *first.entry((&part.node.response_key().node, on)).or_insert(all.len());
        match all.get_mut(index).and_then(Place::part) {
            None => all.push(place),
            Some((known, items)) if is_same(&known.node, &part.node) => items.append(below),
            Some((known, _)) => return Err(conflict(known, part)),
        }
    }
    Ok(all)
}

fn fragment_on(on: &str, item: Positioned<Selection>) -> Positioned<Selection> {
    let pos = item.pos;
    let condition = TypeCondition { on: Positioned::new(Name::new(on), pos) };
    let selection_set = Positioned::new(SelectionSet { items: vec![item] }, pos);
    let type_condition = Some(Positioned::new(condition, pos));
    let fragment = InlineFragment { type_condition, directives: Vec::new(), selection_set };
    Positioned::new(Selection::InlineFragment(Positioned::new(fragment, pos)), pos)
}
