//! Where a ticket stands, in one line.

use crate::{
    components::{RelativeTime, StatusBadge, WaitingBadge},
    locale::use_locale,
    network::operation::thread::Ticket,
    page::ticket_words,
};
use guichet_domain::Party;
use std::rc::Rc;
use yew::prelude::*;

/// Props of [`Standing`].
#[derive(PartialEq, Properties)]
pub struct StandingProps {
    /// The ticket.
    pub ticket: Rc<Ticket>,
    /// The side of the reader.
    pub reader: Party,
}

/// The number, the state, who has to act and since when.
#[component]
pub fn Standing(props: &StandingProps) -> Html {
    let locale = use_locale();
    let words = locale.words();
    let ticket = &props.ticket;
    let status = ticket.status.into();
    html! {
        <div class="cluster" data-test="standing">
            <span class="number">{ (words.ticket.number)(ticket.number) }</span>
            <StatusBadge {status} label={ticket_words::status(words, status)} />
            if let Some(waiting_on) = ticket.waiting_on.map(Party::from) {
                <WaitingBadge
                    {waiting_on}
                    reader={props.reader}
                    label={ticket_words::waiting_on(words, waiting_on, props.reader)}
                />
            }
            <span class="small">
                <RelativeTime at={ticket.last_activity_at.0.clone()} lang={locale.tag()} />
            </span>
        </div>
    }
}
