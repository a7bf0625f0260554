//! What is told to several: the changes of a queue, worked out once for all subscribers who ask alike and may see the same, and
//! answers that are told again.

use super::RequestContext;
use crate::feed::{
    answers::Asked,
    queue::{Followed, Queue, QueueChange},
};
use async_graphql::{
    Context, Positioned,
    parser::types::{FragmentDefinition, Selection, SelectionSet},
};
use std::{
    collections::HashMap,
    hash::{BuildHasher, Hash, Hasher, RandomState},
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

/// Seeded at random: nobody can make two selections look alike.
static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// The fields whose values depend on the object and on what the viewer may see and do, and on nothing else of the viewer.
const IMPERSONAL: [&str; 45] = [
    "__typename",
    "actor",
    "at",
    "author",
    "availableActions",
    "body",
    "client",
    "counts",
    "cursor",
    "designation",
    "email",
    "event",
    "firstAnsweredAt",
    "firstName",
    "fromStatus",
    "id",
    "inProgress",
    "kind",
    "lastActivityAt",
    "lastMessage",
    "lastName",
    "message",
    "number",
    "onSale",
    "open",
    "openedAt",
    "postedAt",
    "priority",
    "product",
    "reference",
    "resolved",
    "resolvedAt",
    "resolvedBy",
    "role",
    "sale",
    "seller",
    "serialNumber",
    "soldOn",
    "status",
    "ticket",
    "title",
    "toStatus",
    "waitingOn",
    "waitingOnClient",
    "waitingOnStaff",
];

/// The fields of the root whose answers may be shared, with what leads below them to nothing that is the viewer's own.
const SHARED_ROOTS: [&str; 5] = ["suggestClients", "suggestProducts", "ticket", "ticketCounts", "tickets"];
/// What they lead to beside [`IMPERSONAL`].
const LISTS: [&str; 16] = [
    "clients",
    "edges",
    "endCursor",
    "feedCursor",
    "hasNextPage",
    "hasPreviousPage",
    "messages",
    "node",
    "nodes",
    "pageInfo",
    "products",
    "sales",
    "startCursor",
    "timeline",
    "tooMany",
    "totalCount",
];

/// Whether the answer to a query depends on its variables, on what its viewer may see and do, and on nothing else of the
/// viewer.
#[must_use]
pub fn is_impersonal(
    query: &SelectionSet,
    fragments: &HashMap<async_graphql::Name, Positioned<FragmentDefinition>>,
) -> bool {
    let root = |name: &str| SHARED_ROOTS.contains(&name);
    let below = |name: &str| IMPERSONAL.contains(&name) || LISTS.contains(&name) || name == "tickets";
    holds_only(query, fragments, &root, &below)
}

fn holds_only(
    selection: &SelectionSet,
    fragments: &HashMap<async_graphql::Name, Positioned<FragmentDefinition>>,
    here: &dyn Fn(&str) -> bool,
    below: &dyn Fn(&str) -> bool,
) -> bool {
    selection.items.iter().all(|selected| match &selected.node {
        Selection::Field(field) => {
            let field = &field.node;
            here(field.name.node.as_str()) && holds_only(&field.selection_set.node, fragments, below, below)
        }
        Selection::InlineFragment(fragment) => holds_only(&fragment.node.selection_set.node, fragments, here, below),
        Selection::FragmentSpread(spread) => fragments
            .get(&spread.node.fragment_name.node)
            .is_some_and(|fragment| holds_only(&fragment.node.selection_set.node, fragments, here, below)),
    })
}

/// Where the resolver of a queue leaves what it watches, when its changes are told alike to all who ask alike: whoever runs
/// the subscription tells them then, each written once for all (`http/tell`).
#[derive(Clone, Default)]
pub struct Handover(Arc<Mutex<Option<Watch>>>);

/// A queue that is watched.
pub struct Watch {
    /// Which.
    pub queue: Queue,
    /// What happens to it.
    pub followed: Followed,
    /// What its readers have in common.
    pub asked: Asked,
}

impl Handover {
    /// Leaves a queue.
    pub fn leave(&self, watch: Watch) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(watch);
    }

    /// Takes what was left.
    #[must_use]
    pub fn take(&self) -> Option<Watch> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The one change that a subscription shall tell, instead of all that come.
#[derive(Clone, Debug)]
pub struct OneChange(pub QueueChange);

/// What a subscription asks of each change; `None` where the answers are its subscriber's own.
pub fn asked(ctx: &Context<'_>, request: &RequestContext) -> Option<Asked> {
    let actor = request.actor.as_ref()?;
    // The one field at the root, as the specification wants it.
    let [Positioned { node: Selection::Field(root), .. }] =
        ctx.query_env.operation.node.selection_set.node.items.as_slice()
    else {
        return None;
    };
    let mut hasher = HASHER.build_hasher();
    root.node.response_key().node.as_str().hash(&mut hasher);
    add(&ctx.item.node.selection_set.node, &ctx.query_env.fragments, &mut hasher)?;
    Some(Asked { selection: hasher.finish(), scope: actor.scope(), role: actor.role })
}

fn add(
    selection: &SelectionSet,
    fragments: &HashMap<async_graphql::Name, Positioned<FragmentDefinition>>,
    hasher: &mut impl Hasher,
) -> Option<()> {
    selection.items.len().hash(hasher);
    for selected in &selection.items {
        let (condition, below) = match &selected.node {
            Selection::Field(field) => {
                let field = &field.node;
                let name = field.name.node.as_str();
                if !IMPERSONAL.contains(&name) || !field.arguments.is_empty() || !field.directives.is_empty() {
                    return None;
                }
                (name, field.response_key().node.as_str()).hash(hasher);
                add(&field.selection_set.node, fragments, hasher)?;
                continue;
            }
            Selection::InlineFragment(fragment) => {
                (fragment.node.type_condition.as_ref(), &fragment.node.selection_set.node)
            }
            Selection::FragmentSpread(spread) => {
                let fragment = &fragments.get(&spread.node.fragment_name.node)?.node;
                (Some(&fragment.type_condition), &fragment.selection_set.node)
            }
        };
        condition.map(|on| on.node.on.node.as_str()).hash(hasher);
        add(below, fragments, hasher)?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::parser::{
        parse_schema,
        types::{TypeKind, TypeSystemDefinition},
    };
    use std::collections::BTreeSet;

    /// What may be the viewer's own, and what no list or event leads to: it is worked out for each viewer.
    const PERSONAL: [&str; 19] = [
        "accessTokens",
        "code",
        "createdAt",
        "excerpt",
        "expiresAt",
        "field",
        "isCutAfter",
        "isCutBefore",
        "isMatch",
        "lastUsedAt",
        "limit",
        "matches",
        "name",
        "reason",
        "scope",
        "text",
        "ticketEvents",
        "ticketQueue",
        "viewer",
    ];

    #[test]
    fn every_field_of_the_schema_was_thought_about() {
        let schema = parse_schema(crate::graphql::sdl()).unwrap();
        let mut names = BTreeSet::new();
        for definition in schema.definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let fields = match definition.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                _ => continue,
            };
            let of = definition.node.name.node.to_string();
            if of != "Mutation" && !of.ends_with("Payload") {
                names.extend(fields.into_iter().map(|field| field.node.name.node.to_string()));
            }
        }
        let is_shared =
            |name: &str| IMPERSONAL.contains(&name) || LISTS.contains(&name) || SHARED_ROOTS.contains(&name);
        let personal: Vec<&str> = names.iter().map(String::as_str).filter(|name| !is_shared(name)).collect();
        assert_eq!(personal, PERSONAL);
        let unknown: Vec<&str> = [&IMPERSONAL[..], &LISTS, &SHARED_ROOTS]
            .concat()
            .into_iter()
            .filter(|name| !names.contains(*name) && *name != "__typename")
            .collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
