//! What the schema says of its objects, as far as it is needed before validation.

use crate::graphql::sdl;
use async_graphql::{
    Name,
    parser::{
        parse_schema,
        types::{TypeKind, TypeSystemDefinition},
    },
};
use std::{collections::HashMap, sync::LazyLock};

/// An object's interfaces, and what each of its fields leads to.
#[derive(Debug, Default)]
struct Object {
    interfaces: Vec<String>,
    fields: HashMap<String, String>,
}

static OBJECTS: LazyLock<HashMap<String, Object>> = LazyLock::new(|| {
    // Without a schema of its own, no type is known, and nothing rests on one.
    let definitions = parse_schema(sdl()).map(|schema| schema.definitions).unwrap_or_default();
    let objects = definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(of) => match of.node.kind {
            TypeKind::Object(object) => Some((of.node.name.node, object)),
            _ => None,
        },
        _ => None,
    });
    let named = |name: Name| name.as_str().to_owned();
    objects
        .map(|(name, object)| {
            let interfaces = object.implements.into_iter().map(|interface| named(interface.node)).collect();
            let fields = object.fields.into_iter().map(|field| {
                let to = super::name_of(&field.node.ty.node.base).clone();
                (named(field.node.name.node), named(to))
            });
            (named(name), Object { interfaces, fields: fields.collect() })
        })
        .collect()
});

/// The object of this name, if it is one.
pub fn object(name: &Name) -> Option<&'static str> {
    OBJECTS.get_key_value(name.as_str()).map(|(name, _)| name.as_str())
}

/// Whether an object is always of a type: its own, or an interface of it.
pub fn is(object: &str, name: &Name) -> bool {
    object == name.as_str()
        || OBJECTS
            .get(object)
            .is_some_and(|object| object.interfaces.iter().any(|interface| interface == name.as_str()))
}

/// The object that a field of an object leads to; none for an interface or a leaf.
pub fn leads_to(of: &str, field: &Name) -> Option<&'static str> {
    let to = OBJECTS.get(of)?.fields.get(field.as_str())?;
    OBJECTS.get_key_value(to).map(|(name, _)| name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemas_objects_are_known() {
        let of = |of: &str, field: &str| leads_to(of, &Name::new(field));
        assert_eq!(of("Query", "tickets"), Some("TicketConnection"));
        assert_eq!(of("TicketConnection", "nodes"), Some("Ticket"));
        assert_eq!((of("Query", "viewer"), of("Ticket", "title"), of("Nothing", "x")), (None, None, None));
        assert!(is("Client", &Name::new("Person")) && is("Client", &Name::new("Client")));
        assert!(!is("Client", &Name::new("StaffMember")));
        assert_eq!((object(&Name::new("Ticket")), object(&Name::new("Person"))), (Some("Ticket"), None));
    }
}
