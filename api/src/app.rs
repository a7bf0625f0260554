//! Everything that a running server holds.

use crate::{
    Error, Settings,
    account::{
        LiveCredentials,
        access_token::LastUses,
        hasher::Hasher,
        signing_key,
        standing::{Sessions, Standings},
        token::Signer,
    },
    catalogue::Catalogue,
    feed::Feed,
    store::{Replica, Store, gather::Gather},
    sweep,
    ticket::{find::WithClients, index, reply::Replies},
};
use std::sync::Arc;

/// A base that is open, and what works on it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// What the operator chose.
    pub settings: Arc<Settings>,
    /// The base.
    pub store: Store,
    /// A replica of the base, for lists.
    pub replica: Option<Replica>,
    /// The live feed.
    pub feed: Feed,
    /// Where sessions stand.
    pub standings: Standings,
    /// Tickets with their clients.
    pub tickets: Gather<WithClients>,
    /// Replies to tickets, on their way.
    pub replies: Replies,
    /// The catalogue, for instant search.
    pub catalogue: Catalogue,
    /// Hashes passwords.
    pub hasher: Hasher,
    /// Signs access tokens.
    pub signer: Signer,
    /// Sessions and access tokens with open sockets.
    pub live_credentials: LiveCredentials,
    /// Notes when access tokens are used.
    pub last_uses: LastUses,
}

impl App {
    /// Opens the base, brings its schema up to date, and starts what runs beside the requests.
    ///
    /// # Errors
    /// The base can't be opened or migrated; the settings contradict themselves.
    pub async fn start(settings: Settings, hasher: Hasher) -> Result<Self, Error> {
        let (store, replica) = settings.connect_all().await?;
        store.migrate().await?;
        store.watch_pulse();
        let keys = signing_key::start(&store, &settings.signing_key).await?;
        let feed = Feed::start(store.clone(), settings.nats().await?).await?;
        let live_credentials = LiveCredentials::default();
        tokio::spawn(live_credentials.clone().run(store.clone()));
        tokio::spawn(sweep::run(store.clone()));
        tokio::spawn(index::run(store.clone()));
        Ok(Self {
            hasher,
            settings: Arc::new(settings),
            standings: Gather::of(Sessions(store.clone())),
            tickets: Gather::of(WithClients(store.clone())),
            replies: Replies::to(store.clone()),
            catalogue: Catalogue::default(),
            store,
            replica,
            feed,
            signer: Signer::new(keys),
            live_credentials,
            last_uses: LastUses::default(),
        })
    }
}
