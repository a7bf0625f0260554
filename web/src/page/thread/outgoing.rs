//! A message that has not left yet.

use crate::{
    components::{Button, Tone, banner},
    form::outbox::{Outgoing, Purpose, Stage},
    locale::Locale,
    network::Reach,
};
use guichet_domain::Party;
use yew::prelude::*;

/// The message, why it is still here, and the way to take it back; `answered`: the ticket takes messages.
pub fn outgoing(
    message: &Outgoing,
    (reader, reach): (Party, Reach),
    answered: bool,
    on_back: Callback<MouseEvent>,
    locale: &Locale,
) -> Html {
    let words = &locale.words().thread;
    let refused = match message.purpose {
        Purpose::Reply { .. } if answered => words.not_taken,
        Purpose::Reply { .. } => words.refused,
        Purpose::Request { .. } => locale.words().new_ticket.refused,
    };
    let side = match reader {
        Party::Client => "message--client",
        Party::Staff => "message--staff",
    };
    let (tone, why) = match (message.stage, reach) {
        (Stage::Leaving, Reach::Online) => (Tone::Neutral, words.leaving),
        (Stage::Leaving | Stage::Waiting, _) => (Tone::Waiting, words.waiting),
        (Stage::Overtaken, _) => (Tone::Waiting, words.overtaken),
        (Stage::Refused, _) => (Tone::Urgent, refused),
    };
    let back = Button {
        label: if answered { words.take_back } else { words.throw_away },
        onclick: on_back,
        data_test: Some("take-back"),
        ..Button::default()
    };
    html! {
        <>
            <div class={classes!("message", "message--pending", side)} data-test="waiting">
                if let Purpose::Request { title, .. } = &message.purpose {
                    <h2 class="heading">{ title }</h2>
                }
                <p class="message__body">{ &message.body }</p>
            </div>
            { banner(tone, "waiting-why", why.into()) }
            // While it is being sent it may be there already.
            if (message.stage, reach) != (Stage::Leaving, Reach::Online) {
                <div class="cluster">{ back.view() }</div>
            }
        </>
    }
}
