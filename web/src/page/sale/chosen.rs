//! Something that was chosen, with the way to another choice.

use crate::components::{Button, ButtonKind};
use yew::prelude::*;

/// Props of [`Chosen`].
#[derive(PartialEq, Properties)]
pub struct ChosenProps {
    /// Its name.
    pub text: AttrValue,
    /// What tells it from others.
    pub detail: AttrValue,
    /// What the button says.
    pub change_label: AttrValue,
    /// Called to choose another.
    pub on_change: Callback<()>,
    /// Its name for the browser tests.
    pub data_test: AttrValue,
}

/// What was chosen, in one line.
#[component]
pub fn Chosen(props: &ChosenProps) -> Html {
    let onclick = props.on_change.reform(|_: MouseEvent| ());
    html! {
        <div class="chosen" data-test={&props.data_test}>
            <span class="chosen__text">
                <strong>{ &props.text }</strong>
                <span class="soft small">{ &props.detail }</span>
            </span>
            <Button kind={ButtonKind::Quiet} class="button--small" {onclick}>{ &props.change_label }</Button>
        </div>
    }
}
