//! The promise made to third parties: what `contract.graphql` names is there, by name and type, and needs nothing more.

use async_graphql::parser::{
    parse_schema,
    types::{FieldDefinition, InputValueDefinition, ServiceDocument, TypeDefinition, TypeKind, TypeSystemDefinition},
};
use std::collections::BTreeMap;

type Types = BTreeMap<String, TypeDefinition>;

fn types(sdl: &str) -> Types {
    let ServiceDocument { definitions } = parse_schema(sdl).expect("this is no schema");
    let types = definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some((definition.node.name.node.to_string(), definition.node)),
        TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
    });
    types.collect()
}

/// All that is promised and not kept.
fn broken(promised: &Types, kept: &Types) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, promise) in promised {
        match kept.get(name) {
            None => broken.push(format!("{name} is missing")),
            Some(kept) => compare(name, &promise.kind, &kept.kind, &mut broken),
        }
    }
    broken
}

fn compare(name: &str, promised: &TypeKind, kept: &TypeKind, broken: &mut Vec<String>) {
    match (promised, kept) {
        (TypeKind::Scalar, TypeKind::Scalar) => {}
        (TypeKind::Object(promised), TypeKind::Object(kept)) => {
            for interface in &promised.implements {
                if !kept.implements.iter().any(|other| other.node == interface.node) {
                    broken.push(format!("{name} no longer implements {}", interface.node));
                }
            }
            fields(name, promised.fields.iter().map(|f| &f.node), kept.fields.iter().map(|f| &f.node), broken);
        }
        (TypeKind::Interface(promised), TypeKind::Interface(kept)) => {
            for interface in &promised.implements {
                if !kept.implements.iter().any(|other| other.node == interface.node) {
                    broken.push(format!("{name} no longer implements {}", interface.node));
                }
            }
            fields(name, promised.fields.iter().map(|f| &f.node), kept.fields.iter().map(|f| &f.node), broken);
        }
        (TypeKind::Enum(promised), TypeKind::Enum(kept)) => {
            for value in &promised.values {
                if !kept.values.iter().any(|other| other.node.value == value.node.value) {
                    broken.push(format!("{name}.{} is missing", value.node.value));
                }
            }
        }
        (TypeKind::InputObject(promised), TypeKind::InputObject(kept)) => {
            inputs(name, promised.fields.iter().map(|f| &f.node), kept.fields.iter().map(|f| &f.node), broken);
        }
        _ => broken.push(format!("{name} is of another kind")),
    }
}

fn fields<'a>(
    name: &str,
    promised: impl Iterator<Item = &'a FieldDefinition>,
    kept: impl Iterator<Item = &'a FieldDefinition>,
    broken: &mut Vec<String>,
) {
    let kept: BTreeMap<_, _> = kept.map(|field| (field.name.node.as_str(), field)).collect();
    for promise in promised {
        let field = format!("{name}.{}", promise.name.node);
        match kept.get(promise.name.node.as_str()) {
            None => broken.push(format!("{field} is missing")),
            Some(kept) => {
                if promise.ty.node.to_string() != kept.ty.node.to_string() {
                    broken.push(format!("{field} is {} instead of {}", kept.ty.node, promise.ty.node));
                }
                let (promised, kept) = (promise.arguments.iter(), kept.arguments.iter());
                inputs(&field, promised.map(|a| &a.node), kept.map(|a| &a.node), broken);
            }
        }
    }
}

fn inputs<'a>(
    name: &str,
    promised: impl Iterator<Item = &'a InputValueDefinition>,
    kept: impl Iterator<Item = &'a InputValueDefinition>,
    broken: &mut Vec<String>,
) {
    let mut kept: BTreeMap<_, _> = kept.map(|input| (input.name.node.as_str(), input)).collect();
    for promise in promised {
        let input = format!("{name}({})", promise.name.node);
        match kept.remove(promise.name.node.as_str()) {
            None => broken.push(format!("{input} is missing")),
            Some(kept) if promise.ty.node.to_string() != kept.ty.node.to_string() => {
                broken.push(format!("{input} is {} instead of {}", kept.ty.node, promise.ty.node));
            }
            Some(_) => {}
        }
    }
    for (extra, kept) in kept {
        if !kept.ty.node.nullable && kept.default_value.is_none() {
            broken.push(format!("{name}({extra}) is new and can't be left out"));
        }
    }
}

#[test]
fn the_schema_keeps_the_promise() {
    let (promised, kept) = (types(include_str!("contract.graphql")), types(&guichet_api::graphql::sdl()));
    assert!(promised.len() > 50, "the promise was not read");
    assert_eq!(broken(&promised, &kept), [""; 0]);
}

#[test]
fn a_broken_promise_shows() {
    let promised = types("type A { a(x: Int): Int! b: Int } enum E { X } input I { a: Int }");
    let kept = types("type A { a(y: Int!): Int } enum E { Y } input I { a: Int b: Int! c: Int! = 1 d: Int }");
    assert_eq!(
        broken(&promised, &kept),
        [
            "A.a is Int instead of Int!",
            "A.a(x) is missing",
            "A.a(y) is new and can't be left out",
            "A.b is missing",
            "E.X is missing",
            "I(b) is new and can't be left out",
        ]
    );
}
