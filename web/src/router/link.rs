//! A link to a screen.

use super::Route;
use serde::Serialize;
use yew::prelude::*;
use yew_router::{prelude::*, query::ToQuery};

/// Props of [`RouteLink`].
#[derive(PartialEq, Properties)]
pub struct RouteLinkProps<Q = ()>
where
    Q: Clone + PartialEq + Serialize + 'static,
{
    /// Where it leads.
    pub to: Route,
    /// What stands behind the `?` there.
    #[prop_or_default]
    pub query: Option<Q>,
    /// How it looks.
    #[prop_or_default]
    pub class: Classes,
    /// Whether it leads to where one is.
    #[prop_or_default]
    pub current: bool,
    /// What it says to readers of screens, where its content is not enough.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// Its name for the browser tests.
    #[prop_or_default]
    pub data_test: Option<AttrValue>,
    /// The number of the ticket it leads to, for the browser tests.
    #[prop_or_default]
    pub data_number: Option<i32>,
    /// What it says.
    #[prop_or_default]
    pub children: Html,
}

/// A link that changes the screen without loading the page anew. With a key held, it opens where the browser opens links
/// then.
#[component]
pub fn RouteLink<Q = ()>(props: &RouteLinkProps<Q>) -> Html
where
    Q: Clone + PartialEq + Serialize + 'static,
{
    let navigator = use_navigator();
    let search = props.query.as_ref().and_then(|query| query.to_query().ok());
    let href = match search.filter(|search| !search.is_empty()) {
        Some(search) => format!("{}?{search}", props.to.to_path()),
        None => props.to.to_path(),
    };
    let onclick = {
        let (to, query) = (props.to.clone(), props.query.clone());
        Callback::from(move |event: MouseEvent| {
            if event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() {
                return;
            }
            let Some(navigator) = &navigator else { return };
            event.prevent_default();
            match &query {
                None => navigator.push(&to),
                // What can't be written into an address was left out of the link's own, too.
                Some(query) => navigator.push_with_query(&to, query).unwrap_or_else(|_| navigator.push(&to)),
            }
        })
    };
    html! {
        <a
            {href}
            class={props.class.clone()}
            aria-current={props.current.then_some("page")}
            aria-label={props.label.clone()}
            data-test={props.data_test.clone()}
            data-number={props.data_number.map(|number| number.to_string())}
            {onclick}
        >
            { props.children.clone() }
        </a>
    }
}
