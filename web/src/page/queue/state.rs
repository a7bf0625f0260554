//! How far reading the queue has come, and what has changed since.

use super::{list::QueueList, selection::Selection};
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
#[derive(Clone, Debug, Default)]
pub enum Reading {
    /// It is on its way.
    #[default]
    Loading,
    /// It won't come by itself.
    Failed(Failure),
    /// It is here, and kept as it is now.
    Ready(Rc<QueueList>),
}

/// What the queue shows.
#[derive(Clone, Debug, Default)]
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
    Begun(Selection),
    /// It could not be read.
    Failed(Failure),
    /// It was read, while this ticket's row was the first in sight of someone who reads further down.
    Read(Selection, Queue, Option<i32>),
    /// The feed brings a change, while this ticket's row is the first in sight, of someone who reads further down.
    Changed(Box<QueueChange>, Option<i32>),
    /// What waits above is to be shown.
    HeldShown,
    /// Another page is asked for.
    MoreBegun,
    /// The page after a cursor has come.
    MoreRead {
        /// The cursor.
        after: String,
        /// The page.
        page: QueuePage,
        /// The ticket whose row is the first in sight.
        fold: Option<i32>,
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
            (Action::Begun(selection), Reading::Ready(list)) if *list.selection() == selection => {}
            (Action::Begun(_), reading) => *reading = Reading::Loading,
            (Action::Failed(failure), reading) => *reading = Reading::Failed(failure),
            (Action::Read(selection, queue, fold), reading) => {
                match reading {
                    Reading::Ready(list) if *list.selection() == selection => {
                        Rc::make_mut(list).reread(queue.tickets, fold);
                    }
                    _ => *reading = Reading::Ready(Rc::new(QueueList::new(selection, queue.tickets))),
                }
                state.counts = Some(queue.ticket_counts);
                state.loading_more = false;
            }
            (Action::Changed(change, fold), reading) => {
                if let (Reading::Ready(list), Some(ticket)) = (reading, change.ticket) {
                    Rc::make_mut(list).apply(ticket, fold);
                }
                state.counts = Some(change.counts);
            }
            (Action::HeldShown, Reading::Ready(list)) => Rc::make_mut(list).show_held(),
            (Action::MoreBegun, Reading::Ready(list)) => {
                Rc::make_mut(list).begin_more();
                state.loading_more = true;
            }
            (Action::MoreRead { after, page, fold }, Reading::Ready(list)) if list.more() == Some(&*after) => {
                Rc::make_mut(list).append(page, fold);
                state.loading_more = false;
            }
            (Action::MoreFailed, _) => state.loading_more = false,
            // The list has changed since the page was asked for.
            (Action::MoreBegun | Action::MoreRead { .. } | Action::HeldShown, _) => {}
        }
        Rc::new(state)
    }
}
