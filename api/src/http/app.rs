//! The transport in front of this server.

use super::{
    Backend, Budget, Executors, HttpSettings, Lifetime, Quota, Server, Session, SocketSettings, TokenRefused,
    document::known::Documents, server::Parts, shared::Shared, tell::audience::Audiences,
};
use crate::{
    App, Error,
    account::{self, Actor},
    clock,
    graphql::{Schema, schema, sdl, trusting_schema},
    store::{Origin, Scope},
};
use futures::FutureExt;
use metrics::gauge;
use std::{sync::Arc, time::Duration};

/// The server as its handlers see it.
#[must_use]
pub fn server(app: App) -> Server<Schema, App> {
    super::metrics::install();
    let settings = HttpSettings {
        shares_answers: app.replica.is_none(),
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
    Server::from(Parts {
        executors: Executors { checking: schema(app.clone()), trusting: trusting_schema(app.clone()) },
        documents: Documents::default(),
        shared: Shared::default(),
        audiences: Audiences::default(),
        backend: app,
        sdl: sdl(),
        quota,
        budget: Arc::new(Budget::of(settings.bounds.under_way)),
        // As if each of its sockets watched what costs most.
        watching: Arc::new(Budget::of(match settings.socket.per_account {
            0 => usize::MAX,
            sockets => sockets.saturating_mul(settings.bounds.event_cost),
        })),
        settings,
        lifetime,
    })
}

impl Backend for App {
    async fn session(&self, bearer: &str) -> Result<Session, TokenRefused> {
        let now = clock::now();
        let authenticated = tokio::select! {
            biased;
            () = self.lost() => return Err(TokenRefused::Unavailable),
            authenticated = account::authenticate(self, bearer, now) => authenticated,
        };
        let account::Authenticated { actor, last_write, expires_at, key, revision } =
            authenticated.map_err(|error| match error {
                Error::Unauthenticated => TokenRefused::Invalid,
                error => {
                    tracing::error!(%error, "a token could not be checked");
                    self.doubt();
                    TokenRefused::Unavailable
                }
            })?;
        // Whoever sends a single request waits for neither.
        let live_credentials = self.live_credentials.clone();
        let ended = async move {
            let mut ended = live_credentials.watch(actor.credential);
            // Nobody can end it any more once its sender is gone.
            if ended.wait_for(|ended| *ended).await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let dropped = match key {
            Some(key) => self.signer.dropped(key).left_future(),
            None => std::future::pending().right_future(),
        };
        Ok(Session {
            actor,
            last_write,
            revision,
            valid_for: (expires_at - now).to_std().unwrap_or(Duration::ZERO),
            revoked: Box::pin(async move {
                tokio::select! {
                    () = ended => {}
                    () = dropped => {}
                }
            }),
        })
    }

    async fn measure(&self) {
        match self.feed.counts(Scope::Everything).await {
            Ok(counts) => {
                for (waiting_on, tickets) in [("CLIENT", counts.waiting_on_client), ("STAFF", counts.waiting_on_staff)]
                {
                    let tickets = u32::try_from(tickets).unwrap_or(u32::MAX);
                    gauge!("guichet_tickets", "waiting_on" => waiting_on).set(tickets);
                }
            }
            Err(error) => tracing::warn!(%error, "the requests could not be counted"),
        }
    }

    async fn overreached(&self, actor: Actor, origin: Origin, what: &'static str) {
        account::overreach::note(self, &actor, &origin, what).await;
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

    fn doubts(&self) -> u64 {
        self.store.pulse().doubts()
    }
}
