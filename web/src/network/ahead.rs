//! Threads that are read before somebody asks for them: what the pointer or the focus rests on is likely to be opened next.

use super::{
    Network,
    failure::Failure,
    operation::{
        PAGE,
        thread::{Thread, ThreadVariables},
    },
    signal::Signal,
};
use std::{cell::RefCell, collections::VecDeque, rc::Rc};
use wasm_bindgen_futures::spawn_local;

/// How many threads are kept; the one that was read first goes first.
const MOST: usize = 8;

/// How far reading one has come.
#[derive(Clone, Debug, PartialEq)]
enum Fetch {
    UnderWay,
    Here(Box<Thread>),
    Failed,
}

/// The threads that were read ahead. Each serves once, and while what happens is told at once: whoever opens one follows it
/// from there, and is told what has happened since.
#[derive(Clone, Default)]
pub struct Ahead {
    threads: Rc<RefCell<Threads>>,
}

/// Each by the number of its ticket.
type Threads = VecDeque<(i32, Signal<Fetch>)>;

impl Ahead {
    /// Forgets them all, such as when somebody else is signed in.
    pub fn forget(&self) {
        self.threads.take();
    }
}

impl Network {
    /// Reads a ticket's thread ahead, unless it is here or on its way.
    pub fn read_ahead(&self, number: i32) {
        let threads = &self.ahead().threads;
        if threads.borrow().iter().any(|(known, _)| *known == number) {
            return;
        }
        let fetch = Signal::new(Fetch::UnderWay);
        let mut threads = threads.borrow_mut();
        threads.push_back((number, fetch.clone()));
        if threads.len() > MOST {
            threads.pop_front();
        }
        let network = self.clone();
        spawn_local(async move {
            let read = network.read_thread(number, None).await;
            fetch.set(read.map_or(Fetch::Failed, |thread| Fetch::Here(Box::new(thread))));
        });
    }

    /// Forgets what was read ahead: something has happened since.
    pub fn forget_ahead(&self) {
        self.ahead().forget();
    }

    /// A ticket's thread with its last entries: the one that was read ahead, or else anew.
    ///
    /// # Errors
    /// When it can't be read.
    pub async fn open_thread(&self, number: i32) -> Result<Thread, Failure> {
        let ahead = {
            let mut threads = self.ahead().threads.borrow_mut();
            let at = threads.iter().position(|(known, _)| *known == number);
            at.and_then(|at| threads.remove(at))
        };
        if let Some((_, fetch)) = ahead
            && self.connection().live().get()
            && let Fetch::Here(thread) = fetch.until(|fetch| *fetch != Fetch::UnderWay).await
        {
            return Ok(*thread);
        }
        self.read_thread(number, None).await
    }

    /// A ticket with its last entries, or with those before one of them.
    ///
    /// # Errors
    /// When it can't be read.
    pub async fn read_thread(&self, number: i32, before: Option<String>) -> Result<Thread, Failure> {
        self.run::<Thread>(ThreadVariables { number, last: PAGE, before }).await
    }
}
