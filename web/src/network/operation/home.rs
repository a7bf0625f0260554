//! What a client finds when it comes in.

use super::{
    person::Only,
    sale::SoldArticle,
    schema,
    ticket_list::{PageInfo, TicketFilter, TicketOrder, TicketPage},
    vocabulary::Party,
};

/// What [`MyTickets`] is asked with.
#[derive(cynic::QueryVariables)]
pub struct MyTicketsVariables {
    first: i32,
    after: Option<String>,
    order: TicketOrder,
    waiting: TicketFilter,
}

impl MyTicketsVariables {
    /// The page after a cursor, the latest first.
    pub fn page(after: Option<String>) -> Self {
        let waiting = TicketFilter::waiting_on(Party::Client);
        Self { first: super::PAGE, after, order: TicketOrder::LATEST, waiting }
    }
}

/// The viewer's tickets, and all that wait for its answer.
#[derive(cynic::QueryFragment, Debug, PartialEq)]
#[cynic(graphql_type = "Query", variables = "MyTicketsVariables")]
pub struct MyTickets {
    /// A page of all.
    #[arguments(orderBy: $order, first: $first, after: $after)]
    pub tickets: TicketPage,
    /// Those that wait for the viewer, wherever they stand among all.
    #[cynic(alias)]
    #[arguments(filter: $waiting, orderBy: $order, first: $first)]
    #[cynic(rename = "tickets")]
    pub waiting: TicketPage,
}

/// Where the feed stands.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Query")]
pub struct Now {
    /// No ticket at all.
    #[arguments(first: 0)]
    pub tickets: FeedPosition,
}

/// A place in the feed.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "TicketConnection")]
pub struct FeedPosition {
    /// From where to follow what changes.
    pub feed_cursor: String,
}

/// What [`MyArticles`] is asked with.
#[derive(cynic::QueryVariables)]
pub struct MyArticlesVariables {
    first: i32,
    after: Option<String>,
}

impl MyArticlesVariables {
    /// The page after a cursor.
    pub fn page(after: Option<String>) -> Self {
        Self { first: super::PAGE, after }
    }
}

/// What the viewer bought.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Query", variables = "MyArticlesVariables")]
pub struct MyArticles {
    /// The viewer; staff buys nothing here.
    pub viewer: Option<Only<ClientWithArticles>>,
}

/// A client and what it bought.
#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Client", variables = "MyArticlesVariables")]
pub struct ClientWithArticles {
    /// What it bought, the latest first.
    #[arguments(first: $first, after: $after)]
    pub sales: SalePage,
}

/// One page of what was bought.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq)]
#[cynic(graphql_type = "SaleConnection")]
pub struct SalePage {
    /// The rows.
    pub nodes: Vec<SoldArticle>,
    /// Whether there are more.
    pub page_info: PageInfo,
}
