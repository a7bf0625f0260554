//! Where sessions stand, asked for at the beginning of every request: for all requests that begin at the same time.

use crate::store::{
    Position, Revision, Store,
    cells::Cells,
    gather::{Gather, Gathered},
};
use guichet_domain::{
    Role,
    id::{PersonId, SessionId},
};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
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

impl Gathered for Sessions {
    type Key = SessionId;
    type Found = Standing;
    type Error = DbErr;

    async fn read(&self, keys: Vec<SessionId>) -> Result<HashMap<SessionId, Standing>, DbErr> {
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
