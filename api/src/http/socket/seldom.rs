//! What a socket waits for beside its subscriptions, which seldom happens: it is looked at when it has woken somebody, not each
//! time that there is something to tell.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

/// Knows whether any of them has woken its task since it was last looked at.
pub struct Seldom {
    woken: Arc<Woken>,
    waker: Waker,
    /// Who looked last.
    task: Option<Waker>,
}

#[derive(Default)]
struct Woken {
    is_woken: AtomicBool,
    task: Mutex<Option<Waker>>,
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_woken.store(true, Ordering::Release);
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        // It stays: whoever is told something over and over need not say each time whom to wake.
        task.iter().for_each(Waker::wake_by_ref);
    }
}

impl Seldom {
    /// Nobody has looked yet.
    pub fn new() -> Self {
        let woken = Arc::new(Woken { is_woken: AtomicBool::new(true), task: Mutex::default() });
        Self { waker: Waker::from(Arc::clone(&woken)), woken, task: None }
    }

    /// Looks, if something may have happened. Where something has, there may be more, and the next look is not spared.
    pub fn poll<T>(&mut self, task: &Context<'_>, look: impl FnOnce(&mut Context<'_>) -> Poll<T>) -> Poll<T> {
        // Before the look: what happens from here on wakes the task.
        if !self.task.as_ref().is_some_and(|known| known.will_wake(task.waker())) {
            self.task = Some(task.waker().clone());
            self.woken.task.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&self.task);
        }
        if !self.woken.is_woken.swap(false, Ordering::AcqRel) {
            return Poll::Pending;
        }
        let seen = look(&mut Context::from_waker(&self.waker));
        if seen.is_ready() {
            self.woken.is_woken.store(true, Ordering::Release);
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::{FutureExt, channel::oneshot, future::poll_fn};

    #[tokio::test]
    async fn it_is_looked_at_when_it_has_woken_somebody() {
        let mut seldom = Seldom::new();
        let (send, mut receive) = oneshot::channel();
        let mut looks = 0;
        let mut look = |task: &mut Context<'_>| {
            seldom.poll(task, |cx| {
                looks += 1;
                receive.poll_unpin(cx)
            })
        };
        for _ in 0..3 {
            let seen = poll_fn(|task| Poll::Ready(look(task))).await;
            assert!(seen.is_pending());
        }
        tokio::spawn(async move { send.send(7) });
        assert_eq!(poll_fn(look).await, Ok(7));
        assert_eq!(looks, 2, "once at first, once when it was woken");
    }

    #[tokio::test]
    async fn what_has_happened_is_followed_by_another_look() {
        let mut seldom = Seldom::new();
        for n in [Poll::Ready(1), Poll::Ready(2), Poll::Pending] {
            assert_eq!(poll_fn(|task| Poll::Ready(seldom.poll(task, |_| n))).await, n);
        }
        let seen = poll_fn(|task| Poll::Ready(seldom.poll(task, |_| Poll::Ready(3)))).await;
        assert_eq!(seen, Poll::Pending, "nothing has woken anybody since");
    }
}
