//! Where a base stands, seen from this release.

use crate::{Migrator, MigratorTrait};
use sea_orm_migration::{
    SchemaManager,
    sea_orm::{DatabaseConnection, DbErr, EntityTrait},
    seaql_migrations,
};
use std::collections::BTreeSet;

/// What a base has seen of this release's changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// None of them.
    Empty,
    /// Some of them.
    Older,
    /// All of them.
    Current,
    /// All of them, and of a later release's. A release's changes leave what the release before reads and writes as it
    /// was: nodes of both serve the same base while one after the other is replaced.
    Newer,
}

impl Standing {
    /// Asks the base. It is left as it is.
    ///
    /// # Errors
    /// It does not answer; or it has changes that are not this release's and lacks some that are.
    pub async fn of(base: &DatabaseConnection) -> Result<Self, DbErr> {
        let seen = match seaql_migrations::Entity::find().all(base).await {
            Ok(seen) => seen,
            // PostgreSQL takes longer to say which tables there are than to read this one.
            Err(error) => {
                let table = Migrator::migration_table_name().to_string();
                if !SchemaManager::new(base).has_table(table).await? {
                    return Ok(Self::Empty);
                }
                // Another node may have made it in between.
                seaql_migrations::Entity::find().all(base).await.map_err(|_| error)?
            }
        };
        let own = Migrator::migrations();
        Self::from_names(
            &seen.iter().map(|change| change.version.as_str()).collect(),
            &own.iter().map(|change| change.name()).collect(),
        )
    }

    fn from_names(seen: &BTreeSet<&str>, own: &BTreeSet<&str>) -> Result<Self, DbErr> {
        match (own.is_subset(seen), seen.is_subset(own)) {
            (true, true) => Ok(Self::Current),
            (true, false) => Ok(Self::Newer),
            (false, true) if seen.is_empty() => Ok(Self::Empty),
            (false, true) => Ok(Self::Older),
            (false, false) => Err(DbErr::Migration("the base is of another history than this release".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_older_or_newer_by_what_it_has_seen() {
        let standing = |seen: &[&'static str]| {
            Standing::from_names(&seen.iter().copied().collect(), &BTreeSet::from(["m1", "m2"])).ok()
        };
        assert_eq!(standing(&[]), Some(Standing::Empty));
        assert_eq!(standing(&["m1"]), Some(Standing::Older));
        assert_eq!(standing(&["m1", "m2"]), Some(Standing::Current));
        assert_eq!(standing(&["m1", "m2", "m3"]), Some(Standing::Newer));
        assert_eq!(standing(&["m1", "m3"]), None);
    }
}
