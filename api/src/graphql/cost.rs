//! What the fields of the schema cost, by their names: a name costs the same wherever it stands.

use crate::{
    store::{Suggestions, page},
    ticket::matches::MAX_MATCHES,
};
use guichet_domain::excerpt::EXCERPT_PARTS;

/// What it costs to search.
pub const SEARCH: usize = 5_000;
/// How many bytes of arguments cost one.
pub const BYTES_FOR_ONE: usize = 256;

/// What a field costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Price {
    /// One and what is selected of it; or, where it takes `ids`, as many times what is selected.
    One,
    /// A text that may be long: as much as so many others.
    Text(usize),
    /// A list of so many at most.
    Rows(usize),
    /// A list of as many as `first` or `last` say.
    Page,
    /// What the schema says about itself: see [`introspected`].
    Introspection,
}

/// What a field of this name costs.
#[must_use]
pub fn price(field: &str) -> Price {
    match field {
        "accessTokens" | "messages" | "sales" | "tickets" | "timeline" => Price::Page,
        "body" => Price::Text(25),
        "excerpt" => Price::Rows(EXCERPT_PARTS),
        "matches" => Price::Rows(MAX_MATCHES),
        "suggestClients" | "suggestProducts" => Price::Rows(Suggestions::<()>::TOO_MANY),
        "__schema" | "__type" => Price::Introspection,
        _ => Price::One,
    }
}

/// How many rows a page has of which so many are asked for.
#[must_use]
pub fn page_size(asked: Option<i64>) -> usize {
    let size = asked.unwrap_or_else(|| page::DEFAULT_SIZE.into()).clamp(1, page::MAX_SIZE.into());
    usize::try_from(size).unwrap_or(1)
}

/// How many things a field of introspection leads to, about: all types, or what an object of this schema has on average;
/// where most have none, what one that has any has; and of values, what the longest enum has, which may be asked for alone.
#[must_use]
pub fn introspected(field: &str) -> usize {
    match field {
        "types" => 100,
        "fields" => 12,
        "possibleTypes" => 10,
        "directives" => 6,
        "enumValues" => 25,
        "inputFields" => 4,
        "args" | "interfaces" | "locations" => 3,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::{
        parse_schema,
        types::{BaseType, FieldDefinition, TypeKind, TypeSystemDefinition},
    };

    /// The fields of objects, with the names of the objects.
    fn fields() -> Vec<(String, FieldDefinition)> {
        let schema = parse_schema(crate::graphql::sdl()).unwrap();
        let types = schema.definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => Some(definition.node),
            TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
        });
        let with_fields = types.filter_map(|definition| match definition.kind {
            TypeKind::Object(object) => Some((definition.name.node.to_string(), object.fields)),
            TypeKind::Interface(interface) => Some((definition.name.node.to_string(), interface.fields)),
            _ => None,
        });
        with_fields.flat_map(|(name, fields)| fields.into_iter().map(move |field| (name.clone(), field.node))).collect()
    }

    #[test]
    fn every_list_has_its_price() {
        // As many as their page has, or a few words at most.
        let small = ["edges", "nodes", "clients", "products", "errors", "availableActions", "field"];
        for (of, field) in fields() {
            let name = field.name.node.as_str();
            let takes = |argument: &str| field.arguments.iter().any(|taken| taken.node.name.node == argument);
            assert_eq!(price(name) == Price::Page, takes("first"), "{of}.{name}");
            assert_eq!(takes("first"), takes("last"), "{of}.{name}");
            let is_list = matches!(field.ty.node.base, BaseType::List(_));
            assert!(!is_list || matches!(price(name), Price::Rows(_)) || small.contains(&name), "{of}.{name}");
            assert_eq!(introspected(name), 1, "{of}.{name} is called like a field of introspection");
            assert!(!takes("ids") || price(name) == Price::One, "{of}.{name}");
        }
    }

    #[test]
    fn introspection_is_counted_for_what_it_leads_to() {
        let schema = parse_schema(crate::graphql::sdl()).unwrap();
        let types = schema.definitions.iter().filter(|definition| matches!(definition, TypeSystemDefinition::Type(_)));
        // Those of introspection come on top.
        assert!(introspected("types") >= types.count() + 15);
        let fields = fields();
        assert!(introspected("fields") * introspected("types") >= fields.len());
        let arguments: usize = fields.iter().map(|(_, field)| field.arguments.len()).sum();
        assert!(introspected("args") * fields.len() >= arguments);
    }
}
