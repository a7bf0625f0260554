//! What the operator can choose: from flags, environment and file, in that order.

pub(crate) mod address;
mod origin;

use crate::{
    Error,
    feed::Nats,
    store::{Held, Replica, Store},
};
use clap::{Args, builder::RangedU64ValueParser, value_parser};
use sea_orm::DbBackend;
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

/// Where a settings file is looked for unless `--config` says otherwise.
pub const DEFAULT_FILE: &str = "guichet.toml";

/// The settings. Without any, Guichet runs on SQLite in `./data/`, alone and at once.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// Folder of the SQLite base, made if it does not exist
    #[arg(long, env = "GUICHET_DATA_DIR", default_value = "data", global = true)]
    pub data_dir: PathBuf,

    /// Base to use instead: postgres://user:password@host/name, or sqlite://path?mode=rwc
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<String>,

    /// A streaming replica of that PostgreSQL, which takes lists, searches and suggestions: set it on every node or on none
    #[arg(long, env = "DATABASE_REPLICA_URL", hide_env_values = true, global = true)]
    pub database_replica_url: Option<String>,

    /// NATS, which wakes the nodes that share a PostgreSQL instead of its own notifications: nats://host:4222. Set it on every
    /// node or on none
    #[arg(long, env = "NATS_URL", hide_env_values = true, global = true)]
    pub nats_url: Option<String>,

    /// Most connections to the base at a time, and to its replica; PostgreSQL has two more: one listens, and one reads the feed
    #[arg(long, env = "GUICHET_DATABASE_CONNECTIONS", default_value_t = 8, global = true)]
    #[arg(value_parser = value_parser!(u32).range(1..=10_000))]
    pub database_connections: u32,

    /// Address and port to serve on
    #[arg(long, env = "GUICHET_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub listen: SocketAddr,

    /// Seconds to serve on once told to stop, not ready any more: what a balancer takes to notice
    #[arg(long, env = "GUICHET_DRAIN_SECONDS", default_value_t = 0, global = true)]
    #[arg(value_parser = value_parser!(u64).range(..=86_400))]
    pub drain_seconds: u64,

    /// Key that signs access tokens: base64url of 32 bytes or more; after a comma, former ones, which only verify. Made
    /// and kept in the base when left out
    #[arg(long, env = "GUICHET_SIGNING_KEY", hide_env_values = true, value_delimiter = ',', global = true)]
    pub signing_key: Vec<String>,

    /// Passwords hashed at the same time; each takes 19 MiB while it lasts
    #[arg(long, env = "GUICHET_HASHES_AT_ONCE", default_value_t = 2, global = true)]
    #[arg(value_parser = RangedU64ValueParser::<usize>::new().range(..=1_000))]
    pub hashes_at_once: usize,

    /// Sign-ins to one account from one address within 15 minutes, and ten times as many from all; passwords that it types again,
    /// and addresses that it would take; 0 for any number
    #[arg(long, env = "GUICHET_SIGN_IN_TRIES_PER_ACCOUNT", default_value_t = 10, global = true)]
    pub sign_in_tries_per_account: u32,

    /// Sign-ins from one address within 15 minutes; passwords typed again from there; 0 for any number
    #[arg(long, env = "GUICHET_SIGN_IN_TRIES_PER_ADDRESS", default_value_t = 100, global = true)]
    pub sign_in_tries_per_address: u32,

    /// Operations that one account may run on a node within a minute; 0 for any number
    #[arg(long, env = "GUICHET_OPERATIONS_PER_MINUTE_PER_ACCOUNT", default_value_t = 3000, global = true)]
    pub operations_per_minute_per_account: u32,

    /// Operations that visitors may run on a node within a minute from one address; 0 for any number
    #[arg(long, env = "GUICHET_OPERATIONS_PER_MINUTE_PER_ADDRESS", default_value_t = 600, global = true)]
    pub operations_per_minute_per_address: u32,

    /// Sockets and streams that one account may have open on a node; 0 for any number
    #[arg(long, env = "GUICHET_SOCKETS_PER_ACCOUNT", default_value_t = 100, global = true)]
    pub sockets_per_account: usize,

    /// Sockets on which nobody has signed in that one address may have open on a node; 0 for any number
    #[arg(long, env = "GUICHET_SOCKETS_PER_ADDRESS", default_value_t = 500, global = true)]
    pub sockets_per_address: usize,

    /// Proxies whose X-Forwarded-For, X-Forwarded-Proto and X-Request-Id are believed, separated by commas
    #[arg(long, env = "GUICHET_TRUSTED_PROXIES", value_delimiter = ',', global = true)]
    pub trusted_proxies: Vec<IpAddr>,

    /// Origins besides the server's own whose pages may open a socket, such as `https://desk.example.org`, separated by commas
    #[arg(long, env = "GUICHET_ORIGINS", value_delimiter = ',', value_parser = origin::parse, global = true)]
    pub origins: Vec<String>,

    /// Lines of the log as JSON
    #[arg(long, env = "GUICHET_LOG_JSON", default_value_t = false, action = clap::ArgAction::Set, global = true)]
    pub log_json: bool,

    /// Serve the schema to whoever asks: introspection, /schema.graphql and GraphiQL
    #[arg(long, env = "GUICHET_EXPLORER", default_value_t = true, action = clap::ArgAction::Set, global = true)]
    pub explorer: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("data"),
            database_url: None,
            database_replica_url: None,
            nats_url: None,
            database_connections: 8,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            drain_seconds: 0,
            signing_key: Vec::new(),
            hashes_at_once: 2,
            sign_in_tries_per_account: 10,
            sign_in_tries_per_address: 100,
            operations_per_minute_per_account: 3000,
            operations_per_minute_per_address: 600,
            sockets_per_account: 100,
            sockets_per_address: 500,
            trusted_proxies: Vec::new(),
            origins: Vec::new(),
            log_json: false,
            explorer: true,
        }
    }
}

