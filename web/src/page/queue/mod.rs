//! The staff's queue: all tickets in views, live, with one thread beside.

mod help;
mod keys;
mod limit;
mod list;
mod narrow;
mod row;
mod rows;
mod selection;
mod sight;
mod state;
mod use_queue;
mod use_search;
mod use_sight;
mod view;

pub use selection::Selection;

use crate::{
    components::{IconName, InputKind, Tab, Tabs, TextField, empty_state, icon, skeleton},
    focus::focus,
    hook::use_shortcuts,
    locale::{Locale, use_locale},
    page::{head::use_title, read, thread::Thread},
    router::{Link, go},
};
use help::help;
use keys::{Steps, use_keys};
use list::QueueList;
use narrow::narrow;
use rows::QueueRows;
use state::{QueueState, Reading};
use use_queue::use_queue;
use use_search::use_search;
use view::View;
use yew::prelude::*;

/// The element that the views fill.
const PANEL: &str = "queue";

/// Props of [`QueuePage`].
#[derive(PartialEq, Properties)]
pub struct QueuePageProps {
    /// The number of the ticket whose thread is open beside.
    #[prop_or_default]
    pub number: Option<i32>,
    /// What the address asks for.
    pub selection: Selection,
}

/// The queue. A narrow screen shows the list or the thread, a wide one both.
#[component]
pub fn QueuePage(props: &QueuePageProps) -> Html {
    let locale = use_locale();
    let words = &locale.words().queue;
    let QueuePageProps { number, selection } = props;
    let (number, view) = (*number, selection.view);
    let (shortcuts, helped) = (use_shortcuts(), use_state(|| false));
    let steps = use_memo((), |()| Steps::default()).as_ref().clone();
    use_keys(shortcuts.on, &steps);
    let (search, on_search) = use_search(selection);
    let queue = use_queue(selection);

    // The tab says which ticket is open.
    let ticket = number.map(|number| title(&queue.state, number, &locale));
    use_title(ticket.as_deref().unwrap_or(words.title));

    // The heading takes the focus when the page comes; where a thread is open, its own does.
    let heading = use_node_ref();
    use_effect_with((), {
        let heading = heading.clone();
        move |()| {
            if number.is_none() {
                focus(&heading);
            }
        }
    });

    // What is pressed where nothing shows goes with it: the focus goes on from where the rows come.
    let panel = use_node_ref();
    let on_way = {
        let panel = panel.clone();
        Callback::from(move |_: MouseEvent| focus(&panel))
    };

    let on_view = {
        let selection = selection.clone();
        Callback::from(move |key: AttrValue| {
            let view = View::of_key(&key).unwrap_or_default();
            let chosen = Selection { view, search: String::new(), client: None, ..selection.clone() };
            go(&chosen.address(number).text());
        })
    };
    let search_box = TextField {
        name: "search",
        label: words.search,
        kind: InputKind::Search,
        value: (*search).clone().into(),
        on_input: on_search,
        placeholder: Some(words.search),
        shortcut: shortcuts.key("/"),
        ..TextField::default()
    };
    let back = Link {
        data_test: Some("back"),
        shortcut: shortcuts.key("Escape"),
        ..Link::to(selection.address(None), "button button--quiet")
    };

    let open = number.is_some();
    // What shows is of all views while something is searched for, or one client's.
    let tab = (!selection.is_everywhere()).then(|| view.key());
    html! {
        <div class={classes!("page", "page--wide", "stack", "queue", open.then_some("queue--open"))}>
            <div class="page__head">
                <h1 ref={heading} tabindex="-1">{ words.title }</h1>
                { help(&helped, shortcuts, &locale) }
                { search_box.view() }
            </div>
            <Tabs
                label={words.views}
                tabs={tabs(&locale, &queue.state)}
                selected={tab}
                controls={PANEL}
                on_select={on_view}
            />
            { narrow(selection, number, client(&queue.state), &locale) }
            <div class={classes!("split", open.then_some("split--open"))}>
                <div
                    ref={panel.clone()}
                    class="split__list"
                    id={PANEL}
                    tabindex="-1"
                    role="tabpanel"
                    aria-labelledby={tab.map(|key| format!("tab-{key}"))}
                    aria-label={tab.is_none().then_some(words.title)}
                >
                    { match (&queue.state.reading, selection.limit()) {
                        (Reading::Loading, _) => skeleton(locale.words().common.loading, 9),
                        (Reading::Failed(failure), _) => read::not_loaded(failure, queue.reload.clone(), &locale),
                        (Reading::Ready(_), Some(limit)) => {
                            let clear = clear_search(selection, number, &locale);
                            limit.notice(html! { <div onclick={on_way}>{ clear }</div> }, &locale)
                        }
                        (Reading::Ready(list), None) if list.rows().is_empty() => empty(&locale, list.selection(), number, on_way),
                        (Reading::Ready(list), None) => html! {
                            <>
                                { found(&locale, list) }
                                <QueueRows
                                    list={list.clone()}
                                    total={total(&queue.state, selection)}
                                    current={number}
                                    on_more={queue.load_more.clone()}
                                    loading_more={queue.state.loading_more}
                                    on_held={queue.show_held.clone()}
                                    fold={queue.fold.clone()}
                                    {steps}
                                />
                            </>
                        },
                    } }
                </div>
                if let Some(number) = number {
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

/// What a ticket is called: by its number until its row is here.
fn title(state: &QueueState, number: i32, locale: &Locale) -> String {
    let row = match &state.reading {
        Reading::Ready(list) => list.at(number).and_then(|at| list.rows().get(at)),
        Reading::Loading | Reading::Failed(_) => None,
    };
    row.map_or_else(|| (locale.words().ticket.number)(number), |row| row.ticket.title.clone())
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

/// How many rows there are with those that were not read, where that is counted.
fn total(state: &QueueState, selection: &Selection) -> Option<i32> {
    state.counts.as_ref().filter(|_| selection.is_whole_view()).map(|counts| selection.view.count(counts))
}

/// The client whose tickets alone show, as the first of them names it.
fn client(state: &QueueState) -> Option<String> {
    match &state.reading {
        Reading::Ready(list) => list.rows().first().map(|row| row.ticket.client.name()),
        Reading::Loading | Reading::Failed(_) => None,
    }
}

/// Says why nothing shows, with the ways to more.
fn empty(locale: &Locale, selection: &Selection, number: Option<i32>, on_way: Callback<MouseEvent>) -> Html {
    let words = &locale.words().queue;
    let any_priority = Selection { urgent: false, ..selection.clone() };
    let ways = html! {
        <div class="cluster" onclick={on_way}>
            if selection.is_search() {
                { clear_search(selection, number, locale) }
            }
            if selection.urgent {
                { way(&any_priority, number, "any-priority").around(html! { words.all_priorities }) }
            }
        </div>
    };
    if selection.is_search() {
        empty_state(IconName::Search, &(words.not_found)(&selection.search), words.not_found_text, ways)
    } else {
        let title = if selection.urgent { words.empty_urgent } else { words.empty };
        empty_state(IconName::Inbox, title, words.empty_text, ways)
    }
}

/// The way to the same without what is searched for.
fn clear_search(selection: &Selection, number: Option<i32>, locale: &Locale) -> Html {
    let all = Selection { search: String::new(), ..selection.clone() };
    way(&all, number, "clear-search").around(html! { locale.words().queue.clear_search })
}

fn way(to: &Selection, number: Option<i32>, data_test: &'static str) -> Link {
    Link { data_test: Some(data_test), ..Link::to(to.address(number), "button") }
}

/// Says how many tickets a search has found, once all of them are here.
fn found(locale: &Locale, list: &QueueList) -> Html {
    match i32::try_from(list.rows().len()) {
        Ok(count) if list.selection().is_search() && list.more().is_none() => html! {
            <p class="soft small" role="status">{ locale.count(count, locale.words().queue.found) }</p>
        },
        _ => html! {},
    }
}
