//! Reading the queue, and following it from where it was read.

use super::{
    list::Content,
    state::{Action, QueueState, Reading},
};
use crate::{
    hook::{use_announce, use_task_with},
    locale::use_locale,
    network::{
        Failure, Network, SessionState,
        feed::Arrival,
        operation::{
            live::{QueueChange, QueueTopic, TicketQueue},
            queue::{Queue, QueuePageVariables},
            ticket_list::TicketFilter,
            vocabulary::QueueChangeKind,
        },
        use_network,
    },
};
use futures_lite::future;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The queue, live.
pub struct LiveQueue {
    /// What it shows.
    pub state: UseReducerHandle<QueueState>,
    /// Reads it again.
    pub reload: Callback<()>,
    /// Reads another page.
    pub load_more: Callback<()>,
}

fn variables(content: &Content) -> QueuePageVariables {
    match content {
        Content::View(view) => QueuePageVariables::filtered(view.filter(), view.order()),
        Content::Search(words) => QueuePageVariables::holding(words.clone()),
    }
}

/// Reads a list, then applies to it whatever happens. Changes to all tickets are followed, not only to those of the list:
/// the counters of the other views live on them too.
#[hook]
pub fn use_queue(content: &Content) -> LiveQueue {
    let network = use_network();
    let announce = use_announce();
    let locale = use_locale();
    let state = use_reducer(QueueState::default);
    let round = use_state(|| 0_u32);

    let reload = {
        let round = round.clone();
        Callback::from(move |()| round.set(round.wrapping_add(1)))
    };
    let arrived = locale.words().queue.arrived;
    let on_change = {
        let dispatcher = state.dispatcher();
        Callback::from(move |change: QueueChange| {
            // Of all tickets, only a new one enters.
            if let (QueueChangeKind::Entered, Some(ticket)) = (change.kind, &change.ticket) {
                announce.say(arrived(ticket.number, &ticket.title));
            }
            dispatcher.dispatch(Action::Changed(Box::new(change)));
        })
    };

    use_task_with((content.clone(), *round, network.clone()), {
        let (dispatcher, reload) = (state.dispatcher(), reload.clone());
        move |(content, _, network)| {
            let (content, network) = (content.clone(), network.clone());
            async move {
                dispatcher.dispatch(Action::Begun(content.clone()));
                let queue = match read(&network, &content).await {
                    Ok(queue) => queue,
                    Err(failure) => return dispatcher.dispatch(Action::Failed(failure)),
                };
                let cursor = queue.tickets.feed_cursor.clone();
                dispatcher.dispatch(Action::Read(content, queue));
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
        let (state, content) = (state.clone(), content.clone());
        Callback::from(move |()| {
            let Reading::Ready(list) = &state.reading else { return };
            let Some(after) = list.more().filter(|_| !state.loading_more).map(str::to_owned) else { return };
            let dispatcher = state.dispatcher();
            let (network, variables) = (network.clone(), variables(&content).after(after.clone()));
            dispatcher.dispatch(Action::MoreBegun);
            spawn_local(async move {
                dispatcher.dispatch(match network.run::<Queue>(variables).await {
                    Ok(queue) => Action::MoreRead { after, page: queue.tickets },
                    Err(_) => Action::MoreFailed,
                });
            });
        })
    };
    LiveQueue { state, reload, load_more }
}

/// Reads the first page, as soon as the server can be reached and somebody is signed in.
async fn read(network: &Network, content: &Content) -> Result<Queue, Failure> {
    loop {
        match network.run::<Queue>(variables(content)).await {
            Err(Failure::Unreachable) => network.connection().back().await,
            Err(Failure::SessionEnded) => {
                network.session().state().until(|state| matches!(state, SessionState::SignedIn(_))).await;
            }
            outcome => return outcome,
        }
    }
}
