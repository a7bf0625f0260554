//! People: clients and staff.

use super::{
    access_token::{AccessTokenConnection, access_tokens},
    connection::{ContextExt, connect},
    enums::Role,
    global_id::NodeKey,
    sale::{Sale, SaleConnection, SaleTotal},
    scalar::EmailAddress,
    ticket_list::{TicketConnection, TicketFilter, TicketOrder, tickets_of},
};
use crate::{
    Error,
    account::suggest_clients::suggest_clients,
    sale::list::{SaleCount, Sales, cursor},
    store::{Rows, page::PageArguments},
};
use async_graphql::{Context, ID, Interface, Object, Result, SimpleObject};
use guichet_domain::Permission;
use guichet_entity::person as entity;

/// Someone with an account.
#[derive(Interface, Clone)]
#[expect(clippy::duplicated_attributes, reason = "fields and arguments of one type")]
#[graphql(
    field(name = "id", ty = "ID", desc = "Opaque, global and lasting: `node(id:)` finds it again."),
    field(name = "role", ty = "Role", desc = "What the account may do."),
    field(name = "first_name", ty = "&str", desc = "First name: 1 to 100 characters."),
    field(name = "last_name", ty = "&str", desc = "Last name: 1 to 100 characters."),
    field(
        name = "access_tokens",
        ty = "Option<AccessTokenConnection>",
        desc = "The person's personal access tokens, newest first, expired ones included; null for anybody but the viewer.",
        arg(
            name = "first",
            ty = "Option<i32>",
            desc = "So many from the front: 25 unless said otherwise, 0 to 100; else BAD_REQUEST."
        ),
        arg(
            name = "after",
            ty = "Option<String>",
            desc = "Only what comes after this cursor. One of another list or order is an INVALID_CURSOR."
        ),
        arg(name = "last", ty = "Option<i32>", desc = "So many from the back, 0 to 100; with `first`, BAD_REQUEST."),
        arg(
            name = "before",
            ty = "Option<String>",
            desc = "Only what comes before this cursor. One of another list or order is an INVALID_CURSOR."
        )
    )
)]
pub enum Person {
    Client(Client),
    StaffMember(StaffMember),
}

/// A row as the person it stands for.
pub fn person(row: entity::Model, rows: Rows) -> Person {
    if row.role.is_staff() { Person::StaffMember(StaffMember { row }) } else { Person::Client(Client { row, rows }) }
}

#[derive(Clone)]
pub struct Client {
    pub row: entity::Model,
    pub rows: Rows,
}

/// A customer. It sees itself, and staff sees it; for another client it does not exist.
#[Object]
impl Client {
    /// Opaque, global and lasting: `node(id:)` finds it again.
    pub async fn id(&self) -> ID {
        self.row.id.to_id()
    }

    /// Always CLIENT.
    pub async fn role(&self) -> Role {
        self.row.role.into()
    }

    /// First name: 1 to 100 characters.
    pub async fn first_name(&self) -> &str {
        &self.row.first_name
    }

    /// Last name: 1 to 100 characters.
    pub async fn last_name(&self) -> &str {
        &self.row.last_name
    }

    /// What the client signs in with; no other account has it.
    async fn email(&self) -> EmailAddress {
        EmailAddress(self.row.email.clone())
    }

