//! The schema. Resolvers translate, nothing more: arguments into the input of a use case, its answer into objects.
//!
//! Doc comments in here are the descriptions of `schema.graphql`, written for the third party who reads it.

mod access_token;
mod account;
mod connection;
pub mod context;
mod convert;
pub mod cost;
mod describe;
mod enums;
pub mod error;
mod event;
mod global_id;
mod in_turn;
mod lists;
pub mod mask;
mod message;
mod node;
mod person;
mod product;
mod queue;
mod sale;
mod scalar;
mod session;
mod subscription;
mod ticket;
mod ticket_counts;
mod ticket_list;
mod ticket_match;
mod ticket_mutation;
mod ticket_query;
pub mod told;
pub mod written;

use crate::App;
use async_graphql::{MergedObject, SchemaBuilder, ValidationMode};

/// The name of what is asked for beside all that a document selects of an object, where nothing of it might be left. No document can
/// have it.
pub const HIDDEN: &str = " ";
/// Deepest nesting of a document.
pub const MAX_DEPTH: usize = 16;
/// Most directives on one field.
pub const MAX_DIRECTIVES: usize = 8;
/// Most ids that `nodes` takes.
pub const MAX_NODES: usize = 100;
/// What one operation may cost: see [`cost`].
pub const MAX_COST: usize = 25_000;

/// The types that a variable may be of, as far as they have a name.
const INPUTS: [&str; 34] = [
    "AccessTokenScope",
    "Boolean",
    "ChangeEmailInput",
    "ChangePasswordInput",
    "CreateAccessTokenInput",
    "CreateClientInput",
    "Date",
    "DateTime",
    "EmailAddress",
    "ErrorCode",
    "ErrorReason",
    "Float",
    "ID",
    "Int",
    "OpenTicketInput",
    "OrderDirection",
    "Party",
    "Priority",
    "QueueChangeKind",
    "RegisterSaleInput",
    "ReplyToTicketInput",
    "ResolveTicketInput",
    "RevokeAccessTokenInput",
    "Role",
    "SerialNumber",
    "SignInInput",
    "String",
    "TicketAction",
    "TicketEventKind",
    "TicketFilter",
    "TicketMatchField",
    "TicketOrder",
    "TicketOrderField",
    "TicketStatus",
];

/// Whether a variable may be of a type of this name. The library's validation panics where there is none.
#[must_use]
pub fn is_input(name: &str) -> bool {
    INPUTS.contains(&name)
}

/// Everything starts from what the viewer may see: a client its own, staff all. What the viewer may not see answers as
/// if it did not exist.
#[derive(MergedObject, Default)]
pub struct Query(node::NodeQuery, person::PersonQuery, product::ProductQuery, ticket_query::TicketQuery);

/// Each mutation answers with what it made or changed, and with the errors that the person can mend.
#[derive(MergedObject, Default)]
pub struct Mutation(
    session::SessionMutation,
    account::AccountMutation,
    access_token::AccessTokenMutation,
    sale::SaleMutation,
    ticket_mutation::TicketMutation,
);

pub use context::RequestContext;
pub use session::REFRESH_COOKIE;
pub use subscription::Subscription;

/// The whole schema.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    let schema = Schema::build(Query::default(), Mutation::default(), Subscription)
        .register_output_type::<node::Node>()
        .register_output_type::<person::Person>();
    describe::described(schema).limit_depth(MAX_DEPTH)
}

fn serving(builder: SchemaBuilder<Query, Mutation, Subscription>, app: App) -> Schema {
    let explorer = app.settings.explorer;
    let schema = builder.data(lists::Lists::new(&app)).data(app);
    if explorer { schema.finish() } else { schema.disable_introspection().finish() }
}

/// The schema that serves this base.
#[must_use]
pub fn schema(app: App) -> Schema {
    serving(builder().extension(mask::Mask), app)
}

/// The same for operations that [`schema`] has found valid. Every field passes by an extension, so that this one, which has
/// none, is several times as fast.
#[must_use]
pub fn trusting_schema(app: App) -> Schema {
    serving(builder().validation_mode(ValidationMode::Fast), app)
}

/// The schema in GraphQL's own language, as `schema.graphql` keeps it.
#[must_use]
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().prefer_single_line_descriptions().include_specified_by();
    format!("{}\n", builder().finish().sdl_with_options(options).trim_end())
}

#[cfg(test)]
mod tests;
