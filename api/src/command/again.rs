//! What ends what others have open: done again where somebody was in the way, and told to all who serve the base.

use crate::{
    Error, Settings, feed,
    store::{Store, is_undone},
};
use std::time::Duration;

/// How often it is tried.
const TRIES: u32 = 5;
/// How long to wait in between.
const PAUSE: Duration = Duration::from_millis(200);

/// Does it, and again while the base took it back for another transaction's sake: on PostgreSQL two may wait for each other, of which
/// one is ended, and nobody types a command again for that.
///
/// # Errors
/// What the last try came to.
pub async fn until_it_goes<T>(mut does: impl AsyncFnMut() -> Result<T, Error>) -> Result<T, Error> {
    for _ in 1..TRIES {
        match does().await {
            Err(Error::Database(cause)) if is_undone(&cause) => tokio::time::sleep(PAUSE).await,
            done => return done,
        }
    }
    does().await
}

/// Tells the nodes that serve a base that something ended.
pub async fn tell_nodes(settings: &Settings, store: &Store) {
    let told = async { feed::tell_nodes(store, settings.nats().await?).await };
    if let Err(error) = told.await {
        eprintln!("guichet: the nodes could not be told; they see it within two seconds: {error}");
    }
}
