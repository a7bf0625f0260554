//! Anything by its global id.

use super::{
    MAX_NODES,
    access_token::AccessToken,
    connection::ContextExt,
    global_id::{NodeKey, decode},
    message::Message,
    person::{Client, Person, StaffMember, person},
    product::Product,
    sale::Sale,
    ticket::Ticket,
};
use crate::{
    Error,
    account::{Actor, access_token::list::lists, acquaintance::Acquainted},
    sale::list::Bought,
    store::Rows,
    ticket::messages::Readable,
};
use async_graphql::{Context, ID, Interface, Object, Result};
use guichet_domain::id::{AccessTokenId, MessageId, PersonId, ProductId, SaleId, TicketId};

/// Anything with a global id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Opaque, global and lasting: `node(id:)` finds it again."))]
pub enum Node {
    Person(Person),
    Client(Client),
    StaffMember(StaffMember),
    Product(Product),
    Sale(Sale),
    Ticket(Ticket),
    Message(Message),
    AccessToken(AccessToken),
}

#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The thing with this id; null when there is none or the viewer may not see it.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "An `id`, as this API gave it. Whatever else names nothing.")] id: ID,
    ) -> Result<Option<Node>> {
        find(ctx, ctx.actor()?, ctx.rows()?, &id).await
    }

    /// The things with these ids, in their order; null in the place of each that there is not or that the viewer may not see.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100 of them; more is a BAD_REQUEST.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > MAX_NODES {
            return Err(Error::BadRequest(format!("`ids` takes at most {MAX_NODES}, not {}", ids.len())).into());
        }
        let (actor, rows) = (ctx.actor()?, ctx.rows()?);
        // Together, so that each table is asked once.
        futures::future::try_join_all(ids.iter().map(|id| find(ctx, actor, rows.clone(), id))).await
    }
}

async fn find(ctx: &Context<'_>, actor: &Actor, rows: Rows, id: &ID) -> Result<Option<Node>> {
    let Some((kind, key)) = decode(id) else { return Ok(None) };
    let scope = actor.scope();
    Ok(match kind.as_str() {
        // Whether the viewer may see it, before it is read: what there is takes no longer than what there is not.
        PersonId::KIND if ctx.decide(Acquainted { scope, person: PersonId(key) }).await?.is_some() => {
            let found = rows.get(PersonId(key)).await.map_err(Error::from)?;
            found.map(|row| of_person(person(row, rows)))
        }
        ProductId::KIND if ctx.decide(Bought { scope, product: ProductId(key) }).await?.is_some() => {
            let found = rows.get(ProductId(key)).await.map_err(Error::from)?;
            found.map(|row| Product(row).into())
        }
        MessageId::KIND if ctx.decide(Readable { scope, message: MessageId(key) }).await?.is_some() => {
            let found = rows.get(MessageId(key)).await.map_err(Error::from)?;
            found.map(|row| Message { row, rows }.into())
        }
        SaleId::KIND => {
            let found = rows.get(SaleId(key)).await.map_err(Error::from)?;
            found.filter(|row| scope.holds(row.client_id)).map(|row| Sale { row, rows }.into())
        }
        TicketId::KIND => {
            let found = rows.get(TicketId(key)).await.map_err(Error::from)?;
            found.filter(|row| scope.holds(row.client_id)).map(|row| Ticket { row, rows }.into())
        }
        AccessTokenId::KIND => {
            let found = rows.get(AccessTokenId(key)).await.map_err(Error::from)?;
            found.filter(|row| lists(actor, row)).map(|row| AccessToken(row).into())
        }
        _ => None,
    })
}

/// The concrete type, by which `__typename` goes.
fn of_person(person: Person) -> Node {
    match person {
        Person::Client(client) => client.into(),
        Person::StaffMember(member) => member.into(),
    }
}
