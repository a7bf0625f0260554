//! Reading a thread, and following it.

use super::state::{ThreadAction, ThreadState};
use crate::{
    form::Trouble,
    hook::{Resource, ResourceState, use_announce, use_reread, use_resource, use_viewer},
    locale::use_locale,
    network::{
        feed::Arrival,
        operation::{
            live::{ThreadTopic, TicketEvents},
            thread::{Thread, Ticket},
        },
        use_network,
    },
};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// A thread as it is now.
pub struct LiveThread {
    /// How the first reading goes.
    pub resource: Resource<Thread>,
    state: UseReducerHandle<ThreadState>,
    handle: ThreadHandle,
}

impl LiveThread {
    /// The ticket; none where there is no such ticket, as far as the viewer may see.
    pub fn ticket(&self) -> Option<Rc<Ticket>> {
        // Between reading and taking in what was read there is a moment.
        let just_read = || match &self.resource.state {
            ResourceState::Ready(read) => read.ticket.clone().map(Rc::new),
            ResourceState::Loading | ResourceState::Failed(_) => None,
        };
        self.state.ticket.clone().or_else(just_read)
    }

    /// What can be done with it.
    pub fn handle(&self) -> ThreadHandle {
        self.handle.clone()
    }
}

/// What can be done with a thread.
#[derive(Clone, PartialEq)]
pub struct ThreadHandle {
    /// Reads it again; what shows stays until then.
    pub reload: Callback<()>,
    /// Reads the entries before the first.
    pub on_earlier: Callback<()>,
    /// Those are on their way.
    pub reading_earlier: bool,
}

/// Reads a ticket with its last entries, and follows it from there.
#[hook]
pub fn use_thread(number: i32) -> LiveThread {
    let (network, locale, announce, viewer) = (use_network(), use_locale(), use_announce(), use_viewer());
    let state = use_reducer(ThreadState::default);
    let reading_earlier = use_state(|| false);
    let mut resource =
        use_resource(&number.to_string(), move |network| async move { network.open_thread(number).await });
    resource.reload = resource.reload.reform({
        let network = network.clone();
        // Whoever reads again wants to see what happened since something was read ahead.
        move |()| network.forget_ahead()
    });
    use_reread(&resource.reload);

    let read_now = match &resource.state {
        ResourceState::Ready(read) => Some(read.clone()),
        ResourceState::Loading | ResourceState::Failed(_) => None,
    };
    use_effect_with(read_now.clone(), {
        let state = state.dispatcher();
        move |read| {
            let ticket = read.as_ref().and_then(|read| read.ticket.clone());
            state.dispatch(ThreadAction::Read(ticket));
        }
    });

    // From where to follow: the last entry that was read. What was read again goes on from there just as well.
    let from = read_now.and_then(|read| {
        let ticket = read.ticket.as_ref()?;
        let last = ticket.timeline.nodes.last().map(|entry| entry.cursor.clone());
        Some((ThreadTopic { ticket_id: ticket.id.clone() }, last))
    });
    let words = use_mut_ref(|| locale.words());
    words.replace(locale.words());
    use_effect_with(from, {
        let (network, state, reload) = (network.clone(), state.dispatcher(), resource.reload.clone());
        let announce = announce.clone();
        move |from| {
            let following = from.clone().map(|(topic, after)| {
                let on_arrival = Callback::from(move |arrival: Arrival<TicketEvents>| match arrival {
                    Arrival::Gap => reload.emit(()),
                    Arrival::Change(change) => {
                        let live = change.ticket_events;
                        if live.message.is_some() && live.actor.id.inner() != viewer.id {
                            announce.say((words.borrow().thread.arrived)(&live.actor.name()));
                        }
                        state.dispatch(ThreadAction::Arrived(live));
                    }
                });
                network.follow(topic, after, on_arrival)
            });
            move || drop(following)
        }
    });

    let on_earlier = {
        let (state, reading) = (state.clone(), reading_earlier.clone());
        Callback::from(move |()| {
            let Some(before) = state.ticket.as_ref().and_then(|ticket| ticket.timeline.page_info.start_cursor.clone())
            else {
                return;
            };
            let (network, state, reading) = (network.clone(), state.clone(), reading.clone());
            let (announce, locale) = (announce.clone(), locale.clone());
            reading.set(true);
            spawn_local(async move {
                match network.read_thread(number, Some(before)).await {
                    Ok(Thread { ticket: Some(ticket) }) => state.dispatch(ThreadAction::ReadEarlier(ticket.timeline)),
                    Ok(Thread { ticket: None }) => {}
                    Err(failure) => announce.say(Trouble::Failure(failure).sentence(&locale)),
                }
                reading.set(false);
            });
        })
    };

    let handle = ThreadHandle { reload: resource.reload.clone(), on_earlier, reading_earlier: *reading_earlier };
    LiveThread { resource, state, handle }
}
