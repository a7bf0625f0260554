//! What the library's own types stand for here: their descriptions are of no file of ours.

use super::{
    Mutation, Query, Subscription,
    access_token::{AccessToken, AccessTokenConnection},
    event::{TicketEvent, TicketEventConnection},
    message::{Message, MessageConnection},
    sale::{Sale, SaleConnection},
    ticket::Ticket,
    ticket_list::{TicketConnection, TicketEdgeFields},
};
use async_graphql::{
    SchemaBuilder,
    connection::{Edge, EmptyFields, PageInfo},
};
use chrono::{DateTime, Utc};

type EdgeTo<Node> = Edge<String, Node, EmptyFields>;

/// Describes what the schema takes from the library as it is.
pub fn described(schema: SchemaBuilder<Query, Mutation, Subscription>) -> SchemaBuilder<Query, Mutation, Subscription> {
    schema
        .override_output_type_description::<DateTime<Utc>>(
            "A moment in RFC 3339, such as `2026-11-24T10:00:00+00:00`: in UTC and to the microsecond as an output, with any \
             offset as an input.",
        )
        .override_output_type_description::<PageInfo>(
            "What lies around a page. Read on with `after: endCursor` while `hasNextPage`, or back with \
             `before: startCursor` while `hasPreviousPage`.",
        )
        .override_output_type_description::<AccessTokenConnection>(
            "A page of access tokens: 25 unless asked otherwise, at most 100.",
        )
        .override_output_type_description::<TicketConnection>("A page of tickets: 25 unless asked otherwise, at most 100.")
        .override_output_type_description::<MessageConnection>("A page of messages: 25 unless asked otherwise, at most 100.")
        .override_output_type_description::<SaleConnection>("A page of sales: 25 unless asked otherwise, at most 100.")
        .override_output_type_description::<TicketEventConnection>(
            "A page of a ticket's history: 25 events unless asked otherwise, at most 100.",
        )
        .override_output_type_description::<EdgeTo<AccessToken>>("An access token in a list, with its cursor there.")
        .override_output_type_description::<Edge<String, Ticket, TicketEdgeFields>>("A ticket in a list, with its cursor there.")
        .override_output_type_description::<EdgeTo<Message>>("A message in a list, with its cursor there.")
        .override_output_type_description::<EdgeTo<Sale>>("A sale in a list, with its cursor there.")
        .override_output_type_description::<EdgeTo<TicketEvent>>(
            "An event in a history, with its cursor there, which is also its place in the feed.",
        )
}
