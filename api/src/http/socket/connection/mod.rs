//! One socket, in one task: what comes in, what its operations give, and what ends it.

mod event;
mod send;
mod session;

use super::{
    close::Close,
    machine::{Action, Machine},
    message::{self, ServerMessage},
    operations::Operations,
    outlet::Outlet,
    seldom::Seldom,
    upgrade::WebSocket,
    wire::Wire,
};
use crate::{
    account::Actor,
    gauge::{SOCKETS, UnderWay},
    graphql::context::{RequestContext, ResponseCookies},
    http::{
        answer::Answer,
        answers::Answers,
        backend::Backend,
        error::rate_limited,
        params::Params,
        places::Place,
        run,
        server::{Server, SocketSettings},
    },
};
use async_graphql::{Executor, parser::types::OperationType};
use event::Event;
use futures::{
    FutureExt, StreamExt,
    future::{self, BoxFuture, poll_fn},
};
use send::FAREWELL;
use std::{net::IpAddr, ops::ControlFlow, sync::Arc, time::Duration};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, sleep_until, timeout};
use tokio_tungstenite::tungstenite::{self, Bytes, Message};
use tracing::{Instrument, Span};

/// How long queries and mutations may go on once the server stops.
const GRACE: Duration = Duration::from_secs(5);

/// Why the loop ends: with a close frame, or without when nobody is left to read it.
type Step = ControlFlow<Option<Close>>;

/// A socket and all that belongs to it.
pub struct Connection<E, B> {
    server: Server<E, B>,
    limits: SocketSettings,
    socket: WebSocket,
    /// What the socket is on.
    wire: Arc<Wire>,
    machine: Machine,
    operations: Operations,
    seldom: Seldom,
    actor: Option<Actor>,
    /// Its address's until somebody signs in, then the account's.
    seat: Place,
    /// Among all on which nobody has signed in.
    among_visitors: Option<Place>,
    /// Resolves when the session is over.
    over: BoxFuture<'static, Close>,
    /// Resolves when the first word has been waited for long enough; gone once it came.
    init_is_late: Option<BoxFuture<'static, ()>>,
    pings: Interval,
    stopping: BoxFuture<'static, ()>,
    request_id: Arc<str>,
    started: u64,
    peer: IpAddr,
    /// Carries the request's id. What is told over and over is told outside of it: entering takes longer.
    span: Span,
    _count: UnderWay,
}

