//! What the schema says of its objects and interfaces, as far as it is needed before validation.

use crate::graphql::sdl;
use async_graphql::{
    Name,
    parser::{
        parse_schema,
        types::{TypeKind, TypeSystemDefinition},
    },
};
use std::{collections::HashMap, sync::LazyLock};

/// What of a type leads to others.
#[derive(Debug, Default)]
struct Type {
    is_object: bool,
    interfaces: Vec<String>,
    fields: HashMap<String, String>,
}

/// Objects and interfaces.
static TYPES: LazyLock<HashMap<String, Type>> = LazyLock::new(|| {
    // Without a schema of its own, no type is known, and nothing rests on one.
    let definitions = parse_schema(sdl()).map(|schema| schema.definitions).unwrap_or_default();
    let named = |name: Name| name.as_str().to_owned();
    let types = definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(of) => {
            let (is_object, implements, fields) = match of.node.kind {
                TypeKind::Object(object) => (true, object.implements, object.fields),
                TypeKind::Interface(interface) => (false, interface.implements, interface.fields),
                _ => return None,
            };
            let interfaces = implements.into_iter().map(|interface| named(interface.node)).collect();
            let fields = fields.into_iter().map(|field| {
                let to = super::name_of(&field.node.ty.node.base).clone();
                (named(field.node.name.node), named(to))
            });
            Some((named(of.node.name.node), Type { is_object, interfaces, fields: fields.collect() }))
        }
        _ => None,
    });
    types.collect()
});

/// The object or interface of this name.
pub fn named(name: &str) -> Option<&'static str> {
    TYPES.get_key_value(name).map(|(name, _)| name.as_str())
}

/// The object of this name, if it is one.
pub fn object(name: &str) -> Option<&'static str> {
    TYPES.get_key_value(name).filter(|(_, of)| of.is_object).map(|(name, _)| name.as_str())
}

/// Whether an object is always of a type: its own, or an interface of it.
pub fn is(object: &str, name: &str) -> bool {
    object == name
        || TYPES.get(object).is_some_and(|object| object.interfaces.iter().any(|interface| interface == name))
}

/// What a field of an object or interface leads to, if not to a leaf.
pub fn leads_to(of: &str, field: &str) -> Option<&'static str> {
    named(TYPES.get(of)?.fields.get(field)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemas_types_are_known() {
        assert_eq!(leads_to("Query", "tickets"), Some("TicketConnection"));
        assert_eq!(leads_to("TicketConnection", "nodes"), Some("Ticket"));
        assert_eq!(leads_to("Query", "viewer"), Some("Person"));
        assert_eq!((leads_to("Ticket", "title"), leads_to("Nothing", "x")), (None, None));
        assert!(is("Client", "Person") && is("Client", "Client") && !is("Client", "StaffMember"));
        assert_eq!((object("Ticket"), object("Person"), object("String")), (Some("Ticket"), None, None));
        assert_eq!((named("Person"), named("String")), (Some("Person"), None));
    }
}
