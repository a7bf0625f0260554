//! What a document may hold.

use crate::graphql::{MAX_COST, MAX_DEPTH};

/// How much of everything. The defaults are several times what this server's own client and introspection ask for.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Bytes of source text.
    pub bytes: usize,
    /// Brackets of any kind inside one another.
    pub nesting: usize,
    /// Selections inside one another, be they of fields or of fragments.
    pub levels: usize,
    /// Fields inside one another, fragments unfolded.
    pub depth: usize,
    /// Fields of all operations, fragments unfolded.
    pub fields: usize,
    /// Aliases among those.
    pub aliases: usize,
    /// Bytes of a name, such as an alias: it comes back with each row.
    pub name: usize,
    /// Directives among those.
    pub directives: usize,
    /// Fields at the root of one operation: each is a query or a mutation of its own.
    pub root_fields: usize,
    /// Operations, fragments and variables that the document defines.
    pub definitions: usize,
    /// Bytes of arguments, fragments unfolded and variables put in, each value counted for thirty-two more than its text.
    pub arguments: usize,
    /// Arguments of one field or directive.
    pub arguments_of_one: usize,
    /// What one operation may cost: see [`crate::graphql::cost`].
    pub cost: usize,
    /// What the operations of one asker may cost together while they are under way.
    pub under_way: usize,
    /// What each event may cost that a subscription tells.
    pub event_cost: usize,
    /// What an operation may cost that asks for the schema itself: more than every tool's first question does.
    pub introspection: usize,
    /// Bytes of a subscription and its variables, each name, value and pair of brackets counted for thirty-two more than its text: they are
    /// kept for as long as it lasts.
    pub subscription: usize,
    /// Fields of a subscription, fragments unfolded: their order is kept as long.
    pub subscription_fields: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            bytes: 32 * 1024,
            nesting: 64,
            levels: 2 * MAX_DEPTH,
            depth: MAX_DEPTH,
            fields: 2_000,
            aliases: 100,
            name: 200,
            directives: 100,
            root_fields: 30,
            definitions: 150,
            arguments: 2 * 1024 * 1024,
            arguments_of_one: 16,
            cost: MAX_COST,
            under_way: 4 * MAX_COST,
            event_cost: 1_000,
            introspection: 300_000,
            subscription: 8 * 1024,
            subscription_fields: 150,
        }
    }
}
