//! The staff's queue: all tickets in views, live, with one thread beside.

mod list;
mod row;
mod rows;
mod state;
mod use_queue;
mod view;

use crate::{
    components::{EmptyState, ErrorState, Icon, IconName, InputKind, Skeleton, Tab, Tabs, TextField},
    form::Trouble,
    hook::use_settled,
    locale::{Locale, use_locale},
    page::{head::use_title, thread::Thread},
    router::{Route, RouteLink},
};
use list::{Content, QueueList};
use rows::QueueRows;
use serde::{Deserialize, Serialize};
use state::{QueueState, Reading};
use use_queue::use_queue;
use view::View;
use yew::prelude::*;
use yew_router::prelude::*;

/// How long typing pauses before it is searched for, in milliseconds.
const PAUSE: u32 = 200;
/// The element that the views fill.
const PANEL: &str = "queue";

/// What stands behind the `?` in the queue's address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueQuery {
    /// The view.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    onglet: Option<String>,
}

impl QueueQuery {
    /// The view of this tab; the one that the queue starts with goes without saying.
    fn of(key: &str) -> Self {
        Self { onglet: Some(key.to_owned()).filter(|key| key != View::default().key()) }
    }
}

/// Props of [`QueuePage`].
#[derive(PartialEq, Properties)]
pub struct QueuePageProps {
    /// The number of the ticket whose thread is open beside.
    #[prop_or_default]
    pub number: Option<i32>,
}

/// The queue. A narrow screen shows the list or the thread, a wide one both.
#[component]
pub fn QueuePage(props: &QueuePageProps) -> Html {
    let locale = use_locale();
    let words = &locale.words().queue;
    let (navigator, location) = (use_navigator(), use_location());
    let search = use_state(String::new);
    let searched = use_settled((*search).clone(), PAUSE);

    let query = location.and_then(|location| location.query::<QueueQuery>().ok()).unwrap_or_default();
    let view = query.onglet.as_deref().and_then(View::of_key).unwrap_or_default();
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
            let Some(navigator) = &navigator else { return };
            let route = number.map_or(Route::Queue, |number| Route::QueueTicket { number });
            // What this query holds can always be written into an address.
            drop(navigator.push_with_query(&route, QueueQuery::of(&key)));
        })
    };
    let on_search = {
        let search = search.setter();
        Callback::from(move |typed| search.set(typed))
    };

    let open = props.number.is_some();
    html! {
        <div class={classes!("page", "page--wide", "stack", "queue", open.then_some("queue--open"))}>
            <div class="page__head">
                <h1>{ words.title }</h1>
                <TextField
                    name="search"
                    label={words.search}
                    kind={InputKind::Search}
                    value={(*search).clone()}
                    on_input={on_search}
                />
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
                        Reading::Loading => html! { <Skeleton label={locale.words().common.loading} lines={9} /> },
                        Reading::Failed(failure) => html! {
                            <ErrorState
                                title={locale.words().trouble.not_loaded}
                                text={Trouble::Failure(failure.clone()).sentence(&locale)}
                                retry_label={locale.words().common.retry}
                                on_retry={queue.reload.clone()}
                            />
                        },
                        Reading::Ready(list) if list.rows().is_empty() => empty(&locale, list.content()),
                        Reading::Ready(list) => html! {
                            <>
                                { found(&locale, list) }
                                <QueueRows
                                    list={list.clone()}
                                    current={props.number}
                                    query={query.clone()}
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
                            <RouteLink<QueueQuery>
                                to={Route::Queue}
                                query={query.clone()}
                                class="button button--quiet"
                                data_test="back"
                            >
                                <Icon name={IconName::Back} />
                                { words.back }
                            </RouteLink<QueueQuery>>
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
        Content::View(_) => html! { <EmptyState title={words.empty} text={words.empty_text} /> },
        Content::Search(_) => {
            html! { <EmptyState icon={IconName::Search} title={words.not_found} text={words.not_found_text} /> }
        }
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
