//! What in a schema breaks programs that were written for an earlier one.
//!
//! A program that passes over what it does not know goes on working when something is added. It breaks when something is
//! gone, when it gets what it did not get before, and when what it sends is no longer taken.

#[cfg(test)]
mod tests;

use anyhow::{Context, Result};
use async_graphql_parser::{
    Positioned, parse_schema,
    types::{
        BaseType, DirectiveDefinition, FieldDefinition, InputValueDefinition, SchemaDefinition, Type, TypeKind,
        TypeSystemDefinition,
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
};

/// Everything of `released` that a program can no longer rely on, each worded for a person, and the same in every run.
///
/// # Errors
/// One of the two is no schema.
pub fn breaking(released: &str, now: &str) -> Result<BTreeSet<String>> {
    let (released, now) = (Schema::parse(released).context("the released schema")?, Schema::parse(now)?);
    let mut broken = Broken::default();
    broken.roots(&released, &now);
    for (name, old) in &released.types {
        match now.types.get(name) {
            None => broken.add(format!("{name} is gone")),
            Some(new) => broken.kind(name, old, new),
        }
    }
    for (name, old) in &released.directives {
        match now.directives.get(name) {
            None => broken.add(format!("@{name} is gone")),
            Some(new) => broken.directive(&format!("@{name}"), old, new),
        }
    }
    Ok(broken.0)
}

/// A schema by name.
#[derive(Default)]
struct Schema {
    types: BTreeMap<String, TypeKind>,
    directives: BTreeMap<String, DirectiveDefinition>,
    roots: BTreeMap<&'static str, String>,
}

impl Schema {
    fn parse(sdl: &str) -> Result<Self> {
        let mut schema = Self::default();
        for definition in parse_schema(sdl).context("this is no schema")?.definitions {
            match definition {
                TypeSystemDefinition::Type(Positioned { node, .. }) => {
                    schema.types.insert(node.name.node.to_string(), node.kind);
                }
                TypeSystemDefinition::Directive(Positioned { node, .. }) => {
                    schema.directives.insert(node.name.node.to_string(), node);
                }
                TypeSystemDefinition::Schema(Positioned { node, .. }) => {
                    let SchemaDefinition { query, mutation, subscription, .. } = node;
                    let roots = [("query", query), ("mutation", mutation), ("subscription", subscription)];
                    let given = roots.into_iter().filter_map(|(root, name)| Some((root, name?.node.to_string())));
                    schema.roots.extend(given);
                }
            }
        }
        Ok(schema)
    }
}

#[derive(Default)]
struct Broken(BTreeSet<String>);

impl Broken {
    fn add(&mut self, change: String) {
        self.0.insert(change);
    }

    fn roots(&mut self, released: &Schema, now: &Schema) {
        for (root, old) in &released.roots {
            match now.roots.get(root) {
                None => self.add(format!("the schema's {root} is gone")),
                Some(new) if new != old => self.add(format!("the schema's {root} is {new} and was {old}")),
                Some(_) => {}
            }
        }
    }

    fn kind(&mut self, name: &str, old: &TypeKind, new: &TypeKind) {
        match (old, new) {
            (TypeKind::Scalar, TypeKind::Scalar) => {}
            (TypeKind::Object(old), TypeKind::Object(new)) => {
                self.names(&format!("{name} no longer implements"), &old.implements, &new.implements);
                self.fields(name, &old.fields, &new.fields);
            }
            (TypeKind::Interface(old), TypeKind::Interface(new)) => {
                self.names(&format!("{name} no longer implements"), &old.implements, &new.implements);
                self.fields(name, &old.fields, &new.fields);
            }
            (TypeKind::Union(old), TypeKind::Union(new)) => {
                self.names(&format!("{name} no longer holds"), &old.members, &new.members);
            }
            (TypeKind::Enum(old), TypeKind::Enum(new)) => {
                for value in old.values.iter().map(|value| &value.node.value.node) {
                    if !new.values.iter().any(|other| other.node.value.node == *value) {
                        self.add(format!("{name}.{value} is gone"));
                    }
                }
            }
            (TypeKind::InputObject(old), TypeKind::InputObject(new)) => {
                self.inputs(|field| format!("{name}.{field}"), &old.fields, &new.fields);
            }
            (old, new) => self.add(format!("{name} is {} and was {}", called(new), called(old))),
        }
    }

    fn names<N: Display + PartialEq>(&mut self, what: &str, old: &[Positioned<N>], new: &[Positioned<N>]) {
        for name in old.iter().map(|name| &name.node) {
            if !new.iter().any(|other| other.node == *name) {
                self.add(format!("{what} {name}"));
            }
        }
    }

    fn fields(&mut self, parent: &str, old: &[Positioned<FieldDefinition>], new: &[Positioned<FieldDefinition>]) {
        for Positioned { node: old, .. } in old {
            let path = format!("{parent}.{}", old.name.node);
            let Some(Positioned { node: new, .. }) = new.iter().find(|new| new.node.name.node == old.name.node) else {
                self.add(format!("{path} is gone"));
                continue;
            };
            if !is_within(&new.ty.node, &old.ty.node) {
                self.add(format!("{path} is {} and was {}", new.ty.node, old.ty.node));
            }
            self.inputs(|argument| format!("{path}({argument}:)"), &old.arguments, &new.arguments);
        }
    }

    fn directive(&mut self, path: &str, old: &DirectiveDefinition, new: &DirectiveDefinition) {
        self.inputs(|argument| format!("{path}({argument}:)"), &old.arguments, &new.arguments);
        for location in old.locations.iter().map(|location| location.node) {
            if !new.locations.iter().any(|other| other.node == location) {
                self.add(format!("{path} no longer goes on {location:?}"));
            }
        }
    }

    /// Arguments or fields of an input.
    fn inputs(
        &mut self,
        path: impl Fn(&str) -> String,
        old: &[Positioned<InputValueDefinition>],
        new: &[Positioned<InputValueDefinition>],
    ) {
        for Positioned { node: old, .. } in old {
            let path = path(&old.name.node);
            match new.iter().find(|new| new.node.name.node == old.name.node) {
                None => self.add(format!("{path} is gone")),
                Some(new) => self.input(&path, old, &new.node),
            }
        }
        for Positioned { node: new, .. } in new {
            let is_new = !old.iter().any(|old| old.node.name.node == new.name.node);
            if is_new && !can_be_left_out(new) {
                self.add(format!("{} is new and can't be left out", path(&new.name.node)));
            }
        }
    }

    fn input(&mut self, path: &str, old: &InputValueDefinition, new: &InputValueDefinition) {
        if !is_within(&old.ty.node, &new.ty.node) {
            self.add(format!("{path} is {} and was {}", new.ty.node, old.ty.node));
        }
        let default = |input: &InputValueDefinition| input.default_value.as_ref().map(|value| value.node.to_string());
        let (was, is) = (default(old), default(new));
        // Nobody left out what could not be.
        if can_be_left_out(old) && was != is {
            let shown = |value: Option<String>| value.unwrap_or_else(|| "nothing".to_owned());
            self.add(format!("{path} stands for {} when left out and stood for {}", shown(is), shown(was)));
        }
    }
}

fn can_be_left_out(input: &InputValueDefinition) -> bool {
    input.ty.node.nullable || input.default_value.is_some()
}

/// Whether every value of the type `narrow` is one of the type `wide`.
fn is_within(narrow: &Type, wide: &Type) -> bool {
    let is_base_within = match (&narrow.base, &wide.base) {
        (BaseType::Named(narrow), BaseType::Named(wide)) => narrow == wide,
        (BaseType::List(narrow), BaseType::List(wide)) => is_within(narrow, wide),
        (BaseType::Named(_), BaseType::List(_)) | (BaseType::List(_), BaseType::Named(_)) => false,
    };
    is_base_within && (wide.nullable || !narrow.nullable)
}

const fn called(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Scalar => "a scalar",
        TypeKind::Object(_) => "an object",
        TypeKind::Interface(_) => "an interface",
        TypeKind::Union(_) => "a union",
        TypeKind::Enum(_) => "an enum",
        TypeKind::InputObject(_) => "an input",
    }
}
