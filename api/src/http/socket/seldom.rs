//! What a socket waits for beside its subscriptions, which seldom happens: it is looked at when it has woken somebody, not each
//! time that there is something to tell.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Wake, Waker},
};

/// Knows whether any of them has woken its task since it was last looked at.
pub struct Seldom {
    woken: Arc<Woken>,
    waker: Waker,
    /// Who looked last.
    task: Option<Waker>,
}

/// Whether something seldom has happened that nobody has looked at.
#[derive(Debug, Default)]
pub struct Woken {
    is_woken: AtomicBool,
    task: Mutex<Option<Waker>>,
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_woken.store(true, Ordering::Release);
        self.wake_task();
    }
}

impl Woken {
    /// Whether there is something to look at.
    pub fn is_woken(&self) -> bool {
        self.is_woken.load(Ordering::Acquire)
    }

    /// Wakes the task for another reason.
    pub fn wake_task(&self) {
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

    /// For those who have to know whether there is something to look at.
    pub fn woken(&self) -> Arc<Woken> {
        Arc::clone(&self.woken)
    }

    /// Whether to look, and what shall be woken by what is looked at: it wakes this task. Asked before the look, so that what
    /// happens from then on is not missed.
    pub fn look(&mut self, task: &Context<'_>) -> Option<Waker> {
        if !self.task.as_ref().is_some_and(|known| known.will_wake(task.waker())) {
            self.task = Some(task.waker().clone());
            self.woken.task.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&self.task);
        }
        self.woken.is_woken.swap(false, Ordering::AcqRel).then(|| self.waker.clone())
    }

    /// The next look is not spared: there may be more, or somebody else has looked meanwhile.
    pub fn look_again(&self) {
        self.woken.is_woken.store(true, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::{FutureExt, channel::oneshot, future::poll_fn};
    use std::task::Poll;

    #[tokio::test]
    async fn it_is_looked_at_when_it_has_woken_somebody() {
        let mut seldom = Seldom::new();
        let (send, mut receive) = oneshot::channel();
        let mut looks = 0;
        let mut look = |task: &mut Context<'_>| match seldom.look(task) {
            Some(waker) => {
                looks += 1;
                receive.poll_unpin(&mut Context::from_waker(&waker))
            }
            None => Poll::Pending,
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
    async fn whoever_says_so_is_looked_at_again() {
        let mut seldom = Seldom::new();
        let mut is_due = async || poll_fn(|task| Poll::Ready(seldom.look(task).is_some())).await;
        assert!(is_due().await, "at first");
        assert!(!is_due().await, "nothing has woken anybody since");
        seldom.look_again();
        assert!(poll_fn(|task| Poll::Ready(seldom.look(task).is_some())).await);
    }
}
