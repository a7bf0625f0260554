//! The rows of the queue, and the way from one to the next.

use super::{keys::step_focus, list::QueueList, row::row, view::View};
use crate::{components::Button, locale::use_locale};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition, window};
use yew::prelude::*;

/// Props of [`QueueRows`].
#[derive(PartialEq, Properties)]
pub struct QueueRowsProps {
    /// The rows.
    pub list: QueueList,
    /// The number of the ticket whose thread is open beside.
    pub current: Option<i32>,
    /// The view that the address names: it stays when a thread opens.
    pub view: View,
    /// Called to read another page.
    pub on_more: Callback<()>,
    /// Whether another page is on its way.
    pub loading_more: bool,
}

/// The rows. The up and down arrows go from one to the next; Enter opens one, as it does any link.
#[component]
pub fn QueueRows(props: &QueueRowsProps) -> Html {
    let locale = use_locale();
    let node = use_node_ref();
    let left = use_mut_ref(|| None::<i32>);
    // Whoever comes by a ticket's address, such as one that was sent, finds its row as well; whoever comes back from one
    // goes on from its row.
    use_effect_with(props.current, {
        let (node, list) = (node.clone(), props.list.clone());
        move |current| {
            let left = left.replace(*current);
            match left.filter(|_| current.is_none()).and_then(|left| list.place(left)) {
                Some(at) => focus_row(&node, at),
                None => show_current(&node),
            }
        }
    });
    let onkeydown = {
        Callback::from(move |event: KeyboardEvent| {
            let step = match event.key().as_str() {
                "ArrowDown" => 1,
                "ArrowUp" => -1,
                _ => return,
            };
            event.prevent_default();
            if let Some(document) = window().and_then(|window| window.document()) {
                step_focus(&document, step);
            }
        })
    };
    let more = Button {
        label: locale.words().common.more,
        onclick: props.on_more.reform(|_: MouseEvent| ()),
        busy: props.loading_more,
        data_test: Some("more"),
        ..Button::default()
    };
    html! {
        <div class="card card--flush list">
            <ul ref={node} class="tickets" role="list" {onkeydown}>
                for one in props.list.rows() {
                    <li key={one.ticket.number}>
                        { row(one, props.current == Some(one.ticket.number), props.view, &locale) }
                    </li>
                }
            </ul>
            if props.list.more().is_some() {
                <div class="list__more">{ more.view() }</div>
            }
        </div>
    }
}

/// Scrolls as far as it takes to see the row whose thread is open, if there is one.
fn show_current(list: &NodeRef) {
    let list = list.cast::<HtmlElement>();
    let row = list.and_then(|list| list.query_selector("[aria-current]").ok().flatten());
    if let Some(row) = row {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        row.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Gives the focus to a row.
fn focus_row(list: &NodeRef, at: usize) {
    let links = list.cast::<HtmlElement>().and_then(|list| list.query_selector_all("a").ok());
    let link = links.zip(u32::try_from(at).ok()).and_then(|(links, at)| links.item(at));
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        // An element that can't take the focus leaves it where it is.
        drop(link.focus());
    }
}
