//! Ending tokens before their time.

use crate::{Error, account::Actor, audit::Entry, store::Tx};
use guichet_domain::{
    AuditKind, Permission, Reason,
    id::{AccessTokenId, PersonId},
};
use guichet_entity::access_token;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};

/// Revokes a token of one's own; `None` names none. What is open with it ends at once.
///
/// # Errors
/// [`Error::Forbidden`] for a tool; a token that is somebody else's, or was revoked before, does not exist.
pub async fn revoke_access_token(
    tx: &mut Tx,
    actor: &Actor,
    id: Option<AccessTokenId>,
) -> Result<access_token::Model, Error> {
    actor.require(Permission::ManageAccessTokens)?;
    let unknown = || Error::field("accessTokenId", Reason::NotFound);
    let found = access_token::Entity::find_by_id(id.ok_or_else(unknown)?).one(tx.db()).await?;
    let token = found.filter(|token| super::list::lists(actor, token)).ok_or_else(unknown)?;
    let mut token = token.into_active_model();
    token.revoked_at = Set(Some(tx.now()));
    let token = token.update(tx.db()).await?;
    Entry::own(AuditKind::AccessTokenRevoked, actor.id).on(token.id.0).write(tx).await?;
    Ok(token)
}

/// Revokes every token of a person.
pub(in crate::account) async fn revoke_all(tx: &Tx, owner: PersonId) -> Result<(), Error> {
    access_token::Entity::update_many()
        .col_expr(access_token::Column::RevokedAt, Expr::value(tx.now()))
        .filter(access_token::Column::PersonId.eq(owner))
        .filter(access_token::Column::RevokedAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(())
}
