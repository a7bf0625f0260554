//! Something that was chosen, with the way to another choice.

use crate::components::{Button, ButtonKind};
use yew::prelude::*;

/// Something that was chosen.
pub struct Chosen {
    /// Its name.
    pub text: String,
    /// What tells it from others.
    pub detail: String,
    /// What the button says.
    pub change_label: &'static str,
    /// Called to choose another.
    pub on_change: Callback<()>,
    /// Its name for the browser tests.
    pub data_test: &'static str,
}

impl Chosen {
    /// What was chosen, in one line.
    pub fn view(self) -> Html {
        let change = Button {
            label: self.change_label,
            kind: ButtonKind::Quiet,
            class: Some("button--small"),
            onclick: self.on_change.reform(|_: MouseEvent| ()),
            ..Button::default()
        };
        html! {
            <div class="chosen" data-test={self.data_test}>
                <span class="chosen__text">
                    <strong>{ self.text }</strong>
                    <span class="soft small">{ self.detail }</span>
                </span>
                { change.view() }
            </div>
        }
    }
}
