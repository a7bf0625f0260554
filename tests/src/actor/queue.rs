//! Tickets: reading, answering, resolving, watching. What clients and staff do alike.

use super::{Caller, Ticket, operation::TICKET};
use crate::{PATIENCE, socket::Subscription};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};
use std::time::Duration;

impl Caller {
    /// The ticket as this person sees it; null when it sees none.
    pub async fn see(&self, ticket: &Ticket) -> Value {
        let document = format!("query($number: Int!) {{ ticket(number: $number) {{ ...T }} }} {TICKET}");
        self.data(&document, json!({ "number": ticket.number })).await["ticket"].clone()
    }

    /// Posts a message; gives the ticket after it.
    pub async fn reply(&self, ticket: &Ticket, body: &str) -> Value {
        let payload = self.mutate("replyToTicket", json!({ "ticketId": ticket.id, "body": body })).await;
        payload.done()["ticket"].clone()
    }

    /// Resolves a ticket; gives the ticket after it.
    pub async fn resolve(&self, ticket: &Ticket) -> Value {
        let payload = self.mutate("resolveTicket", json!({ "ticketId": ticket.id })).await;
        payload.done()["ticket"].clone()
    }

    /// The bodies of a ticket's messages, oldest first.
    pub async fn messages(&self, ticket: &Ticket) -> Vec<String> {
        let document = "query($number: Int!) { ticket(number: $number) { messages(first: 100) { nodes { body } } } }";
        let data = self.data(document, json!({ "number": ticket.number })).await;
        let nodes = data["ticket"]["messages"]["nodes"].as_array().unwrap();
        nodes.iter().map(|message| message["body"].as_str().unwrap().to_owned()).collect()
    }

    /// A connection of tickets: `numbers`, `totalCount`, `feedCursor` and `pageInfo`, with any arguments.
    pub async fn tickets(&self, arguments: Value) -> Value {
        let document =
            "query($filter: TicketFilter, $search: String, $orderBy: TicketOrder, $first: Int, $after: String,
            $last: Int, $before: String) {
            tickets(filter: $filter, search: $search, orderBy: $orderBy, first: $first, after: $after, last: $last,
                before: $before) {
                nodes { id number status waitingOn lastMessage { id } } edges { cursor node { number } }
                pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount feedCursor
            }
        }";
        self.data(document, arguments).await["tickets"].clone()
    }

    /// The numbers of the tickets that a filter holds.
    pub async fn numbers(&self, arguments: Value) -> Vec<i64> {
        let list = self.tickets(arguments).await;
        list["nodes"].as_array().unwrap().iter().map(|ticket| ticket["number"].as_i64().unwrap()).collect()
    }

    /// How many tickets stand where.
    pub async fn counts(&self) -> Value {
        let document = "{ ticketCounts { open inProgress waitingOnClient waitingOnStaff resolved } }";
        self.data(document, Value::Null).await["ticketCounts"].clone()
    }

    /// Where the feed stands, once it has passed all that was acknowledged so far.
    ///
    /// A list may be ahead of its `feedCursor`: on PostgreSQL any transaction that still runs, also in another test's
    /// database, holds the feed back for as long. Whoever watches from an earlier cursor is told again what it has seen.
    pub async fn feed_cursor(&self) -> String {
        self.settle().await;
        let list = self.data("{ tickets(first: 1) { feedCursor } }", Value::Null).await;
        list["tickets"]["feedCursor"].as_str().unwrap().to_owned()
    }

    async fn settle(&self) {
        let db = self.store().reader();
        if db.get_database_backend() != DbBackend::Postgres {
            return;
        }
        let unsettled = "SELECT id FROM ticket_event
            WHERE transaction_id >= (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint LIMIT 1";
        let settling = async {
            while db.query_one_raw(Statement::from_string(DbBackend::Postgres, unsettled)).await.unwrap().is_some() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, settling).await.expect("a transaction does not end");
    }

    /// Watches a queue from a cursor.
    pub async fn watch_queue(&self, filter: Value, after: &str) -> Subscription {
        let document = "subscription($filter: TicketFilter, $after: String) {
            ticketQueue(filter: $filter, after: $after) {
                cursor kind
                ticket { number status waitingOn lastMessage { body } }
                event { cursor kind fromStatus toStatus actor { id } message { body } }
                counts { open inProgress waitingOnClient waitingOnStaff resolved }
            }
        }";
        self.subscribe(document, json!({ "filter": filter, "after": after })).await
    }

    /// Watches a queue from where the feed stands now.
    pub async fn watch_queue_from_now(&self, filter: Value) -> Subscription {
        let cursor = self.feed_cursor().await;
        self.watch_queue(filter, &cursor).await
    }

    /// Watches one ticket from a cursor.
    pub async fn watch_ticket(&self, ticket_id: &str, after: Option<&str>) -> Subscription {
        let document = "subscription($id: ID!, $after: String) {
            ticketEvents(ticketId: $id, after: $after) {
                cursor kind at fromStatus toStatus actor { id } message { id body } ticket { number }
            }
        }";
        self.subscribe(document, json!({ "id": ticket_id, "after": after })).await
    }
}
