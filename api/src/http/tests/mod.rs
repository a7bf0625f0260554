//! The transport over real connections, around a schema just large enough to misbehave.

mod event_stream;
mod post;
mod slow;
mod socket;

use super::{
    Backend, Budget, Executors, HttpSettings, Lifetime, Quota, Server, Session, SocketSettings, TokenRefused,
    document::known::Documents, serve, server::Parts, shared::Shared, tell::audience::Audiences,
};
use crate::{
    account::Actor,
    graphql::{context::RequestContext, mask::Mask},
    store::Position,
};
use async_graphql::{Context, Error, ErrorExtensions, Object, Schema, Subscription};
use futures::{FutureExt, Stream, StreamExt, stream};
use guichet_domain::{
    AccessTokenScope, Credential, Role,
    id::{AccessTokenId, PersonId, SessionId},
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

struct Query;

#[Object]
impl Query {
    async fn hello(&self) -> &str {
        "world"
    }

    async fn echo(&self, number: i32) -> i32 {
        number
    }

    async fn tickets(&self, first: usize) -> Vec<Query> {
        (0..first).map(|_| Query).collect()
    }

    async fn viewer(&self, ctx: &Context<'_>) -> Result<i64, Error> {
        let actor = ctx.data::<RequestContext>()?.actor;
        let denied = || Error::new("sign in first").extend_with(|_, e| e.set("code", "UNAUTHENTICATED"));
        actor.map(|actor| actor.id.0).ok_or_else(denied)
    }

    async fn is_rejected(&self, ctx: &Context<'_>) -> Result<bool, Error> {
        Ok(ctx.data::<RequestContext>()?.token_rejected)
    }

    async fn secret(&self) -> Result<i32, Error> {
        Err(Error::new("no such column: person.password_hash"))
    }

    async fn limited(&self) -> Result<i32, Error> {
        Err(Error::new("too often").extend_with(|_, e| {
            e.set("code", "RATE_LIMITED");
            e.set("retryAfter", 7);
        }))
    }

    async fn explode(&self) -> i32 {
        [1, 2, 3].into_iter().find(|number| *number > 3).expect("this test wants a resolver to panic")
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn sign_in(&self, ctx: &Context<'_>) -> Result<Option<String>, Error> {
        let context = ctx.data::<RequestContext>()?;
        context.cookies.set("guichet_refresh=new; HttpOnly".into());
        Ok(context.refresh_cookie.clone())
    }

    async fn slow(&self) -> bool {
        tokio::time::sleep(Duration::from_millis(400)).await;
        true
    }

    async fn take_turn(&self, ctx: &Context<'_>) -> Result<bool, Error> {
        let _turn = ctx.data::<Turn>()?.lock().await;
        tokio::time::sleep(Duration::from_millis(400)).await;
        Ok(true)
    }
}

/// What one at a time may do.
type Turn = Arc<tokio::sync::Mutex<()>>;

struct Watch;

#[Subscription]
impl Watch {
    async fn count(&self, to: i32) -> impl Stream<Item = i32> {
        stream::iter(1..=to)
    }

    async fn silence(&self) -> impl Stream<Item = i32> {
        stream::pending()
    }

    async fn flood(&self) -> impl Stream<Item = String> {
        stream::repeat_with(|| "x".repeat(10_000))
    }

    async fn viewer(&self, ctx: &Context<'_>) -> Result<impl Stream<Item = i64> + use<>, Error> {
        let actor = ctx.data::<RequestContext>()?.actor;
        let denied = || Error::new("sign in first").extend_with(|_, e| e.set("code", "UNAUTHENTICATED"));
        let id = actor.map(|actor| actor.id.0).ok_or_else(denied)?;
        Ok(stream::iter([id]).chain(stream::pending()))
    }

    async fn bomb(&self) -> impl Stream<Item = i32> {
        stream::iter([1, 2]).map(|n| if n == 2 { panic!("this test wants a stream to panic") } else { n })
    }
}

/// Tokens are `<account>`, `<account>:<milliseconds to live>` or `<account>:<milliseconds to live>:read`; all end with
/// `revoked`. Whether `doubtful` is one can't be told.
#[derive(Default)]
struct Accounts {
    revoked: CancellationToken,
}

impl Backend for Accounts {
    async fn session(&self, bearer: &str) -> Result<Session, TokenRefused> {
        assert_ne!(bearer, "panic", "this test wants the backend to panic");
        if bearer == "doubtful" {
            return Err(TokenRefused::Unavailable);
        }
        let mut parts = bearer.split(':');
        let (account, lifetime) = (parts.next().unwrap_or_default(), parts.next().unwrap_or("60000"));
        let id = account.parse().map_err(|_| TokenRefused::Invalid)?;
        let credential = match parts.next() {
            None => Credential::Session(SessionId(id)),
            Some(_) => Credential::AccessToken(AccessTokenId(id), AccessTokenScope::Read),
        };
        Ok(Session {
            last_write: Position::default(),
            revision: None,
            actor: Actor { id: PersonId(id), role: Role::Client, credential },
            valid_for: Duration::from_millis(lifetime.parse().map_err(|_| TokenRefused::Invalid)?),
            revoked: self.revoked.clone().cancelled_owned().boxed(),
        })
    }

    async fn is_ready(&self) -> bool {
        !self.revoked.is_cancelled()
    }

    async fn lost(&self) {
        std::future::pending().await
    }

    fn doubt(&self) {}

    fn doubts(&self) -> u64 {
        0
    }
}

/// A server on a port of its own, until it is dropped.
struct Running {
    address: SocketAddr,
    revoked: CancellationToken,
    stop: CancellationToken,
    serving: JoinHandle<()>,
}

impl Running {
    async fn start() -> Self {
        Self::with(SocketSettings { operations: 3, ..SocketSettings::default() }).await
    }

    async fn with(socket: SocketSettings) -> Self {
        Self::set(HttpSettings { socket, ..HttpSettings::default() }).await
    }

    async fn set(mut settings: HttpSettings) -> Self {
        settings.bounds.cost = 500;
        let turn = Turn::default();
        let schema = || Schema::build(Query, Mutation, Watch).data(Arc::clone(&turn));
        let executors = Executors { checking: schema().extension(Mask).finish(), trusting: schema().finish() };
        let backend = Accounts::default();
        let revoked = backend.revoked.clone();
        let server = Server::from(Parts {
            sdl: executors.checking.sdl(),
            executors,
            documents: Documents::default(),
            shared: Shared::default(),
            audiences: Audiences::default(),
            backend,
            settings,
            quota: Quota::per_minute(0, 0),
            budget: Arc::new(Budget::of(2_000)),
            watching: Arc::new(Budget::of(100_000)),
            lifetime: Lifetime::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let serving = tokio::spawn(serve(listener, server, stop.clone().cancelled_owned()));
        Self { address, revoked, stop, serving }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
