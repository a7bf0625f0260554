//! What a list of tickets reads along with each of them: a join costs less than a statement for each kind of row.

use crate::store::columns::{Columns, InOrder, in_order, table};
use guichet_domain::{EmailAddress, Role, id::PersonId};
use guichet_entity::{message, person, product, sale, ticket};
use sea_orm::{
    DbErr, EntityTrait, IdenStatic, JoinType,
    sea_query::{Expr, ExprTrait, SelectStatement},
};

/// Which of it is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Along {
    /// Who opened it.
    pub client: bool,
    /// The sale it is about, and the product.
    pub sale: bool,
    /// Its newest message, and who wrote that.
    pub last_message: bool,
}

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Related {
    /// Who opened it.
    pub client: Option<Profile>,
    /// The sale it is about, and the product.
    pub sale: Option<(sale::Model, product::Model)>,
    /// Its newest message, and who wrote that.
    pub last_message: Option<(message::Model, Profile)>,
}

/// A person as others see it.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Key.
    pub id: PersonId,
    /// What the account may do.
    pub role: Role,
    /// What it signs in with.
    pub email: EmailAddress,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
}

in_order! {
    Profile, of person: { id Id, role Role, email Email, first_name FirstName, last_name LastName }
    ticket::Model, of ticket: {
        id Id, title Title, status Status, waiting_on WaitingOn, priority Priority, client_id ClientId, sale_id SaleId,
        opened_at OpenedAt, first_answered_at FirstAnsweredAt, last_activity_at LastActivityAt, resolved_at ResolvedAt,
        resolved_by_id ResolvedById, last_message_id LastMessageId,
    }
    sale::Model, of sale: {
        id Id, client_id ClientId, product_id ProductId, serial_number SerialNumber, sold_on SoldOn, seller_id SellerId,
        registered_at RegisteredAt,
    }
    product::Model, of product: {
        id Id, reference Reference, designation Designation, on_sale OnSale, search_text SearchText,
    }
    message::Model, of message: { id Id, ticket_id TicketId, author_id AuthorId, body Body, posted_at PostedAt }
}

impl Along {
    /// Whether there is anything to read.
    #[must_use]
    pub fn is_anything(self) -> bool {
        self != Self::default()
    }

    /// Adds it to a statement that gives tickets under the name of their table.
    pub fn join(self, statement: &mut SelectStatement) {
        use ticket::Column::{ClientId, LastMessageId, SaleId};
        if self.client {
            join(statement, person::Entity, "client", person::Column::Id, ("ticket", ClientId));
            Profile::select("client", statement);
        }
        if self.sale {
            join(statement, sale::Entity, "sale", sale::Column::Id, ("ticket", SaleId));
            join(statement, product::Entity, "product", product::Column::Id, ("sale", sale::Column::ProductId));
            sale::Model::select("sale", statement);
            product::Model::select("product", statement);
        }
        if self.last_message {
            join(statement, message::Entity, "last_message", message::Column::Id, ("ticket", LastMessageId));
            let author = ("last_message", message::Column::AuthorId);
            join(statement, person::Entity, "author", person::Column::Id, author);
            message::Model::select("last_message", statement);
            Profile::select("author", statement);
        }
    }

    /// Reads what [`Along::join`] added.
    ///
    /// # Errors
    /// The base has something else there.
    pub fn read(self, columns: &mut Columns<'_>) -> Result<Related, DbErr> {
        let mut related = Related::default();
        if self.client {
            related.client = Some(InOrder::read(columns)?);
        }
        if self.sale {
            related.sale = Some((InOrder::read(columns)?, InOrder::read(columns)?));
        }
        if self.last_message {
            related.last_message = Some((InOrder::read(columns)?, InOrder::read(columns)?));
        }
        Ok(related)
    }
}

fn join<E: EntityTrait, From: IdenStatic>(
    statement: &mut SelectStatement,
    entity: E,
    name: &'static str,
    id: E::Column,
    (from, key): (&'static str, From),
) {
    let on = Expr::col((table(name), id)).eq(Expr::col((table(from), key)));
    statement.join_as(JoinType::InnerJoin, entity, table(name), on);
}
