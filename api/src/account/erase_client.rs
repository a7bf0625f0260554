//! A client who has the right to be forgotten is. Its sales and its requests stay, and nobody knows whose they were.

use super::{access_token::revoke::revoke_all, person, session};
use crate::{Error, audit::Entry, store::Tx};
use guichet_domain::{AuditKind, EmailAddress, Role, fold::fold, id::PersonId};
use guichet_entity::{access_token, idempotency_key, message, person as entity, ticket, ticket_passage};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, Query, SelectStatement},
};

/// Where the addresses are that stand in the place of real ones: nowhere (RFC 2606).
const DOMAIN: &str = "@erased.invalid";
/// What stands in the place of a name.
const NAME: (&str, &str) = ("Client", "effacé");
/// What stands in the place of a title.
const TITLE: &str = "Demande effacée";
/// What stands in the place of a message, and of the name of an access token.
const TEXT: &str = "Texte effacé";

/// What becomes of what was written on the client's requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writings {
    /// It stays as it is.
    Kept,
    /// Titles and messages, those of staff too since they speak to the client, lose their text.
    Blanked,
}

/// Replaces the names and the address of a client, ends whatever it is signed in with, and puts that on record. Gives the
/// address by which the record knows it from now on.
///
/// `password_hash` is that of a password which nobody knows: it takes too long to make inside a transaction.
///
/// # Errors
/// [`Error::BadRequest`] for staff; the base did not take it.
pub async fn erase_client(
    tx: &mut Tx,
    client: entity::Model,
    writings: Writings,
    password_hash: String,
) -> Result<EmailAddress, Error> {
    if client.role != Role::Client {
        return Err(Error::BadRequest(format!("{} is not a client", client.email.as_str())));
    }
    let client = person::hold(tx, client.id).await?;
    let id = client.id;
    session::end_all(tx, id).await?;
    revoke_all(tx, id).await?;
    forget_tokens_and_keys(tx, id).await?;
    let email = forget_name(tx, client, password_hash).await?;
    let told = match writings {
        Writings::Kept => "messages kept",
        Writings::Blanked => {
            blank(tx, id).await?;
            "messages blanked"
        }
    };
    forget_bitmaps(tx).await?;
    Entry::new(AuditKind::ClientErased).about(id).saying(told).write(tx).await?;
    Ok(email)
}

/// Whether this is the address of a client who was erased.
pub(crate) fn is_erased(email: &EmailAddress) -> bool {
    email.as_str().ends_with(DOMAIN)
}

async fn forget_name(tx: &Tx, client: entity::Model, password_hash: String) -> Result<EmailAddress, Error> {
    let email: EmailAddress = format!("client-{}{DOMAIN}", client.id)
        .parse()
        .map_err(|invalid| Error::Internal(format!("the address of an erased client: {invalid}")))?;
    let disabled_at = client.disabled_at.unwrap_or(tx.now());
    let mut row = client.into_active_model();
    // Nobody looks for it, and all of them would crowd out whom one looks for.
    row.search_text = Set(String::new());
    row.email = Set(email.clone());
    row.first_name = Set(NAME.0.to_owned());
    row.last_name = Set(NAME.1.to_owned());
    row.password_hash = Set(password_hash);
    row.disabled_at = Set(Some(disabled_at));
    row.update(tx.db()).await?;
    Ok(email)
}

async fn forget_tokens_and_keys(tx: &Tx, client: PersonId) -> Result<(), Error> {
    access_token::Entity::update_many()
        .col_expr(access_token::Column::Name, Expr::value(TEXT))
        .filter(access_token::Column::PersonId.eq(client))
        .exec(tx.db())
        .await?;
    idempotency_key::Entity::delete_many().filter(idempotency_key::Column::PersonId.eq(client)).exec(tx.db()).await?;
    Ok(())
}

/// The index that nodes of the release before search goes on in a base that was theirs, and nobody but they brings it up to date: they make
/// it anew, without a word of whoever is erased, and find as much meanwhile.
async fn forget_bitmaps(tx: &Tx) -> Result<(), Error> {
    if tx.db().get_database_backend() == DbBackend::Postgres {
        let forget = "DO $$ BEGIN IF to_regclass('search_bitmap') IS NOT NULL THEN
            DELETE FROM search_bitmap;
            DELETE FROM search_backlog;
            INSERT INTO search_backlog (passage_id, is_replaced) SELECT id, FALSE FROM ticket_passage;
        END IF; END $$";
        tx.db().execute_unprepared(forget).await?;
    }
    Ok(())
}

/// Blanks titles and messages, and what the search knows of them: by a statement for all of a kind, since nobody else writes to
/// SQLite meanwhile, and the feed of PostgreSQL waits.
async fn blank(tx: &Tx, client: PersonId) -> Result<(), Error> {
    ticket::Entity::update_many()
        .col_expr(ticket::Column::Title, Expr::value(TITLE))
        .filter(ticket::Column::ClientId.eq(client))
        .exec(tx.db())
        .await?;
    message::Entity::update_many()
        .col_expr(message::Column::Body, Expr::value(TEXT))
        .filter(message::Column::TicketId.in_subquery(tickets_of(client)))
        .exec(tx.db())
        .await?;
    let of_client = ticket_passage::Column::TicketId.in_subquery(tickets_of(client));
    ticket_passage::Entity::update_many()
        .col_expr(ticket_passage::Column::SearchText, Expr::value(fold(TEXT)))
        .filter(ticket_passage::Column::MessageId.is_not_null())
        .filter(of_client.clone())
        .exec(tx.db())
        .await?;
    ticket_passage::Entity::update_many()
        .col_expr(ticket_passage::Column::SearchText, head_with_title(tx.db().get_database_backend(), &fold(TITLE)))
        .filter(ticket_passage::Column::MessageId.is_null())
        .filter(of_client)
        .exec(tx.db())
        .await?;
    Ok(())
}

/// What the search knows of a ticket by its head (`ticket::passage`), whose second line of three is the title, with another one.
fn head_with_title(backend: DbBackend, title: &str) -> Expr {
    match backend {
        DbBackend::Postgres => Expr::cust_with_values(
            "split_part(search_text, chr(10), 1) || chr(10) || $1 || chr(10) || split_part(search_text, chr(10), 3)",
            [title],
        ),
        _ => Expr::cust_with_values(
            "substr(search_text, 1, instr(search_text, char(10))) || ? || substr(search_text, instr(search_text, char(10))
             + instr(substr(search_text, instr(search_text, char(10)) + 1), char(10)))",
            [title],
        ),
    }
}

fn tickets_of(client: PersonId) -> SelectStatement {
    Query::select()
        .column(ticket::Column::Id)
        .from(ticket::Entity)
        .and_where(ticket::Column::ClientId.eq(client))
        .to_owned()
}
