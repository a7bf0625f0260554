//! The engine that the tests run on, and a fresh base for each of them.

mod owner;
mod postgres;
mod private;
mod replicated;
mod sqlite;
mod template;

pub use postgres::program as postgres_program;
pub use private::PrivateServer;
pub use replicated::Base as Replicated;
pub use template::{line, make as make_template};

use guichet_api::Settings;
use std::env;

/// A database engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A private server, started for this run and ended with it.
    Postgres,
}

impl Engine {
    /// The engine that `GUICHET_TEST_ENGINE` names; SQLite when it names none.
    #[must_use]
    pub fn chosen() -> Self {
        match env::var("GUICHET_TEST_ENGINE").as_deref() {
            Err(_) | Ok("sqlite") => Self::Sqlite,
            Ok("postgres") => Self::Postgres,
            Ok(other) => panic!("GUICHET_TEST_ENGINE is sqlite or postgres, not {other}"),
        }
    }
}

/// A base for one test, with the fixture's staff and products unless it is empty. Removed when dropped.
#[derive(Debug)]
pub enum Base {
    Sqlite(sqlite::Base),
    Postgres(postgres::Base),
    Replicated(replicated::Base),
}

impl Base {
    /// A copy of the template, which the first call makes.
    pub async fn fresh() -> Self {
        match Engine::chosen() {
            Engine::Sqlite => Self::Sqlite(sqlite::Base::fresh()),
            Engine::Postgres => Self::Postgres(postgres::Base::fresh().await),
        }
    }

    /// A base that holds nothing yet.
    pub async fn empty() -> Self {
        match Engine::chosen() {
            Engine::Sqlite => Self::Sqlite(sqlite::Base::empty()),
            Engine::Postgres => Self::Postgres(postgres::Base::empty().await),
        }
    }

    /// A copy of the template on PostgreSQL.
    pub async fn postgres() -> Self {
        Self::Postgres(postgres::Base::fresh().await)
    }

    /// On a PostgreSQL that has a replica.
    pub async fn replicated() -> Self {
        Self::Replicated(replicated::Base::start().await)
    }

    /// The settings of a server on this base.
    pub fn settings(&self) -> Settings {
        match self {
            Self::Sqlite(base) => base.settings(),
            Self::Postgres(base) => base.settings(),
            Self::Replicated(base) => base.settings(),
        }
    }
}
