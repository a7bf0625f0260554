//! Reading a client's tickets, and following them.

use super::list::{ListAction, MyTicketList};
use crate::{
    form::Trouble,
    hook::{Resource, ResourceState, use_announce, use_reread, use_resource},
    locale::use_locale,
    network::{
        feed::Arrival,
        operation::{
            home::{MyTickets, MyTicketsVariables},
            live::{QueueTopic, TicketQueue},
            ticket_list::TicketFilter,
            vocabulary::QueueChangeKind,
        },
        use_network,
    },
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// A client's tickets.
pub struct LiveTickets {
    /// How the first reading goes.
    pub resource: Resource<MyTickets>,
    /// The tickets as they are now.
    pub list: UseReducerHandle<MyTicketList>,
    /// Reads another page.
    pub on_more: Callback<()>,
    /// Another page is on its way.
    pub reading_more: bool,
}

/// Reads the viewer's tickets and follows them from there.
#[hook]
pub fn use_my_tickets() -> LiveTickets {
    let (network, announce, locale) = (use_network(), use_announce(), use_locale());
    let list = use_reducer(MyTicketList::default);
    let reading_more = use_state(|| false);
    let resource =
        use_resource("", |network| async move { network.run::<MyTickets>(MyTicketsVariables::page(None)).await });
    use_reread(&resource.reload);

    let read = match &resource.state {
        ResourceState::Ready(read) => Some(read.clone()),
        ResourceState::Loading | ResourceState::Failed(_) => None,
    };
    let cursor = read.as_ref().map(|read| read.tickets.feed_cursor.clone());
    use_effect_with(read, {
        let list = list.dispatcher();
        move |read| {
            if let Some(read) = read.clone() {
                list.dispatch(ListAction::Read(read));
            }
        }
    });
    use_effect_with(cursor, {
        let (network, list, reload) = (network.clone(), list.dispatcher(), resource.reload.clone());
        move |cursor| {
            let following = cursor.clone().map(|cursor| {
                let on_arrival = Callback::from(move |arrival| match arrival {
                    Arrival::Gap => reload.emit(()),
                    Arrival::Change(change) => take(change, &list),
                });
                network.follow(QueueTopic { filter: TicketFilter::default() }, Some(cursor), on_arrival)
            });
            move || drop(following)
        }
    });

    let on_more = {
        let (list, reading_more) = (list.clone(), reading_more.clone());
        Callback::from(move |()| {
            let (network, list, reading_more) = (network.clone(), list.clone(), reading_more.clone());
            let (announce, locale) = (announce.clone(), locale.clone());
            let after = list.more().map(str::to_owned);
            reading_more.set(true);
            spawn_local(async move {
                match network.run::<MyTickets>(MyTicketsVariables::page(after)).await {
                    Ok(read) => list.dispatch(ListAction::ReadMore(read.tickets)),
                    Err(failure) => announce.say(Trouble::Failure(failure).sentence(&locale)),
                }
                reading_more.set(false);
            });
        })
    };
    LiveTickets { resource, list, on_more, reading_more: *reading_more }
}

fn take(change: TicketQueue, list: &UseReducerDispatcher<MyTicketList>) {
    let change = change.ticket_queue;
    let Some(ticket) = change.ticket else { return };
    match change.kind {
        QueueChangeKind::Entered | QueueChangeKind::Updated => list.dispatch(ListAction::Changed(ticket)),
        QueueChangeKind::Left => list.dispatch(ListAction::Left(ticket.id)),
        QueueChangeKind::Resync => {}
    }
}
