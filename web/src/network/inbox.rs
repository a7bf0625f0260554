//! What has come and waits to be looked at.

use super::signal::Signal;
use std::{cell::RefCell, collections::VecDeque, rc::Rc};

/// A queue with one reader. Clones stand for the same.
pub struct Inbox<T> {
    waiting: Rc<RefCell<VecDeque<T>>>,
    state: Signal<State>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Empty,
    Filled,
    /// Nothing more comes; what waits can still be taken.
    Closed,
}

impl<T> Inbox<T> {
    /// An empty one.
    pub fn new() -> Self {
        Self { waiting: Rc::default(), state: Signal::new(State::Empty) }
    }

    /// Puts something in.
    pub fn put(&self, one: T) {
        self.waiting.borrow_mut().push_back(one);
        if self.state.get() == State::Empty {
            self.state.set(State::Filled);
        }
    }

    /// Nothing more comes.
    pub fn close(&self) {
        self.state.set(State::Closed);
    }

    /// Takes the next one out, once there is one; none when nothing more comes.
    pub async fn next(&self) -> Option<T> {
        let state = self.state.until(|state| *state != State::Empty).await;
        let mut waiting = self.waiting.borrow_mut();
        let next = waiting.pop_front();
        if state == State::Filled && waiting.is_empty() {
            self.state.set(State::Empty);
        }
        next
    }
}

impl<T> Clone for Inbox<T> {
    fn clone(&self) -> Self {
        Self { waiting: self.waiting.clone(), state: self.state.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_lite::future::{block_on, zip};

    #[test]
    fn what_came_before_the_end_is_still_given_out() {
        let inbox = Inbox::new();
        inbox.put(1);
        inbox.put(2);
        inbox.close();
        let all = async { [inbox.next().await, inbox.next().await, inbox.next().await] };
        assert_eq!(block_on(all), [Some(1), Some(2), None]);
    }

    #[test]
    fn whoever_waits_gets_what_comes_later() {
        let inbox = Inbox::new();
        let (got, ()) = block_on(zip(inbox.next(), async { inbox.put(7) }));
        assert_eq!(got, Some(7));
    }
}
