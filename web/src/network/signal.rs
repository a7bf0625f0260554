//! A value that the whole client shares and that components watch.

use futures_lite::future;
use std::{
    cell::{Cell, RefCell},
    future::{Future, poll_fn},
    pin::Pin,
    rc::Rc,
    task::{Poll, Waker},
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// A shared value. Clones stand for the same value.
pub struct Signal<T> {
    inner: Rc<Inner<T>>,
}

struct Inner<T> {
    value: RefCell<T>,
    /// Each with the key that takes it out again. There are few.
    listeners: RefCell<Vec<(u64, Callback<T>)>>,
    wakers: RefCell<Vec<Waker>>,
    next_listener: Cell<u64>,
    /// How often it has changed.
    changes: Cell<u32>,
}

impl<T: Clone + PartialEq + 'static> Signal<T> {
    /// A signal that starts with this value.
    pub fn new(value: T) -> Self {
        let inner = Inner {
            value: RefCell::new(value),
            listeners: RefCell::default(),
            wakers: RefCell::default(),
            next_listener: Cell::new(0),
            changes: Cell::new(0),
        };
        Self { inner: Rc::new(inner) }
    }

    /// The value now.
    pub fn get(&self) -> T {
        self.inner.value.borrow().clone()
    }

    /// Changes the value and tells whoever watches; the same value again tells nobody.
    pub fn set(&self, value: T) {
        if *self.inner.value.borrow() == value {
            return;
        }
        *self.inner.value.borrow_mut() = value.clone();
        self.inner.changes.set(self.inner.changes.get().wrapping_add(1));
        // Listeners may come and go while they are told: they are copied first.
        let listeners = self.inner.listeners.borrow().clone();
        for (_, listener) in listeners {
            listener.emit(value.clone());
        }
        for waker in self.inner.wakers.take() {
            waker.wake();
        }
    }

    /// Waits until the value is as wished, and gives it.
    pub async fn until(&self, wished: impl Fn(&T) -> bool) -> T {
        poll_fn(|context| {
            let value = self.get();
            if wished(&value) {
                return Poll::Ready(value);
            }
            self.inner.wakers.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .await
    }

    /// Calls back at each change, for as long as the answer is kept.
    #[must_use]
    pub fn listen(&self, listener: Callback<T>) -> Listening<T> {
        let key = self.inner.next_listener.get();
        self.inner.next_listener.set(key + 1);
        self.inner.listeners.borrow_mut().push((key, listener));
        Listening { inner: self.inner.clone(), key }
    }
}

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone() }
    }
}

impl<T> PartialEq for Signal<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

/// Dropping it ends the listening.
pub struct Listening<T> {
    inner: Rc<Inner<T>>,
    key: u64,
}

impl<T> Drop for Listening<T> {
    fn drop(&mut self) {
        self.inner.listeners.borrow_mut().retain(|(key, _)| *key != self.key);
    }
}

/// Works until the signal says that it is over; what is under way is dropped then. This exists once in the program, not once
/// for each kind of work.
pub fn work_until(over: Signal<bool>, work: Pin<Box<dyn Future<Output = ()>>>) {
    spawn_local(future::or(
        async move {
            over.until(|over| *over).await;
        },
        work,
    ));
}

/// The value of a signal; the component renders again when it changes.
#[hook]
pub fn use_signal<T: Clone + PartialEq + 'static>(signal: &Signal<T>) -> T {
    let (update, shown) = (use_force_update(), signal.inner.changes.get());
    use_effect_with(signal.clone(), move |signal| {
        // The browser may have gone on between showing and this: what changed meanwhile was told to nobody.
        if signal.inner.changes.get() != shown {
            update.force_update();
        }
        let listening = signal.listen(Callback::from(move |_| update.force_update()));
        move || drop(listening)
    });
    signal.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_hears_changes_until_it_is_dropped() {
        let signal = Signal::new(1);
        let heard = Rc::new(RefCell::new(Vec::new()));
        let listening = signal.listen(Callback::from({
            let heard = heard.clone();
            move |value| heard.borrow_mut().push(value)
        }));
        signal.set(1);
        signal.set(2);
        drop(listening);
        signal.set(3);
        assert_eq!(*heard.borrow(), [2]);
    }

    #[test]
    fn until_waits_for_the_wished_value() {
        let signal = Signal::new(1);
        let setter = signal.clone();
        let wait = futures_lite::future::zip(signal.until(|value| *value == 3), async move { setter.set(3) });
        assert_eq!(futures_lite::future::block_on(wait).0, 3);
    }
}
