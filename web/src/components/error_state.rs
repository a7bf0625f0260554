//! Something that could not be loaded.

use super::{Button, IconName, icon};
use crate::focus::focus_first;
use web_sys::window;
use yew::prelude::*;

/// Something that could not be loaded.
pub struct ErrorState {
    /// What went wrong.
    pub title: &'static str,
    /// What that means, or whom to ask.
    pub text: String,
    /// What the button says.
    pub retry_label: &'static str,
    /// Called to try again.
    pub on_retry: Callback<()>,
}

impl ErrorState {
    /// Says what went wrong and offers to try again.
    pub fn view(self) -> Html {
        let onclick = self.on_retry.reform(|_: MouseEvent| {
            // The button goes while it is tried: the focus goes on from where the page comes.
            if let Some(page) = window().and_then(|window| window.document()?.body()) {
                focus_first(&page, "#main");
            }
        });
        html! {
            <div class="empty" role="alert" data-test="error">
                { icon(IconName::Warning) }
                <p class="empty__title">{ self.title }</p>
                <p>{ self.text }</p>
                { Button { label: self.retry_label, onclick, ..Button::default() }.view() }
            </div>
        }
    }
}
