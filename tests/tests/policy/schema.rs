//! What `schema.graphql` says that there is to ask for.

use async_graphql::parser::{
    parse_schema,
    types::{BaseType, FieldDefinition, ServiceDocument, Type, TypeDefinition, TypeKind, TypeSystemDefinition},
};

/// The committed schema, which the checks compare with what the server prints.
const SDL: &str = include_str!("../../../schema.graphql");

/// A field that leads to an object.
#[derive(Clone, Debug)]
pub struct Link {
    /// The type that has it.
    pub of: String,
    /// Its name.
    pub name: String,
    /// The type that it leads to.
    pub to: String,
    /// Name and type of each argument.
    pub arguments: Vec<(String, String)>,
}

impl Link {
    /// As a row of the table is called.
    pub fn row(&self) -> String {
        format!("{}.{}", self.of, self.name)
    }
}

/// The types, in the order of the file.
pub struct Schema(Vec<TypeDefinition>);

impl Schema {
    pub fn read() -> Self {
        let ServiceDocument { definitions } = parse_schema(SDL).expect("schema.graphql is no schema");
        let types = definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => Some(definition.node),
            TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
        });
        Self(types.collect())
    }

    /// Every query, mutation or subscription. All of them lead to objects: a new one that gives a bare value would have
    /// no row, so it is refused here.
    pub fn operations(&self, root: &str) -> Vec<Link> {
        let links = self.links_of(root);
        assert_eq!(links.len(), self.fields(root).count(), "an operation of {root} leads to no object");
        links
    }

    /// Every field that leads from one object to another.
    pub fn links(&self) -> Vec<Link> {
        let names = self.0.iter().map(|definition| definition.name.node.as_str());
        let below = names.filter(|name| !["Query", "Mutation", "Subscription"].contains(name));
        below.flat_map(|name| self.links_of(name)).collect()
    }

    /// The fields of one type that lead to objects.
    pub fn links_of(&self, name: &str) -> Vec<Link> {
        let links = self.fields(name).filter_map(|field| {
            let to = base(&field.ty.node);
            self.is_object(to).then(|| Link {
                of: name.to_owned(),
                name: field.name.node.to_string(),
                to: to.to_owned(),
                arguments: field
                    .arguments
                    .iter()
                    .map(|argument| (argument.node.name.node.to_string(), argument.node.ty.node.to_string()))
                    .collect(),
            })
        });
        links.collect()
    }

    /// The objects of an interface.
    pub fn implementors(&self, interface: &str) -> Vec<String> {
        let implements = |definition: &&TypeDefinition| match &definition.kind {
            TypeKind::Object(object) => object.implements.iter().any(|name| name.node == interface),
            TypeKind::Scalar
            | TypeKind::Interface(_)
            | TypeKind::Union(_)
            | TypeKind::Enum(_)
            | TypeKind::InputObject(_) => false,
        };
        self.0.iter().filter(implements).map(|definition| definition.name.node.to_string()).collect()
    }

    /// What is asked of an object to know which one it is: its id; for a list, the ids and how many there are; for
    /// anything else, the ids of what it leads to and its numbers, unless something else says more.
    pub fn selection(&self, name: &str) -> String {
        let field = |field: &str| self.fields(name).find(|other| other.name.node == field);
        if field("id").is_some() {
            return "{ id }".to_owned();
        }
        match name {
            "UserError" => return "{ code }".to_owned(),
            "TicketMatch" => return "{ field message { id } }".to_owned(),
            "ExcerptPart" => return "{ text }".to_owned(),
            _ => {}
        }
        if let Some(nodes) = field("nodes").or_else(|| field("node")) {
            let count = field("totalCount").map_or("", |_| " totalCount");
            return format!("{{ {} {}{count} }}", nodes.name.node, self.selection(base(&nodes.ty.node)));
        }
        let telling = self.fields(name).filter_map(|field| {
            let to = base(&field.ty.node);
            if self.fields(to).any(|field| field.name.node == "id") {
                Some(format!("{} {{ id }}", field.name.node))
            } else {
                ["Int", "Boolean"].contains(&to).then(|| field.name.node.to_string())
            }
        });
        let telling: Vec<_> = telling.collect();
        assert!(!telling.is_empty(), "nothing of {name} is worth asking for");
        format!("{{ {} }}", telling.join(" "))
    }

    /// Every place that takes an id: arguments of operations, and parts of inputs.
    pub fn places_of_ids(&self) -> Vec<String> {
        let operations = ["Query", "Mutation", "Subscription"].into_iter().flat_map(|root| self.links_of(root));
        let arguments = operations.flat_map(|link| {
            let of_ids = link.arguments.iter().filter(|(_, kind)| kind.trim_matches(['[', ']', '!']) == "ID");
            of_ids.map(|(name, _)| format!("{}({name})", link.row())).collect::<Vec<_>>()
        });
        let parts = self.0.iter().flat_map(|definition| {
            let parts = match &definition.kind {
                TypeKind::InputObject(input) => input.fields.as_slice(),
                TypeKind::Scalar
                | TypeKind::Object(_)
                | TypeKind::Interface(_)
                | TypeKind::Union(_)
                | TypeKind::Enum(_) => &[],
            };
            let of_ids = parts.iter().map(|part| &part.node).filter(|part| base(&part.ty.node) == "ID");
            of_ids.map(|part| format!("{}.{}", definition.name.node, part.name.node)).collect::<Vec<_>>()
        });
        arguments.chain(parts).collect()
    }

    fn fields(&self, name: &str) -> impl Iterator<Item = &FieldDefinition> {
        let fields = self.named(name).map(|definition| match &definition.kind {
            TypeKind::Object(object) => object.fields.as_slice(),
            TypeKind::Interface(interface) => interface.fields.as_slice(),
            TypeKind::Scalar | TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::InputObject(_) => &[],
        });
        fields.unwrap_or_default().iter().map(|field| &field.node)
    }

    fn is_object(&self, name: &str) -> bool {
        self.named(name).is_some_and(|definition| match definition.kind {
            TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_) => true,
            TypeKind::Scalar | TypeKind::Enum(_) | TypeKind::InputObject(_) => false,
        })
    }

    /// None for the language's own scalars.
    fn named(&self, name: &str) -> Option<&TypeDefinition> {
        self.0.iter().find(|definition| definition.name.node == name)
    }
}

fn base(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => base(inner),
    }
}
