//! How far reading the queue has come, and what has changed since.

use super::list::{Content, QueueList};
use crate::network::{
    Failure,
    operation::{
        live::QueueChange,
        queue::{Queue, QueuePage},
        ticket::TicketCounts,
    },
};
use std::rc::Rc;
use yew::Reducible;

/// How far reading the list has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Reading {
    /// It is on its way.
    #[default]
    Loading,
    /// It won't come by itself.
    Failed(Failure),
    /// It is here, and kept as it is now.
    Ready(QueueList),
}

/// What the queue shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueueState {
    /// The list.
    pub reading: Reading,
    /// All tickets counted, once known.
    pub counts: Option<TicketCounts>,
    /// Whether another page is on its way.
    pub loading_more: bool,
}

/// What changes it.
pub enum Action {
    /// This is to be read.
    Begun(Content),
    /// It could not be read.
    Failed(Failure),
    /// It was read.
    Read(Content, Queue),
    /// The feed brings a change.
    Changed(Box<QueueChange>),
    /// Another page is asked for.
    MoreBegun,
    /// The page after a cursor has come.
    MoreRead {
        /// The cursor.
        after: String,
        /// The page.
        page: QueuePage,
    },
    /// Another page could not be read; asking again is the person's choice.
    MoreFailed,
}

impl Reducible for QueueState {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut state = Rc::unwrap_or_clone(self);
        match (action, &mut state.reading) {
            // What is read again stays on the screen meanwhile.
            (Action::Begun(content), Reading::Ready(list)) if *list.content() == content => {}
            (Action::Begun(_), reading) => *reading = Reading::Loading,
            (Action::Failed(failure), reading) => *reading = Reading::Failed(failure),
            (Action::Read(content, queue), reading) => {
                *reading = Reading::Ready(QueueList::new(content, queue.tickets));
                state.counts = Some(queue.ticket_counts);
                state.loading_more = false;
            }
            (Action::Changed(change), reading) => {
                if let (Reading::Ready(list), Some(ticket)) = (reading, change.ticket) {
                    list.apply(ticket);
                }
                state.counts = Some(change.counts);
            }
            (Action::MoreBegun, Reading::Ready(list)) => {
                list.begin_more();
                state.loading_more = true;
            }
            (Action::MoreRead { after, page }, Reading::Ready(list)) if list.more() == Some(&*after) => {
                list.append(page);
                state.loading_more = false;
            }
            (Action::MoreFailed, _) => state.loading_more = false,
            // The list has changed since the page was asked for.
            (Action::MoreBegun | Action::MoreRead { .. }, _) => {}
        }
        Rc::new(state)
    }
}
