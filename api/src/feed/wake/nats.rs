//! NATS: for when the notifications of one database become what holds its nodes back.

use super::Carrier;
use crate::Error;
use async_nats::{Client, ConnectOptions, Event};
use futures::StreamExt;
use std::time::Duration;

const SUBJECT: &str = "guichet.committed";
/// How long who tells once waits for it: nodes look every two seconds by themselves.
const PATIENCE: Duration = Duration::from_secs(2);

/// A connection to NATS, which comes back by itself. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Nats(Client);

impl Nats {
    /// Connects to `nats://user:password@host:port`, or to several of a cluster, separated by commas. They need not answer
    /// yet: until they do, readers look every two seconds.
    ///
    /// # Errors
    /// No such address can be.
    pub async fn connect(servers: &str) -> Result<Self, Error> {
        let addresses: Vec<&str> = servers.split(',').map(str::trim).collect();
        let client = ConnectOptions::new()
            .name("guichet")
            // A node knows of its own commits.
            .no_echo()
            .retry_on_initial_connect()
            .max_reconnects(None)
            .event_callback(|event| async move {
                match event {
                    Event::Connected => tracing::info!("NATS carries the wake-ups"),
                    event => tracing::warn!(%event, "NATS"),
                }
            })
            .connect(addresses)
            .await;
        client.map(Self).map_err(|error| Error::BadRequest(format!("can't use NATS: {error}")))
    }
}

impl Nats {
    /// Wakes the nodes once it is connected, which may take a moment.
    pub(super) async fn tell_once(&self) -> Result<(), Error> {
        let told = tokio::time::timeout(PATIENCE, self.publish()).await;
        told.unwrap_or_else(|_| Err(Error::Internal("NATS does not answer".to_owned())))
    }

    async fn publish(&self) -> Result<(), Error> {
        self.0.publish(SUBJECT, Vec::new().into()).await.map_err(|error| Error::Internal(error.to_string()))?;
        self.0.flush().await.map_err(|error| Error::Internal(error.to_string()))
    }
}

impl Carrier for Nats {
    async fn tell(&self) -> Result<(), Error> {
        // While it is away, wake-ups would pile up, each worth no more than the last.
        match self.0.connection_state() {
            async_nats::connection::State::Connected => self.publish().await,
            _ => Ok(()),
        }
    }

    async fn listen(&self, heard: impl Fn() + Send + Sync) -> Result<(), Error> {
        let wake_ups = self.0.subscribe(SUBJECT).await.map_err(|error| Error::Internal(error.to_string()))?;
        wake_ups.for_each(async |_| heard()).await;
        Ok(())
    }
}
