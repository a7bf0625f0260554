//! What staff does with a client's requests, told on whatever page the client is, or when it comes back.

use super::notification;
use crate::{
    hook::{
        Announce,
        unread::{set_unread, unread},
        use_announce, use_task_with,
    },
    kept::{keep, kept, on_change},
    locale::{Locale, use_locale},
    network::{
        feed::Arrival,
        operation::{
            home::Now,
            live::{QueueChange, QueueEvent, QueueTopic, TicketQueue},
            session::Viewer,
            ticket::TicketRow,
            ticket_list::TicketFilter,
            vocabulary::{Party, TicketEventKind, TicketStatus},
        },
        use_network,
    },
    router::{Address, Route},
};
use futures_lite::future;
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use guichet_domain as domain;
use web_sys::window;
use yew::prelude::*;

/// How long another tab may take to say that an answer is read, in milliseconds.
const MOMENT: u32 = 500;

/// Follows a client's requests from where this device stopped: says what staff did, and counts what was not read. Reading a
/// request takes it off.
#[hook]
pub fn use_news(viewer: &Viewer, signed_in: bool, route: Route) {
    let (network, announce, locale) = (use_network(), use_announce(), use_locale());
    let gaps = use_state(|| 0_u32);
    let listens = signed_in && viewer.role.party() == domain::Party::Client;

    use_task_with((viewer.id.clone(), listens, *gaps, locale), move |(id, listens, gap, locale)| {
        let (id, listens, next_gap, locale) = (id.clone(), *listens, gap.wrapping_add(1), locale.clone());
        async move {
            let followed = format!("guichet.followed.{id}");
            let Some(after) = listens.then(|| kept(&followed)) else { return };
            let after = match after {
                Some(cursor) => cursor,
                // The first time on this device, it is followed from now on.
                None => match network.run::<Now>(()).await {
                    Ok(now) => now.tickets.feed_cursor,
                    Err(_) => return,
                },
            };
            keep(&followed, Some(&after));
            let on_arrival = Callback::from(move |arrival: Arrival<TicketQueue>| match arrival {
                Arrival::Change(change) => {
                    keep(&followed, Some(&change.ticket_queue.cursor));
                    if let Some((ticket, news)) = news(change.ticket_queue, &locale) {
                        tell(&id, &ticket, news, &announce);
                    }
                }
                Arrival::Gap => {
                    // Too much was missed to tell it all: it goes on from now.
                    keep(&followed, None);
                    gaps.set(next_gap);
                }
            });
            let following = network.follow(QueueTopic { filter: TicketFilter::default() }, Some(after), on_arrival);
            // Until this task is dropped, and the following with it.
            future::pending::<()>().await;
            drop(following);
        }
    });

    // A request that shows is read, once its page is in sight; also where another tab has just counted an answer to it.
    use_effect_with((viewer.id.clone(), route), |(id, route)| {
        let (id, route) = (id.clone(), *route);
        let look = move || {
            if let Route::MyTicket { number } = route
                && is_in_sight()
            {
                set_unread(&id, number, false);
            }
        };
        look();
        let document = window().and_then(|window| window.document());
        let seen = look.clone();
        let comes = document.map(|document| EventListener::new(&document, "visibilitychange", move |_| seen()));
        let listeners = (comes, on_change(look));
        move || drop(listeners)
    });
}

fn is_in_sight() -> bool {
    window().and_then(|window| window.document()).is_some_and(|document| !document.hidden())
}

fn is_being_read(number: i32) -> bool {
    is_in_sight() && Address::here().route() == Route::MyTicket { number }
}

/// What a client wants to be told about: that staff answered or resolved, unless it reads it right now.
fn news(change: QueueChange, locale: &Locale) -> Option<(TicketRow, String)> {
    let home = &locale.words().home;
    let ticket = change.ticket.filter(|ticket| !is_being_read(ticket.number))?;
    let by_staff = |event: &QueueEvent| domain::Role::from(event.actor.role).party() == domain::Party::Staff;
    let event = change.event.filter(by_staff)?;
    let wording = match (event.kind, event.to_status, ticket.waiting_on) {
        (TicketEventKind::StatusChanged, Some(TicketStatus::Resolved), _) => home.resolved,
        // The first answer comes with a change of status, and may be told as either.
        (TicketEventKind::MessagePosted | TicketEventKind::StatusChanged, _, Some(Party::Client)) => home.answered,
        (
            TicketEventKind::Opened
            | TicketEventKind::MessagePosted
            | TicketEventKind::StatusChanged
            | TicketEventKind::PriorityChanged,
            ..,
        ) => return None,
    };
    let news = wording(ticket.number);
    Some((ticket, news))
}

fn tell(viewer: &str, ticket: &TicketRow, news: String, announce: &Announce) {
    set_unread(viewer, ticket.number, true);
    if !is_in_sight() {
        let (viewer, number, title, news) = (viewer.to_owned(), ticket.number, ticket.title.clone(), news.clone());
        // Another tab may show the request: it says so at once that it is read.
        let telling = move || {
            if unread(&viewer).contains(&number) {
                let address = Route::MyTicket { number }.path();
                notification::tell(&news, &title, &address.clone(), address);
            }
        };
        Timeout::new(MOMENT, telling).forget();
    }
    announce.say(news);
}
