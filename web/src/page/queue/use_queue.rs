//! Reading the queue, and following it from where it was read.

use super::{
    selection::Selection,
    state::{Action, QueueState, Reading},
};
use crate::{
    form::Trouble,
    hook::{use_announce, use_reread, use_task_with},
    locale::use_locale,
    network::{
        Backoff, Failure, Network, SessionState,
        feed::Arrival,
        operation::{
            live::{QueueChange, QueueTopic, TicketQueue},
            queue::Queue,
            ticket_list::TicketFilter,
            vocabulary::QueueChangeKind,
        },
        use_network,
    },
};
use futures_lite::future;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// How many rows are read again at most; those behind are read again where one goes through them anew.
const MOST: usize = 500;

/// The queue, live.
pub struct LiveQueue {
    /// What it shows.
    pub state: UseReducerHandle<QueueState>,
    /// Reads it again.
    pub reload: Callback<()>,
    /// Reads another page.
    pub load_more: Callback<()>,
    /// Shows what waits above.
    pub show_held: Callback<()>,
    /// The ticket whose row is the first in sight of whoever reads further down; the rows keep it.
    pub fold: Rc<Cell<Option<i32>>>,
}

/// Reads a list, then applies to it whatever happens. Changes to all tickets are followed, not only to those of the list:
/// the counters of the other views live on them too. In another language it is read anew: what arrives is told in it.
#[hook]
pub fn use_queue(selection: &Selection) -> LiveQueue {
    let network = use_network();
    let announce = use_announce();
    let locale = use_locale();
    let state = use_reducer(QueueState::default);
    let round = use_state(|| 0_u32);
    let fold = use_memo((), |()| Cell::new(None));

    let reload = {
        let round = round.clone();
        Callback::from(move |()| round.set(round.wrapping_add(1)))
    };
    use_reread(&reload);
    let arrived = locale.words().queue.arrived;
    let on_change = {
        let (dispatcher, fold) = (state.dispatcher(), fold.clone());
        let announce = announce.clone();
        Callback::from(move |change: QueueChange| {
            // Of all tickets, only a new one enters.
            if let (QueueChangeKind::Entered, Some(ticket)) = (change.kind, &change.ticket) {
                announce.say(arrived(ticket.number, &ticket.title));
            }
            dispatcher.dispatch(Action::Changed(Box::new(change), fold.get()));
        })
    };

    use_task_with((selection.clone(), *round, network.clone(), locale.clone()), {
        let (dispatcher, reload, fold) = (state.dispatcher(), reload.clone(), fold.clone());
        let known = match &state.reading {
            Reading::Ready(list) if list.selection() == selection => Some(list.rows().len()),
            _ => None,
        };
        move |(selection, _, network, _)| {
            let (selection, network) = (selection.clone(), network.clone());
            async move {
                dispatcher.dispatch(Action::Begun(selection.clone()));
                let queue = match read(&network, &selection, known).await {
                    Ok(queue) => queue,
                    Err(failure) => return dispatcher.dispatch(Action::Failed(failure)),
                };
                let cursor = queue.tickets.feed_cursor.clone();
                dispatcher.dispatch(Action::Read(selection, queue, fold.get()));
                let on_arrival = Callback::from(move |arrival: Arrival<TicketQueue>| match arrival {
                    Arrival::Change(change) => on_change.emit(change.ticket_queue),
                    Arrival::Gap => reload.emit(()),
                });
                let everything = QueueTopic { filter: TicketFilter::default() };
                let following = network.follow(everything, Some(cursor), on_arrival);
                // Until this task is dropped, and the following with it.
                future::pending::<()>().await;
                drop(following);
            }
        }
    });

    let load_more = {
        let (state, selection, fold) = (state.clone(), selection.clone(), fold.clone());
        Callback::from(move |()| {
            let Reading::Ready(list) = &state.reading else { return };
            let Some(after) = list.more().filter(|_| !state.loading_more).map(str::to_owned) else { return };
            let dispatcher = state.dispatcher();
            let (network, variables) = (network.clone(), selection.variables().after(after.clone()));
            let (fold, announce, locale) = (fold.clone(), announce.clone(), locale.clone());
            dispatcher.dispatch(Action::MoreBegun);
            spawn_local(async move {
                dispatcher.dispatch(match network.run::<Queue>(variables).await {
                    Ok(queue) => Action::MoreRead { after, page: queue.tickets, fold: fold.get() },
                    Err(failure) => {
                        announce.say(Trouble::Failure(failure).sentence(&locale));
                        Action::MoreFailed
                    }
                });
            });
        })
    };
    let show_held = {
        let dispatcher = state.dispatcher();
        Callback::from(move |()| dispatcher.dispatch(Action::HeldShown))
    };
    LiveQueue { state, reload, load_more, show_held, fold }
}

/// Reads the list, as soon as the server can be reached and somebody is signed in. `known`: how many of its rows are here;
/// they stay until they could be read again.
async fn read(network: &Network, selection: &Selection, known: Option<usize>) -> Result<Queue, Failure> {
    let backoff = Backoff::default();
    loop {
        match read_pages(network, selection, known.unwrap_or_default().min(MOST)).await {
            Err(Failure::Unreachable) => network.connection().back().await,
            Err(Failure::SessionEnded) => {
                network.session().state().until(|state| matches!(state, SessionState::SignedIn(_))).await;
            }
            Err(Failure::RateLimited { .. } | Failure::Internal { .. }) if known.is_some() => backoff.pause().await,
            outcome => return outcome,
        }
    }
}

/// Reads the first page, and on until there are so many rows.
async fn read_pages(network: &Network, selection: &Selection, count: usize) -> Result<Queue, Failure> {
    let (mut variables, mut read) = (selection.variables(), None::<Queue>);
    loop {
        let next = network.run::<Queue>(variables).await?;
        let queue = match read {
            None => next,
            Some(mut queue) => {
                queue.tickets.edges.extend(next.tickets.edges);
                queue.tickets.page_info = next.tickets.page_info;
                queue
            }
        };
        let page_info = &queue.tickets.page_info;
        let goes_on = page_info.has_next_page && queue.tickets.edges.len() < count;
        match page_info.end_cursor.clone().filter(|_| goes_on) {
            Some(cursor) => variables = selection.variables().after(cursor),
            None => return Ok(queue),
        }
        read = Some(queue);
    }
}