impl Settings {
    /// Opens the base that these settings name, made if there is none.
    ///
    /// # Errors
    /// The folder can't be made, the address is none, or the base can't be opened.
    pub async fn connect(&self) -> Result<Store, Error> {
        self.make_folder()?;
        Ok(Store::connect(&self.url()?, self.database_connections).await?)
    }

    /// Holds the base that these settings name, for whoever serves it. On PostgreSQL many do.
    ///
    /// # Errors
    /// Another program holds it; the folder can't be made, or takes no file.
    pub fn hold(&self) -> Result<Option<Held>, Error> {
        self.make_folder()?;
        self.sqlite_file().map(|file| Held::take(&file)).transpose()
    }

    /// Opens the base, made if there is none, and its replica, if these settings name one.
    ///
    /// # Errors
    /// As for [`Settings::connect`]; or there can be no replica, since the base is no PostgreSQL.
    pub async fn connect_all(&self) -> Result<(Store, Option<Replica>), Error> {
        let store = self.connect().await?;
        let Some(url) = &self.database_replica_url else { return Ok((store, None)) };
        if store.backend() != DbBackend::Postgres || !url.starts_with("postgres") {
            return Err(Error::BadRequest("only a base on PostgreSQL has a replica, on PostgreSQL".to_owned()));
        }
        address::check("DATABASE_REPLICA_URL", url)?;
        let (store, replica) = store.with_replica(url, self.database_connections).await?;
        Ok((store, Some(replica)))
    }

    /// Connects to NATS, if these settings name one.
    ///
    /// # Errors
    /// The address is none; or there are no nodes to wake, since the base is no PostgreSQL.
    pub async fn nats(&self) -> Result<Option<Nats>, Error> {
        let Some(url) = &self.nats_url else { return Ok(None) };
        if self.sqlite_file().is_some() {
            return Err(Error::BadRequest("NATS is for nodes that share a PostgreSQL".to_owned()));
        }
        Nats::connect(url).await.map(Some)
    }

    /// Opens the base that these settings name, which must be there. Its schema is left as it is.
    ///
    /// # Errors
    /// There is none, the address is none, or it can't be opened.
    pub async fn existing(&self) -> Result<Store, Error> {
        match self.sqlite_file() {
            Some(file) if !file.exists() => Err(Error::BadRequest(format!("there is no base at {}", file.display()))),
            _ => Ok(Store::connect(&self.url()?, self.database_connections).await?),
        }
    }

    /// The same, of this release.
    ///
    /// # Errors
    /// There is none, it can't be opened, or it has to be migrated.
    pub async fn open(&self) -> Result<Store, Error> {
        let store = self.existing().await?;
        if store.is_ready().await? {
            return Ok(store);
        }
        store.close().await?;
        Err(Error::BadRequest("the base is of another release: bring it up to date with `guichet migrate`".to_owned()))
    }

    /// The file of the base, on SQLite.
    #[must_use]
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        match &self.database_url {
            None => Some(self.data_dir.join("guichet.sqlite")),
            Some(url) => {
                let without_parameters = url.split('?').next().filter(|url| url.starts_with("sqlite:"))?;
                address::file(without_parameters)
            }
        }
    }

    fn make_folder(&self) -> Result<(), Error> {
        if self.database_url.is_some() {
            return Ok(());
        }
        std::fs::create_dir_all(&self.data_dir)
            .map_err(|error| Error::Internal(format!("can't make the folder {}: {error}", self.data_dir.display())))
    }

    fn url(&self) -> Result<String, Error> {
        if let Some(url) = &self.database_url {
            address::check("DATABASE_URL", url)?;
            return Ok(url.clone());
        }
        address::of_file(&self.data_dir.join("guichet.sqlite"), "rwc")
    }
}
