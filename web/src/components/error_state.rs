//! Something that could not be loaded.

use super::{Button, Icon, IconName};
use yew::prelude::*;

/// Props of [`ErrorState`].
#[derive(PartialEq, Properties)]
pub struct ErrorStateProps {
    /// What went wrong.
    pub title: AttrValue,
    /// What that means, or whom to ask.
    #[prop_or_default]
    pub text: Option<AttrValue>,
    /// What the button says.
    pub retry_label: AttrValue,
    /// Called to try again.
    pub on_retry: Callback<()>,
}

/// Says what went wrong and offers to try again.
#[component]
pub fn ErrorState(props: &ErrorStateProps) -> Html {
    let onclick = props.on_retry.reform(|_: MouseEvent| ());
    html! {
        <div class="empty" role="alert" data-test="error">
            <Icon name={IconName::Warning} />
            <p class="empty__title">{ &props.title }</p>
            if let Some(text) = &props.text {
                <p>{ text }</p>
            }
            <Button {onclick}>{ &props.retry_label }</Button>
        </div>
    }
}
