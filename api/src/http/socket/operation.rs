//! An operation of a socket.

use crate::http::{answers::Answers, run::Answer};
use futures::{Stream, StreamExt};
use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

/// What an operation gives: its answers, then nothing once.
pub struct Operation {
    answers: Answers,
    is_over: bool,
}

impl Operation {
    /// One that gives these.
    pub const fn new(answers: Answers) -> Self {
        Self { answers, is_over: false }
    }
}

impl Stream for Operation {
    type Item = Option<Answer>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Option<Answer>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let answer = ready!(self.answers.poll_next_unpin(cx));
        self.is_over = answer.is_none();
        Poll::Ready(Some(answer))
    }
}
