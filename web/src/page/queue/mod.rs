//! The staff's queue: all tickets in views, live, with one thread beside.

mod help;
mod keys;
mod list;
mod row;
mod rows;
mod state;
mod use_queue;
mod view;

use crate::{
    components::{IconName, InputKind, Tab, Tabs, TextField, empty_state, icon, skeleton},
    hook::{use_settled, use_shortcuts},
    locale::{Locale, use_locale},
    page::{head::use_title, read, thread::Thread},
    router::{Address, Link, Route, go},
};
use help::help;
use keys::use_keys;
use list::{Content, QueueList};
use rows::QueueRows;
use state::{QueueState, Reading};
use use_queue::use_queue;
use view::View;
use yew::prelude::*;

/// How long typing pauses before it is searched for, in milliseconds.
const PAUSE: u32 = 200;
/// The element that the views fill.
const PANEL: &str = "queue";

/// What stands behind the `?` in the queue's address: the view.
pub const VIEW: &str = "onglet";

/// Where a view shows, with a ticket beside where one is open. The view that the queue starts with goes without saying.
fn address(view: View, number: Option<i32>) -> Address {
    let route = number.map_or(Route::Queue, |number| Route::QueueTicket { number });
    Address::of(route, VIEW, Some(view.key()).filter(|_| view != View::default()))
}

/// Props of [`QueuePage`].
#[derive(PartialEq, Properties)]
pub struct QueuePageProps {
    /// The number of the ticket whose thread is open beside.
    #[prop_or_default]
    pub number: Option<i32>,
    /// The view that the address asks for.
    pub view: Option<String>,
}

/// The queue. A narrow screen shows the list or the thread, a wide one both.
#[component]
pub fn QueuePage(props: &QueuePageProps) -> Html {
    let locale = use_locale();
    let words = &locale.words().queue;
    let search = use_state(String::new);
    let (shortcuts, helped) = (use_shortcuts(), use_state(|| false));
    use_keys(shortcuts.on);
    let searched = use_settled((*search).clone(), PAUSE);

    let view = props.view.as_deref().and_then(View::of_key).unwrap_or_default();
    let content = match searched.trim() {
        "" => Content::View(view),
        words => Content::Search(words.to_owned()),
    };
    let queue = use_queue(&content);

    use_title(words.title);

    let on_view = {
        let (search, number) = (search.setter(), props.number);
        Callback::from(move |key: AttrValue| {
            search.set(String::new());
            go(&address(View::of_key(&key).unwrap_or_default(), number).text());
        })
    };
    let on_search = {
        let search = search.setter();
        Callback::from(move |typed| search.set(typed))
    };

    let search_box = TextField {
        name: "search",
        label: words.search,
        kind: InputKind::Search,
        value: (*search).clone().into(),
        on_input: on_search,
        shortcut: shortcuts.key("/"),
        ..TextField::default()
    };
    let back = Link {
        data_test: Some("back"),
        shortcut: shortcuts.key("Escape"),
        ..Link::to(address(view, None), "button button--quiet")
    };

    let open = props.number.is_some();
    html! {
        <div class={classes!("page", "page--wide", "stack", "queue", open.then_some("queue--open"))}>
            <div class="page__head">
                <h1>{ words.title }</h1>
                { help(&helped, shortcuts, &locale) }
                { search_box.view() }
            </div>
            <Tabs
                label={words.views}
                tabs={tabs(&locale, &queue.state)}
                selected={view.key()}
                controls={PANEL}
                on_select={on_view}
            />
            <div class={classes!("split", open.then_some("split--open"))}>
                <div class="split__list" id={PANEL} role="tabpanel" aria-labelledby={format!("tab-{}", view.key())}>
                    { match &queue.state.reading {
                        Reading::Loading => skeleton(locale.words().common.loading, 9),
                        Reading::Failed(failure) => read::not_loaded(failure, queue.reload.clone(), &locale),
                        Reading::Ready(list) if list.rows().is_empty() => empty(&locale, list.content()),
                        Reading::Ready(list) => html! {
                            <>
                                { found(&locale, list) }
                                <QueueRows
                                    list={list.clone()}
                                    current={props.number}
                                    {view}
                                    on_more={queue.load_more.clone()}
                                    loading_more={queue.state.loading_more}
                                />
                            </>
                        },
                    } }
                </div>
                if let Some(number) = props.number {
                    <div class="split__detail stack">
                        <div class="split__back">
                            { back.around(html! { <>{ icon(IconName::Back) }{ words.back }</> }) }
                        </div>
                        <Thread key={number} {number} />
                    </div>
                }
            </div>
        </div>
    }
}

fn tabs(locale: &Locale, state: &QueueState) -> Vec<Tab> {
    let words = &locale.words().queue;
    let tab = |view: View| {
        let label = match view {
            View::ToHandle => words.to_handle,
            View::Open => words.open,
            View::InProgress => words.in_progress,
            View::WaitingClient => words.waiting_client,
            View::Resolved => words.resolved,
        };
        let count = state.counts.as_ref().map(|counts| view.count(counts));
        Tab { key: view.key().into(), label: label.into(), count, urging: view == View::ToHandle }
    };
    View::ALL.into_iter().map(tab).collect()
}

fn empty(locale: &Locale, content: &Content) -> Html {
    let words = &locale.words().queue;
    match content {
        Content::View(_) => empty_state(IconName::Inbox, words.empty, words.empty_text, html! {}),
        Content::Search(_) => empty_state(IconName::Search, words.not_found, words.not_found_text, html! {}),
    }
}

/// Says how many tickets a search has found, once all of them are here.
fn found(locale: &Locale, list: &QueueList) -> Html {
    match (list.content(), list.more(), i32::try_from(list.rows().len())) {
        (Content::Search(_), None, Ok(count)) => html! {
            <p class="soft small" role="status">{ locale.count(count, locale.words().queue.found) }</p>
        },
        _ => html! {},
    }
}
