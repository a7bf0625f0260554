//! Telling what happens to a queue: each change is written once for all who ask alike and may see the same, and those on sockets are
//! told together.

pub mod audience;
mod telling;

use super::{Server, answer::Answer, backend::Backend, budget::Share, metrics, run::Prepared, socket::Outlet};
use crate::{
    Error,
    feed::{
        Cursor,
        answers::Asked,
        queue::{Followed, Queue},
    },
    graphql::told::Watch,
    store::Scope,
};
use async_graphql::{Executor, Value};
use audience::{Seat, Turn};
use futures::{FutureExt, Stream, StreamExt, future::BoxFuture};
use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};
use telling::{Telling, Told, Writer};
use tracing::{Instrument, Span};

/// The changes of a queue, as one of its subscribers is told them.
pub struct Tell<E, B> {
    queue: Queue,
    /// What its readers have in common.
    asked: Asked,
    way: Way<E, B>,
    /// Up to where it was told, while it is told by itself.
    told: Cursor,
    writer: Arc<Writer<E, B>>,
    /// Where others may tell it.
    outlet: Option<Outlet>,
    /// What the subscription costs, told with its first change.
    cost: BTreeMap<String, Value>,
    /// Of what its asker may watch.
    _share: Share,
}

/// How a subscriber is told.
enum Way<E, B> {
    Alone(Telling<E, B>),
    Together(Seat),
    /// Together no longer, and not yet alone.
    Returning(BoxFuture<'static, Result<Followed, Error>>),
    Over,
}

impl<E: Executor, B: Backend> Tell<E, B> {
    /// Tells what this operation asks of what it watches.
    pub fn new(
        mut prepared: Prepared,
        server: Server<E, B>,
        Watch { queue, followed, asked }: Watch,
        share: Share,
        outlet: Option<Outlet>,
    ) -> Self {
        let cost = prepared.cost_once();
        let writer = Arc::new(Writer { prepared, server, span: Span::current() });
        Self {
            // One client is seldom there twice, and has an audience of its own each time.
            outlet: outlet.filter(|_| asked.scope == Scope::Everything),
            queue,
            asked,
            told: followed.from,
            way: Way::Alone(Telling::new(followed, asked, Arc::clone(&writer))),
            writer,
            cost,
            _share: share,
        }
    }

    /// Takes a seat, where it has been told all that there is.
    fn join(&mut self) -> bool {
        let Some(outlet) = self.outlet.as_ref().filter(|_| self.cost.is_empty()) else { return false };
        let telling = match std::mem::replace(&mut self.way, Way::Over) {
            Way::Alone(telling) if telling.is_live() => telling,
            other => {
                self.way = other;
                return false;
            }
        };
        let audience = self.writer.server.audiences.of(self.asked, &self.queue.filter);
        let joined = audience.join(outlet.clone(), self.told, telling);
        let is_seated = joined.is_ok();
        self.way = joined.map_or_else(Way::Alone, Way::Together);
        is_seated
    }
}

impl<E: Executor, B: Backend> Stream for Tell<E, B> {
    type Item = Answer;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Answer>> {
        loop {
            match &mut self.way {
                Way::Alone(telling) => match telling.poll_next_unpin(cx) {
                    Poll::Ready(Some(Told { cursor, mut answer, .. })) => {
                        metrics::deliveries(1);
                        self.told = cursor.unwrap_or(self.told);
                        answer.extensions.append(&mut self.cost);
                        return Poll::Ready(Some(answer));
                    }
                    Poll::Ready(None) => self.way = Way::Over,
                    Poll::Pending if self.join() => {}
                    Poll::Pending => return Poll::Pending,
                },
                Way::Together(seat) => match ready!(seat.poll_turn()) {
                    Turn::Tell(data) => return Poll::Ready(Some(Answer::of(data))),
                    Turn::GoOn(told) => {
                        let follows = self.queue.clone().follow(Some(told));
                        self.way = Way::Returning(follows.instrument(self.writer.span.clone()).boxed());
                    }
                },
                Way::Returning(follows) => match ready!(follows.poll_unpin(cx)) {
                    Ok(followed) => {
                        self.told = followed.from;
                        self.way = Way::Alone(Telling::new(followed, self.asked, Arc::clone(&self.writer)));
                    }
                    Err(error) => {
                        self.way = Way::Over;
                        return Poll::Ready(Some(self.writer.prepared.failed(error)));
                    }
                },
                Way::Over => return Poll::Ready(None),
            }
        }
    }
}
