//! Whether a client is told about answers on its desktop.

use crate::{
    components::{Segment, Segments, Tone, banner, card},
    hook::use_announce,
    kept::use_kept,
    locale::use_locale,
    shell::notification,
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

const OFF: &str = "off";

/// The choice. The browser asks the person as well, and may refuse.
#[hook]
pub fn use_notifications() -> Html {
    let locale = use_locale();
    let words = &locale.words().account;
    let announce = use_announce();
    let refused = use_state(|| false);
    // It renders again when the choice changes, in whatever tab.
    use_kept(notification::KEY);
    let on_select = {
        let refused = refused.setter();
        Callback::from(move |chosen: &'static str| {
            if chosen == OFF {
                notification::turn_off();
                return;
            }
            let (refused, announce) = (refused.clone(), announce.clone());
            spawn_local(async move {
                let allowed = notification::turn_on().await;
                refused.set(!allowed);
                if allowed {
                    announce.say(words.notifications_done);
                }
            });
        })
    };
    let choice = Segments {
        name: "notifications",
        legend: words.notifications_legend,
        segments: vec![
            Segment { value: notification::ON, label: words.notifications_on },
            Segment { value: OFF, label: words.notifications_off },
        ],
        selected: if notification::is_on() { notification::ON } else { OFF },
        on_select,
    };
    let content = html! {
        <>
            <p class="soft">{ words.notifications_text }</p>
            if *refused {
                { banner(Tone::Waiting, "notifications-refused", words.notifications_refused.into()) }
            }
            { choice.view() }
        </>
    };
    card(Some(words.notifications_title), content)
}
