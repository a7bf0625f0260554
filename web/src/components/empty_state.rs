//! A list with nothing in it.

use super::{Icon, IconName};
use yew::prelude::*;

/// Props of [`EmptyState`].
#[derive(PartialEq, Properties)]
pub struct EmptyStateProps {
    /// What is not there.
    pub title: AttrValue,
    /// What that means, or what to do about it.
    #[prop_or_default]
    pub text: Option<AttrValue>,
    /// The drawing above.
    #[prop_or(IconName::Inbox)]
    pub icon: IconName,
    /// The way on, such as a button.
    #[prop_or_default]
    pub children: Html,
}

/// Says that there is nothing, and what to do about it.
#[component]
pub fn EmptyState(props: &EmptyStateProps) -> Html {
    html! {
        <div class="empty" data-test="empty">
            <Icon name={props.icon} />
            <p class="empty__title">{ &props.title }</p>
            if let Some(text) = &props.text {
                <p>{ text }</p>
            }
            { props.children.clone() }
        </div>
    }
}
