//! Something that could not be loaded.

use super::{Button, IconName, icon};
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
        let onclick = self.on_retry.reform(|_: MouseEvent| ());
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
