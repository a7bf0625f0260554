//! Telling what happens to a queue: each change is written once for all who ask alike and may see the same.

use super::{
    metrics,
    run::{Answer, Prepared},
};
use crate::{Error, feed::queue::QueueChange, graphql::told::Watch};
use async_graphql::{Executor, Value};
use futures::{FutureExt, Stream, StreamExt, future::BoxFuture};
use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};
use tracing::{Instrument, Span};

/// The changes of a queue, as one of its subscribers is told them.
pub struct Tell<E> {
    watch: Watch,
    /// How a change is written that nobody has written yet.
    writer: Arc<(Prepared, E)>,
    /// What is being written.
    writing: Option<BoxFuture<'static, Answer>>,
    /// What the subscription costs, told with its first change.
    cost: BTreeMap<String, Value>,
    /// Of the request that began it.
    span: Span,
}

impl<E: Executor> Tell<E> {
    /// Tells what this operation asks of what it watches.
    pub fn new(mut prepared: Prepared, executor: E, watch: Watch) -> Self {
        let cost = prepared.cost_once();
        Self { watch, writer: Arc::new((prepared, executor)), writing: None, cost, span: Span::current() }
    }

    fn told(&mut self, mut answer: Answer) -> Answer {
        answer.extensions.append(&mut self.cost);
        answer
    }
}

impl<E: Executor> Stream for Tell<E> {
    type Item = Answer;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Answer>> {
        if self.writing.is_none() {
            let Some(change) = ready!(self.watch.changes.poll_next_unpin(cx)) else { return Poll::Ready(None) };
            metrics::delivery();
            if let Ok(QueueChange::Ticket(kind, change)) = &change
                && let Some(written) = change.answers.written(self.watch.asked, *kind)
            {
                return Poll::Ready(Some(self.told(Answer { data: Some(written), ..Answer::default() })));
            }
            self.writing = Some(self.write(change));
        }
        let Some(writing) = &mut self.writing else { return Poll::Ready(None) };
        let answer = ready!(writing.poll_unpin(cx));
        self.writing = None;
        Poll::Ready(Some(self.told(answer)))
    }
}

impl<E: Executor> Tell<E> {
    /// In a box while it lasts: whoever waits for a change is no larger for it.
    fn write(&self, change: Result<QueueChange, Error>) -> BoxFuture<'static, Answer> {
        let (writer, asked) = (Arc::clone(&self.writer), self.watch.asked);
        async move {
            let (prepared, executor) = &*writer;
            let told = match change {
                Ok(QueueChange::Ticket(kind, change)) => {
                    let answer = prepared.tell(executor, QueueChange::Ticket(kind, Arc::clone(&change)));
                    change.answers.get(asked, kind, answer).await
                }
                Ok(resync) => prepared.tell(executor, resync).await,
                Err(error) => Err(prepared.failed(error)),
            };
            told.map_or_else(|own| own, |data| Answer { data: Some(data), ..Answer::default() })
        }
        .instrument(self.span.clone())
        .boxed()
    }
}