impl<E: Executor, B: Backend> Connection<E, B> {
    /// A socket just opened.
    pub fn new(
        server: Server<E, B>,
        socket: WebSocket,
        wire: Arc<Wire>,
        request_id: Arc<str>,
        seat: Place,
        peer: IpAddr,
    ) -> Self {
        let limits = server.settings.socket;
        let mut pings = interval_at(Instant::now() + limits.ping_every, limits.ping_every);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            init_is_late: Some(sleep_until(Instant::now() + limits.init_time).boxed()),
            pings,
            span: tracing::info_span!("socket", %request_id),
            stopping: server.lifetime.stopping.clone().cancelled_owned().boxed(),
            server,
            limits,
            socket,
            wire,
            machine: Machine::new(limits.operations),
            operations: Operations::default(),
            seldom: Seldom::new(),
            actor: None,
            seat,
            among_visitors: None,
            over: future::pending().boxed(),
            request_id,
            started: 0,
            peer,
            _count: UnderWay::begin(SOCKETS),
        }
    }

    /// Serves it to its end, which comes at once to a peer that does not speak the sub-protocol.
    pub async fn serve(&mut self, speaks_protocol: bool) {
        let close = if speaks_protocol { self.run().await } else { Some(Close::not_acceptable()) };
        // Operations stop before the farewell, which may take its time.
        self.operations.stop_all();
        if let Some(close) = close {
            let span = self.span.clone();
            Box::pin(self.say_goodbye(close).instrument(span)).await;
        }
    }

    async fn run(&mut self) -> Option<Close> {
        let mut was_heard = true;
        loop {
            // Of an answer's asker, until the answer has left.
            let mut share = None;
            let message = match poll_fn(|task| self.poll_event(task)).await {
                Event::Over(close) => return Some(close),
                Event::InitIsLate => return Some(Close::init_timeout()),
                Event::Stopping => {
                    let span = self.span.clone();
                    return Box::pin(self.finish().instrument(span)).await;
                }
                Event::Answer(id, mut answer) => {
                    share = answer.as_mut().and_then(|answer| answer.share.take());
                    self.answer(&id, answer)
                }
                Event::PingIsDue if std::mem::take(&mut was_heard) => Some(Message::Ping(Bytes::new())),
                Event::PingIsDue => {
                    tracing::debug!(parent: &self.span, "the peer fell silent");
                    return None;
                }
                Event::RestIsLeft => {
                    if let Step::Break(close) = self.flush().await {
                        return close;
                    }
                    None
                }
                Event::Received(received) => {
                    was_heard = true;
                    // In a box while it lasts: a socket that waits is no larger than what it waits for.
                    let span = self.span.clone();
                    if let Step::Break(close) = Box::pin(self.on_received(received).instrument(span)).await {
                        return close;
                    }
                    None
                }
            };
            if let Some(message) = message
                && let Step::Break(close) = self.transmit(message).await
            {
                return close;
            }
            drop(share);
        }
    }

    /// The server stops: what was asked for is still answered, within reason.
    async fn finish(&mut self) -> Option<Close> {
        self.operations.stop_subscriptions();
        let until = Instant::now() + GRACE;
        while let Ok(Some((id, answer))) = tokio::time::timeout_at(until, self.operations.called()).await {
            if let Some(message) = self.answer(&id, answer)
                && let Step::Break(close) = self.transmit(message).await
            {
                return close;
            }
        }
        Some(Close::going_away())
    }

    async fn on_received(&mut self, received: Option<Result<Message, tungstenite::Error>>) -> Step {
        let text = match received {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Binary(_))) => return Step::Break(Some(Close::invalid("messages are text"))),
            // Its pong leaves before more is read: a peer that reads none would have them pile up.
            Some(Ok(Message::Ping(_))) => return self.flush().await,
            Some(Ok(Message::Pong(_))) => return Step::Continue(()),
            Some(Ok(Message::Close(_))) => {
                self.operations.stop_all();
                // Reading on sends the peer's frame back to it.
                let _ = timeout(FAREWELL, self.socket.next()).await;
                return Step::Break(None);
            }
            Some(Ok(Message::Frame(_))) => return Step::Continue(()),
            Some(Err(error)) => return Step::Break(Close::after(&error)),
            None => return Step::Break(None),
        };
        match self.machine.on_text(&text) {
            Action::Nothing => Step::Continue(()),
            Action::Initialise { token } => self.initialise(token).await,
            Action::Pong => self.send(&ServerMessage::Pong).await,
            Action::Renew { token } => self.renew(&token).await,
            Action::Start { id, params } => self.start(id, params).await,
            Action::Refuse { id } => {
                let most = self.limits.operations;
                let error = rate_limited(format!("{most} operations run on this socket: complete one first"), 1);
                self.refuse(&id, error).await
            }
            Action::Stop { id } => {
                self.operations.stop(&id);
                Step::Continue(())
            }
            Action::Close(close) => Step::Break(Some(close)),
        }
    }

    async fn start(&mut self, id: String, params: Params) -> Step {
        self.started += 1;
        let request_id: Arc<str> = format!("{}-{}", self.request_id, self.started).into();
        let context = RequestContext {
            last_write: None,
            revision: None,
            has_parts: false,
            writings: None,
            reads_replica: Arc::default(),
            actor: self.actor,
            token_rejected: false,
            request_id: Arc::clone(&request_id),
            peer: self.peer,
            refresh_cookie: None,
            cookies: ResponseCookies::default(),
        };
        match self.operations.during(run::prepare(&self.server, params, context)).await {
            Ok(prepared) => {
                let kind = prepared.kind;
                let is_lost = || self.server.backend.lost().now_or_never().is_some();
                if kind == OperationType::Subscription && is_lost() {
                    return Step::Break(Some(Close::try_again()));
                }
                let (wire, woken) = (Arc::clone(&self.wire), self.seldom.woken());
                let outlet = Outlet { id: id.as_str().into(), wire, woken };
                self.operations.start(id, kind, Answers::of(&self.server, prepared, Some(outlet)));
                Step::Continue(())
            }
            Err(error) => {
                self.machine.ended(&id);
                let Answer { errors, .. } = Answer::refused(error, &request_id);
                self.send(&ServerMessage::Error { id: &id, payload: &errors }).await
            }
        }
    }

    /// What tells an answer of an operation, or that it was the last.
    fn answer(&mut self, id: &str, answer: Option<Answer>) -> Option<Message> {
        match answer {
            Some(Answer { data: None, errors, .. }) if !errors.is_empty() => {
                self.forget(id);
                ServerMessage::Error { id, payload: &errors }.text()
            }
            Some(answer) => Some(Message::Text(message::next(id, &answer).into())),
            None => {
                self.forget(id);
                ServerMessage::Complete { id }.text()
            }
        }
    }

    fn forget(&mut self, id: &str) {
        self.machine.ended(id);
        self.operations.stop(id);
    }
}
