//! The transport in front of this server.

use super::{Backend, HttpSettings, Lifetime, Quota, Server, Session, SocketSettings, TokenRefused, metrics};
use crate::{
    App, Error, account, clock,
    graphql::{Schema, schema, sdl},
};
use std::{sync::Arc, time::Duration};

/// The server as its handlers see it.
#[must_use]
pub fn server(app: App) -> Server<Schema, App> {
    metrics::install();
    let settings = HttpSettings {
        introspection: app.settings.explorer,
        trusted_proxies: app.settings.trusted_proxies.clone(),
        origins: app.settings.origins.clone(),
        socket: SocketSettings {
            per_account: app.settings.sockets_per_account,
            per_address: app.settings.sockets_per_address,
            ..SocketSettings::default()
        },
        ..HttpSettings::default()
    };
    let quota = Quota::per_minute(
        app.settings.operations_per_minute_per_account,
        app.settings.operations_per_minute_per_address,
    );
    let mut lifetime = Lifetime::default();
    lifetime.drain = Duration::from_secs(app.settings.drain_seconds);
    Server {
        executor: schema(app.clone()),
        backend: Arc::new(app),
        sdl: sdl().into(),
        settings: Arc::new(settings),
        quota: Arc::new(quota),
        lifetime,
    }
}

impl Backend for App {
    async fn session(&self, bearer: &str) -> Result<Session, TokenRefused> {
        let now = clock::now();
        let authenticated = tokio::select! {
            biased;
            () = self.lost() => return Err(TokenRefused::Unavailable),
            authenticated = account::authenticate(self, bearer, now) => authenticated,
        };
        let account::Authenticated { actor, last_write, expires_at } = authenticated.map_err(|error| match error {
            Error::Unauthenticated => TokenRefused::Invalid,
            error => {
                tracing::error!(%error, "a token could not be checked");
                self.doubt();
                TokenRefused::Unavailable
            }
        })?;
        let mut ended = self.live_credentials.watch(actor.credential);
        Ok(Session {
            actor,
            last_write,
            valid_for: (expires_at - now).to_std().unwrap_or(Duration::ZERO),
            revoked: Box::pin(async move {
                // Nobody can end it any more once its sender is gone.
                if ended.wait_for(|ended| *ended).await.is_err() {
                    std::future::pending::<()>().await;
                }
            }),
        })
    }

    async fn is_ready(&self) -> bool {
        let answered = tokio::select! {
            biased;
            () = self.lost() => return false,
            answered = self.store.is_ready() => answered,
        };
        answered.unwrap_or_else(|error| {
            tracing::warn!(%error, "the base does not answer");
            self.doubt();
            false
        })
    }

    async fn lost(&self) {
        self.store.pulse().lost().await;
    }

    fn doubt(&self) {
        self.store.pulse().doubt();
    }
}
