//! The schema as third parties read it.

use super::sdl;
use async_graphql::parser::{
    parse_schema,
    types::{
        ConstDirective, FieldDefinition, InputValueDefinition, TypeDefinition, TypeKind,
        TypeSystemDefinition as Definition,
    },
};
use async_graphql::{Name, Positioned};

/// The specification's own directives, which the library prints.
const STANDARD: [&str; 5] = ["include", "skip", "deprecated", "specifiedBy", "oneOf"];

#[test]
fn every_type_of_a_variable_is_known() {
    let mut named =
        vec!["Boolean".to_owned(), "Float".to_owned(), "ID".to_owned(), "Int".to_owned(), "String".to_owned()];
    for definition in parse_schema(sdl()).unwrap().definitions {
        let Definition::Type(Positioned { node: definition, .. }) = definition else { continue };
        if matches!(definition.kind, TypeKind::Scalar | TypeKind::Enum(_) | TypeKind::InputObject(_)) {
            named.push(definition.name.node.to_string());
        }
    }
    named.sort();
    assert_eq!(named, super::INPUTS);
}

type Description<'s> = Option<&'s Positioned<String>>;

/// What a reader of the schema is left alone with, by path.
#[derive(Default)]
struct Gaps(Vec<String>);

impl Gaps {
    fn of(sdl: &str) -> Vec<String> {
        let mut gaps = Self::default();
        for definition in parse_schema(sdl).expect("this is no schema").definitions {
            match definition {
                Definition::Type(definition) => gaps.read_type(&definition.node),
                Definition::Directive(directive) if !STANDARD.contains(&directive.node.name.node.as_str()) => {
                    let name = format!("@{}", directive.node.name.node);
                    gaps.read(&name, directive.node.description.as_ref(), &[]);
                    gaps.read_inputs(&name, &directive.node.arguments);
                }
                Definition::Directive(_) | Definition::Schema(_) => {}
            }
        }
        gaps.0
    }

    fn read(&mut self, path: &str, description: Description<'_>, directives: &[Positioned<ConstDirective>]) {
        if description.is_none_or(|text| text.node.trim().is_empty()) {
            self.0.push(format!("{path} has no description"));
        }
        if has(directives, "deprecated") {
            self.0.push(format!("{path} is deprecated"));
        }
    }

    fn read_type(&mut self, definition: &TypeDefinition) {
        let name = definition.name.node.as_str();
        self.read(name, definition.description.as_ref(), &definition.directives);
        match &definition.kind {
            TypeKind::Scalar if has(&definition.directives, "specifiedBy") => {}
            TypeKind::Scalar => self.0.push(format!("{name} has no @specifiedBy")),
            TypeKind::Object(object) => self.read_fields(name, &object.fields),
            TypeKind::Interface(interface) => self.read_fields(name, &interface.fields),
            TypeKind::Union(_) => {}
            TypeKind::Enum(values) => {
                for Positioned { node: value, .. } in &values.values {
                    let path = member(name, &value.value.node);
                    self.read(&path, value.description.as_ref(), &value.directives);
                }
            }
            TypeKind::InputObject(input) => self.read_inputs(name, &input.fields),
        }
    }

    fn read_fields(&mut self, parent: &str, fields: &[Positioned<FieldDefinition>]) {
        for Positioned { node: field, .. } in fields {
            let path = member(parent, &field.name.node);
            self.read(&path, field.description.as_ref(), &field.directives);
            self.read_inputs(&path, &field.arguments);
        }
    }

    fn read_inputs(&mut self, parent: &str, inputs: &[Positioned<InputValueDefinition>]) {
        for Positioned { node: input, .. } in inputs {
            let path = member(parent, &input.name.node);
            self.read(&path, input.description.as_ref(), &input.directives);
        }
    }
}

fn member(parent: &str, name: &Name) -> String {
    format!("{parent}.{name}")
}

fn has(directives: &[Positioned<ConstDirective>], name: &str) -> bool {
    directives.iter().any(|directive| directive.node.name.node == name)
}

#[test]
fn everything_in_the_schema_says_what_it_stands_for() {
    assert_eq!(Gaps::of(&sdl()), [""; 0]);
}

#[test]
fn every_gap_shows() {
    let sdl = r#"
        scalar S
        "d" scalar T @specifiedBy(url: "https://example.org")
        "d" type A implements B { a: Int "d" b("d" x: Int y: Int): Int "d" c: Int @deprecated }
        interface B { "" a: Int }
        "d" enum E { X "d" Y @deprecated(reason: "Z") }
        "d" input I { a: Int "d" b: Int }
        "d" union U = A
        directive @d(x: Int) on FIELD
        directive @skip(if: Boolean!) on FIELD
    "#;
    assert_eq!(
        Gaps::of(sdl),
        [
            "S has no description",
            "S has no @specifiedBy",
            "A.a has no description",
            "A.b.y has no description",
            "A.c is deprecated",
            "B has no description",
            "B.a has no description",
            "E.X has no description",
            "E.Y is deprecated",
            "I.a has no description",
            "@d has no description",
            "@d.x has no description",
        ]
    );
}