    /// The person's personal access tokens, newest first, expired ones included; null for anybody but the viewer.
    pub async fn access_tokens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the front: 25 unless said otherwise, 0 to 100; else BAD_REQUEST.")]
        first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor. One of another list or order is an INVALID_CURSOR.")]
        after: Option<String>,
        #[graphql(desc = "So many from the back, 0 to 100; with `first`, BAD_REQUEST.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor. One of another list or order is an INVALID_CURSOR.")]
        before: Option<String>,
    ) -> Result<Option<AccessTokenConnection>> {
        access_tokens(ctx, self.row.id, &PageArguments { first, after, last, before }).await
    }

    /// What the client bought, the latest day of sale first.
    async fn sales(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the front: 25 unless said otherwise, 0 to 100; else BAD_REQUEST.")]
        first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor. One of another list or order is an INVALID_CURSOR.")]
        after: Option<String>,
        #[graphql(desc = "So many from the back, 0 to 100; with `first`, BAD_REQUEST.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor. One of another list or order is an INVALID_CURSOR.")]
        before: Option<String>,
    ) -> Result<SaleConnection> {
        let page = PageArguments { first, after, last, before };
        let scope = ctx.actor()?.scope();
        let slice = ctx.page(Sales::of(scope, self.row.id, &page)?).await?;
        let rows = self.rows.clone();
        Ok(connect(slice, SaleTotal(SaleCount { scope, client: self.row.id }), move |row| {
            (cursor(&row), Sale { row, rows: rows.clone() })
        }))
    }

    /// The client's tickets, the latest activity first unless ordered otherwise.
    #[expect(clippy::too_many_arguments, reason = "the contract's arguments")]
    async fn tickets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which of them; all when left out.")] filter: Option<TicketFilter>,
        #[graphql(desc = "In which order; the latest activity first when left out.")] order_by: Option<TicketOrder>,
        #[graphql(desc = "So many from the front: 25 unless said otherwise, 0 to 100; else BAD_REQUEST.")]
        first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor. One of another list or order is an INVALID_CURSOR.")]
        after: Option<String>,
        #[graphql(desc = "So many from the back, 0 to 100; with `first`, BAD_REQUEST.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor. One of another list or order is an INVALID_CURSOR.")]
        before: Option<String>,
    ) -> Result<TicketConnection> {
        let page = PageArguments { first, after, last, before };
        tickets_of(ctx, self.row.id, filter.unwrap_or_default(), order_by, &page).await
    }
}

#[derive(Clone)]
pub struct StaffMember {
    pub row: entity::Model,
}

/// A seller or a technician. Both may do the same things, and everybody sees who answered.
#[Object]
impl StaffMember {
    /// Opaque, global and lasting: `node(id:)` finds it again.
    pub async fn id(&self) -> ID {
        self.row.id.to_id()
    }

    /// SELLER or TECHNICIAN.
    pub async fn role(&self) -> Role {
        self.row.role.into()
    }

    /// First name: 1 to 100 characters.
    pub async fn first_name(&self) -> &str {
        &self.row.first_name
    }

    /// Last name: 1 to 100 characters.
    pub async fn last_name(&self) -> &str {
        &self.row.last_name
    }

    /// What the staff member signs in with; null for a client who looks.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<EmailAddress>> {
        // A visitor meets only itself, when it signs in.
        let sees = ctx.request()?.actor.is_none_or(|actor| actor.role.may(Permission::SeeEverything));
        Ok(sees.then(|| EmailAddress(self.row.email.clone())))
    }

    /// The person's personal access tokens, newest first, expired ones included; null for anybody but the viewer.
    pub async fn access_tokens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the front: 25 unless said otherwise, 0 to 100; else BAD_REQUEST.")]
        first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor. One of another list or order is an INVALID_CURSOR.")]
        after: Option<String>,
        #[graphql(desc = "So many from the back, 0 to 100; with `first`, BAD_REQUEST.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor. One of another list or order is an INVALID_CURSOR.")]
        before: Option<String>,
    ) -> Result<Option<AccessTokenConnection>> {
        access_tokens(ctx, self.row.id, &PageArguments { first, after, last, before }).await
    }
}

/// What instant search of clients shows: fewer than three characters give none; ten matches or more give none and
/// `tooMany`; one to nine are all given.
#[derive(SimpleObject)]
pub struct ClientSuggestions {
    /// The matches to choose from: none to nine.
    clients: Vec<Client>,
    /// Whether there are ten or more: have the person go on typing.
    too_many: bool,
}

#[derive(Default)]
pub struct PersonQuery;

#[Object]
impl PersonQuery {
    /// Who is signed in; null for a visitor, UNAUTHENTICATED with a token that is no longer good.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        let request = ctx.request()?;
        if request.token_rejected {
            return Err(crate::Error::Unauthenticated.into());
        }
        let Some(actor) = &request.actor else { return Ok(None) };
        let rows = ctx.rows()?;
        let row = rows.get(actor.id).await.map_err(Error::from)?;
        Ok(row.map(|row| person(row, rows)))
    }

    /// Instant search of clients by parts of e-mail address, first and last name in any order, whatever their case, accents,
    /// hyphens and spacing. For staff; FORBIDDEN for clients.
    async fn suggest_clients(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was typed so far. Fewer than three characters find nothing.")] term: String,
    ) -> Result<ClientSuggestions> {
        let found = suggest_clients(&ctx.lists().await?.store, ctx.actor()?, &term).await?;
        let rows = ctx.rows()?;
        let clients = found.matches.into_iter().map(|row| Client { row, rows: rows.clone() }).collect();
        Ok(ClientSuggestions { clients, too_many: found.too_many })
    }
}
