//! Whose a socket is, and how long.

use super::{Connection, Step};
use crate::http::{
    backend::{Backend, Session, TokenRefused},
    places::Holder,
    socket::{close::Close, message::ServerMessage},
};
use async_graphql::Executor;
use futures::FutureExt;
use tokio::{
    task::unconstrained,
    time::{Instant, sleep_until, timeout},
};

impl<E: Executor, B: Backend> Connection<E, B> {
    pub(super) async fn initialise(&mut self, token: Option<String>) -> Step {
        self.init_is_late = None;
        match token {
            Some(token) => match self.session(&token).await {
                Ok(session) => self.adopt(session)?,
                Err(close) => return Step::Break(Some(close)),
            },
            None => {
                let most = self.limits.sockets.div_ceil(2);
                self.among_visitors = self.server.lifetime.places.take(Holder::Visitors, most);
                if self.among_visitors.is_none() {
                    return Step::Break(Some(Close::try_again()));
                }
            }
        }
        self.machine.acknowledge();
        self.send(&ServerMessage::ConnectionAck).await
    }

    pub(super) async fn renew(&mut self, token: &str) -> Step {
        // The base is asked, as by an operation.
        if self.server.quota.take(self.actor.as_ref(), self.peer, 1, 0, || 0).is_err() {
            return Step::Break(Some(Close::too_many_renewals()));
        }
        match self.session(token).await {
            Ok(session) if self.actor.is_none_or(|actor| actor.id == session.actor.id) => self.adopt(session)?,
            Ok(_) => return Step::Break(Some(Close::forbidden("the token is another account's"))),
            Err(close) => return Step::Break(Some(close)),
        }
        self.send(&ServerMessage::Pong).await
    }

    async fn session(&mut self, token: &str) -> Result<Session, Close> {
        let session = timeout(self.limits.init_time, self.server.backend.session(token));
        match self.operations.during(session).await {
            Ok(Ok(session)) => Ok(session),
            Ok(Err(TokenRefused::Invalid)) => Err(Close::forbidden("the token is not valid, or no longer")),
            Ok(Err(TokenRefused::Unavailable)) | Err(_) => Err(Close::try_again()),
        }
    }

    fn adopt(&mut self, Session { actor, valid_for, revoked, .. }: Session) -> Step {
        let (holder, most) = (Holder::of(&actor), self.limits.per_account);
        if self.seat.holder != holder {
            match self.server.lifetime.places.take(holder, most) {
                Some(seat) => self.seat = seat,
                None => return Step::Break(Some(Close::too_many_sockets(most))),
            }
        }
        self.among_visitors = None;
        self.actor = Some(actor);
        let expiry = Instant::now() + valid_for;
        // Also of a task that has done much: what it is told then would come after its end.
        self.over = unconstrained(async move {
            tokio::select! {
                () = revoked => Close::forbidden("the session or the access token has ended"),
                () = sleep_until(expiry) => Close::forbidden("the token has expired"),
            }
        })
        .boxed();
        Step::Continue(())
    }
}
