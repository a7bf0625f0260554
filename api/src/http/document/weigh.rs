//! How much a document unfolds into, without unfolding it: each fragment is counted once, however often it is spread.

use super::{
    Bounds,
    arguments::{Arguments, Defined, Weight},
};
use crate::{
    graphql::MAX_DIRECTIVES,
    http::error::{bad_request, too_complex},
};
use async_graphql::{
    Name, Positioned, ServerError,
    parser::types::{Directive, ExecutableDocument, FragmentSpread, Selection, SelectionSet},
};
use std::collections::HashMap;

/// What a selection holds once its fragments are unfolded. Sums stop at the largest number instead of wrapping.
#[derive(Clone, Debug, Default)]
struct Tally {
    fields: usize,
    aliases: usize,
    directives: usize,
    roots: usize,
    depth: usize,
    /// Selections inside one another, itself one of them.
    levels: usize,
    arguments: Arguments,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.fields = self.fields.saturating_add(other.fields);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.roots = self.roots.saturating_add(other.roots);
        self.depth = self.depth.max(other.depth);
        self.levels = self.levels.max(other.levels);
        self.arguments.add(&other.arguments);
    }

    fn add_directives(&mut self, directives: &[Positioned<Directive>], defined: &Defined) {
        self.directives = self.directives.saturating_add(directives.len());
        directives.iter().for_each(|directive| self.arguments.take(&directive.node.arguments, defined));
    }
}

/// Refuses a document whose operations, or whose fragments alone, unfold past the bounds. Gives its arguments.
pub fn weigh(document: &ExecutableDocument, bounds: &Bounds) -> Result<Weight, ServerError> {
    let defined = Defined::of(document);
    let mut weigher = Weigher { document, bounds, defined: &defined, known: HashMap::new(), levels: 0 };
    let mut total = Tally::default();
    for (_, operation) in document.operations.iter() {
        let mut tally = weigher.selection(&operation.node.selection_set.node)?;
        if tally.roots > bounds.root_fields {
            return Err(too_complex("fields at the root of an operation", tally.roots, bounds.root_fields));
        }
        tally.add_directives(&operation.node.directives, &defined);
        let defined = operation.node.variable_definitions.iter();
        tally.directives += defined.map(|variable| variable.node.directives.len()).sum::<usize>();
        total.add(&tally);
    }
    // Validation visits unused fragments too.
    for (name, fragment) in &document.fragments {
        if !weigher.known.contains_key(name) {
            let tally = weigher.fragment(name, &fragment.node.selection_set.node)?;
            total.add(&tally);
        }
    }
    for (what, asked, allowed) in [
        ("fields, fragments unfolded,", total.fields, bounds.fields),
        ("aliases, fragments unfolded,", total.aliases, bounds.aliases),
        ("directives, fragments unfolded,", total.directives, bounds.directives),
        ("fields inside one another", total.depth, bounds.depth),
    ] {
        if asked > allowed {
            return Err(too_complex(what, asked, allowed));
        }
    }
    // Validation would put in what the request gives for it, and refuse it then.
    if let Some(name) = total.arguments.undefined() {
        return Err(bad_request(format!("variable `${name}` is not defined")));
    }
    Ok(Weight::of(total.arguments, defined))
}

struct Weigher<'d> {
    document: &'d ExecutableDocument,
    bounds: &'d Bounds,
    defined: &'d Defined,
    /// The fragments met so far; nothing yet for those being counted, so that a circle is seen.
    known: HashMap<&'d Name, Option<Tally>>,
    levels: usize,
}

impl<'d> Weigher<'d> {
    /// A chain of fragments nests without brackets: its levels count like theirs.
    fn selection(&mut self, set: &'d SelectionSet) -> Result<Tally, ServerError> {
        // Below a leaf there is none.
        if set.items.is_empty() {
            return Ok(Tally::default());
        }
        self.descend(1)?;
        self.levels += 1;
        let mut tally = Tally::default();
        for item in &set.items {
            let inner = match &item.node {
                Selection::Field(field) => {
                    self.refuse_many(field.node.arguments.len())?;
                    let directives = field.node.directives.len();
                    if directives > MAX_DIRECTIVES {
                        return Err(too_complex("directives on one field", directives, MAX_DIRECTIVES));
                    }
                    let mut inner = self.selection(&field.node.selection_set.node)?;
                    inner.fields = inner.fields.saturating_add(1);
                    inner.aliases = inner.aliases.saturating_add(usize::from(field.node.alias.is_some()));
                    inner.roots = 1;
                    inner.depth += 1;
                    inner.arguments.take(&field.node.arguments, self.defined);
                    inner
                }
                Selection::InlineFragment(fragment) => self.selection(&fragment.node.selection_set.node)?,
                Selection::FragmentSpread(spread) => self.spread(&spread.node)?,
            };
            tally.add(&inner);
            for directive in item.node.directives() {
                self.refuse_many(directive.node.arguments.len())?;
            }
            tally.add_directives(item.node.directives(), self.defined);
            // What unfolds past the bound is not weighed to its end.
            if tally.fields > self.bounds.fields {
                return Err(too_complex("fields, fragments unfolded,", tally.fields, self.bounds.fields));
            }
        }
        tally.levels += 1;
        self.levels -= 1;
        Ok(tally)
    }

    /// Two fields that come back under one name are compared argument by argument.
    fn refuse_many(&self, arguments: usize) -> Result<(), ServerError> {
        if arguments > self.bounds.arguments_of_one {
            return Err(too_complex("arguments of one field or directive", arguments, self.bounds.arguments_of_one));
        }
        Ok(())
    }

    /// Refuses so many levels more.
    fn descend(&self, levels: usize) -> Result<(), ServerError> {
        let asked = self.levels + levels;
        if asked > self.bounds.levels {
            return Err(too_complex("selections inside one another", asked, self.bounds.levels));
        }
        Ok(())
    }

    fn spread(&mut self, spread: &'d FragmentSpread) -> Result<Tally, ServerError> {
        let name = &spread.fragment_name.node;
        let refused = |message| {
            let mut error = bad_request(message);
            error.locations.push(spread.fragment_name.pos);
            Err(error)
        };
        match (self.known.get(name), self.document.fragments.get(name)) {
            (Some(Some(tally)), _) => {
                self.descend(tally.levels)?;
                Ok(tally.clone())
            }
            (Some(None), _) => refused(format!("fragment `{name}` spreads itself")),
            (None, Some(fragment)) => self.fragment(name, &fragment.node.selection_set.node),
            // Without a weight of its own it would be followed for nothing, however often.
            (None, None) => refused(format!("there is no fragment `{name}`")),
        }
    }

    fn fragment(&mut self, name: &'d Name, set: &'d SelectionSet) -> Result<Tally, ServerError> {
        self.known.insert(name, None);
        let mut tally = self.selection(set)?;
        if let Some(fragment) = self.document.fragments.get(name) {
            tally.add_directives(&fragment.node.directives, self.defined);
        }
        self.known.insert(name, Some(tally.clone()));
        Ok(tally)
    }
}
