//! Where sessions stand, asked for at the beginning of every request: for all requests that begin at the same time. Whatever is written
//! asks once more: an account that is disabled or erased meanwhile, a session or a token that ends, writes nothing any more.

use super::Actor;
use crate::{
    Error,
    store::{
        Position, Revision, Store, Tx,
        cells::Cells,
        gather::{Gather, Gathered},
    },
};
use guichet_domain::{
    Credential, Role,
    id::{PersonId, SessionId},
};
use guichet_entity::{access_token, person, session};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait,
    Select, Statement,
    sea_query::{Expr, LockType, Query},
};
use std::collections::HashMap;

/// A session that has not ended, of an account that is not disabled.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Whose it is.
    pub person: PersonId,
    /// What the account may do.
    pub role: Role,
    /// What it wrote last.
    pub last_write: Position,
    /// What the base was like when it was asked.
    pub revision: Revision,
}

/// Asks where sessions stand.
pub type Standings = Gather<Sessions>;

/// The sessions of a base.
#[derive(Debug)]
pub struct Sessions(pub Store);

impl Gathered<SessionId> for Sessions {
    type Found = Standing;
    const IN_TURN: bool = true;

    async fn read(&self, keys: &[SessionId]) -> Result<HashMap<SessionId, Standing>, DbErr> {
        let keys = keys.iter().map(|key| key.0.to_string()).collect::<Vec<_>>().join(",");
        let backend = self.0.backend();
        // One statement, however many they are.
        let (among, keys) = match backend {
            DbBackend::Postgres => ("= ANY (string_to_array($1, ',')::bigint[])", keys),
            _ => ("IN (SELECT value FROM json_each($1))", format!("[{keys}]")),
        };
        let sql = format!(
            "SELECT session.id, person.id, person.role, person.last_write, {}
             FROM \"session\" JOIN person ON person.id = session.person_id
             WHERE session.id {among} AND session.ended_at IS NULL AND person.disabled_at IS NULL",
            Revision::columns(backend),
        );
        let statement = Statement::from_sql_and_values(backend, sql, [keys.into()]);
        let mut standings = HashMap::new();
        for row in self.0.answered(self.0.reader().query_all_raw(statement)).await? {
            let cells = Cells::of(&row)?;
            let standing = Standing {
                person: PersonId(cells.number(1)?),
                role: cells.named(2)?,
                last_write: Position(cells.number(3)?),
                revision: Revision::read(cells, 4)?,
            };
            standings.insert(SessionId(cells.number(0)?), standing);
        }
        Ok(standings)
    }
}

/// Whether what somebody acts with has not ended: one of `asked.session_id` and `asked.token_id`, the other is null. With an offset, so that
/// PostgreSQL looks each up instead of reading all there are.
pub const LIVES: &str = "(
    EXISTS (
        SELECT 1 FROM \"session\" WHERE \"session\".id = asked.session_id AND ended_at IS NULL LIMIT 1 OFFSET 0
    ) OR EXISTS (
        SELECT 1 FROM access_token WHERE access_token.id = asked.token_id AND revoked_at IS NULL LIMIT 1 OFFSET 0
    )
)";

/// The account that somebody acts for, if it is not disabled and what it acts with has not ended: on PostgreSQL nobody disables it before
/// the transaction ends.
fn held(backend: DbBackend, actor: &Actor) -> Select<person::Entity> {
    use person::Column::{DisabledAt, Id};
    let mut lives = Query::select();
    match actor.credential {
        Credential::Session(id) => {
            let is_it = session::Column::Id.eq(id).and(session::Column::EndedAt.is_null());
            lives.expr(Expr::val(1)).from(session::Entity).and_where(is_it);
        }
        Credential::AccessToken(id, _) => {
            let is_it = access_token::Column::Id.eq(id).and(access_token::Column::RevokedAt.is_null());
            lives.expr(Expr::val(1)).from(access_token::Entity).and_where(is_it);
        }
    }
    let held = person::Entity::find().select_only().column(Id);
    let held = held.filter(Id.eq(actor.id).and(DisabledAt.is_null()).and(Expr::exists(lives)));
    if backend == DbBackend::Postgres { held.lock(LockType::KeyShare) } else { held }
}

/// Refuses whoever is let in no more, at the end of what it writes.
///
/// # Errors
/// [`Error::Unauthenticated`]; the base did not answer.
pub async fn require(tx: &Tx, actor: &Actor) -> Result<(), Error> {
    let backend = tx.db().get_database_backend();
    let held = tx.db().query_one_raw(held(backend, actor).build(backend)).await?;
    held.map(drop).ok_or(Error::Unauthenticated)
}
