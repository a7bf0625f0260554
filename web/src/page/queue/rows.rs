//! The rows of the queue, and the way from one to the next.

use super::{
    keys::Steps,
    list::QueueList,
    row::row,
    sight::{self, Piece},
    use_sight::{Sight, use_sight},
};
use crate::{
    components::{Button, is_modified},
    focus::{active, bring_in_sight, nothing_has_focus},
    hook::{use_ahead, use_focus_kept},
    locale::{Locale, use_locale},
    router::go,
};
use js_sys::Number;
use std::{cell::Cell, ops::Range, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement, window};
use yew::prelude::*;

/// How close to its end the list is read on, in rows.
const AHEAD: usize = 30;

/// Props of [`QueueRows`].
#[derive(Properties)]
pub struct QueueRowsProps {
    /// The rows.
    pub list: Rc<QueueList>,
    /// How many rows there are with those that were not read yet, where that is known.
    pub total: Option<i32>,
    /// The number of the ticket whose thread is open beside.
    pub current: Option<i32>,
    /// Called to read another page.
    pub on_more: Callback<()>,
    /// Whether another page is on its way.
    pub loading_more: bool,
    /// Called to show what waits above.
    pub on_held: Callback<()>,
    /// Where to leave the ticket whose row is the first in sight, while one reads further down.
    pub fold: Rc<Cell<Option<i32>>>,
    /// Where to leave what a step does.
    pub steps: Steps,
}

impl PartialEq for QueueRowsProps {
    /// A list that has changed is another one: ten thousand rows are not compared.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.list, &other.list)
            && (self.total, self.current, self.loading_more) == (other.total, other.current, other.loading_more)
    }
}

/// What is to happen to a row once it is in the page.
#[derive(Clone, Copy)]
enum Wanted {
    /// It gets the focus.
    Focus(i32),
    /// It gets back the focus that it had, wherever it is.
    FocusAgain(i32),
    /// It comes in sight.
    Sight(i32),
    /// The first gets the focus.
    First,
}

/// The rows. The up and down arrows go from one to the next; Enter opens one, as it does any link. Only those in sight are
/// in the page.
#[component]
pub fn QueueRows(props: &QueueRowsProps) -> Html {
    let locale = use_locale();
    let node = use_node_ref();
    let QueueRowsProps { list, current, .. } = props;

    // The row that had the focus last: it stays in the page, and the focus with it.
    let held_fast = use_state_eq(|| None::<i32>);
    let wanted = use_mut_ref(|| None::<Wanted>);
    let bring = {
        let (held_fast, wanted) = (held_fast.setter(), wanted.clone());
        move |number: i32, what: Wanted| {
            wanted.replace(Some(what));
            held_fast.set(Some(number));
        }
    };

    let on_look = {
        let (fold, list, loading) = (props.fold.clone(), list.clone(), props.loading_more);
        let (on_more, on_held) = (props.on_more.clone(), props.on_held.clone());
        let read_from = use_mut_ref(|| None::<String>);
        Callback::from(move |sight: Sight| {
            fold.set(sight.fold.and_then(|at| Some(list.rows().get(at)?.ticket.number)));
            // Up there nothing is read that could be moved.
            if sight.fold.is_none() && list.held() > 0 {
                on_held.emit(());
            }
            // Once by itself for each page; where that failed, the button is there.
            let next = list.more().filter(|_| !loading && sight.kept.end + AHEAD >= list.rows().len());
            if next.is_some() && read_from.replace(next.map(str::to_owned)).as_deref() != next {
                on_more.emit(());
            }
        })
    };
    let kept = use_sight(&node, list, on_look);

    // Where the row of the open ticket stands, or stood until it left the list: the keyboard goes on from there.
    let place = use_mut_ref(|| None::<(i32, usize)>);
    if let Some(stands) = current.and_then(|number| Some((number, list.at(number)?))) {
        place.replace(Some(stands));
    }
    let stood = {
        let place = place.clone();
        move |number: i32| place.borrow().filter(|(known, _)| *known == number).map(|(_, at)| at)
    };

    // Whoever comes by a ticket's address, such as one that was sent, finds its row as well; whoever comes back from one
    // goes on from its row.
    let left = use_mut_ref(|| None::<i32>);
    use_effect_with(*current, {
        let (bring, list, stood) = (bring.clone(), list.clone(), stood.clone());
        move |current| {
            let left = left.replace(*current);
            let (number, what) = match (left, *current) {
                (Some(left), None) => {
                    let at = list.at(left).or_else(|| stood(left));
                    let Some(row) = at.and_then(|at| list.rows().get(at).or(list.rows().last())) else { return };
                    (row.ticket.number, Wanted::Focus(row.ticket.number))
                }
                (_, Some(current)) => (current, Wanted::Sight(current)),
                (None, None) => return,
            };
            if list.at(number).is_some() {
                bring(number, what);
            }
        }
    });
    // A row that is moved in the page to make room for others loses the focus on the way. What has taken it since keeps it.
    let had_focus = focused(&node);
    use_effect({
        let (node, wanted) = (node.clone(), wanted.clone());
        move || {
            if let Some(number) = had_focus.filter(|_| nothing_has_focus()) {
                fulfil(&node, Wanted::FocusAgain(number));
            }
            let done = wanted.borrow().is_some_and(|wanted| fulfil(&node, wanted));
            if done {
                wanted.take();
            }
        }
    });

    use_focus_kept(&node, list.more().is_some());

    let step = {
        let (node, list, current, wanted) = (node.clone(), list.clone(), *current, wanted.clone());
        Callback::from(move |by: i32| {
            // Keys that are pressed quickly go on from where the focus is about to be.
            let about_to_be = match *wanted.borrow() {
                Some(Wanted::Focus(number)) => Some(number),
                Some(Wanted::FocusAgain(_) | Wanted::Sight(_) | Wanted::First) | None => None,
            };
            let from = about_to_be.or_else(|| focused(&node)).or(current);
            let at = from.and_then(|number| list.at(number));
            // Where a row has left, the next one has taken its place.
            let gap = || Some((from.and_then(&stood)?, by.min(0)));
            let start = at.map(|at| (at, by)).or_else(gap).unwrap_or_default();
            let next = isize::try_from(start.1).ok().and_then(|by| start.0.checked_add_signed(by));
            let Some(row) = next.and_then(|next| list.rows().get(next)) else { return };
            let number = row.ticket.number;
            let shows = node.cast::<HtmlElement>().is_some_and(|list| list.offset_parent().is_some());
            if !shows {
                // The thread has taken the place of the list.
                go(&list.selection().address(Some(number)).text());
            } else if fulfil(&node, Wanted::Focus(number)) {
                // What was wanted before is behind.
                wanted.take();
            } else {
                bring(number, Wanted::Focus(number));
            }
        })
    };
    // From now on, not from the effect on: a key may be pressed before it.
    props.steps.replace(step.clone());
    use_effect_with((), {
        let steps = props.steps.clone();
        move |()| move || drop(steps.take())
    });
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowDown" if !is_modified(&event) => 1,
            "ArrowUp" if !is_modified(&event) => -1,
            _ => return,
        };
        event.prevent_default();
        step.emit(by);
    });
    let read_ahead = use_ahead();
    let onfocusin = {
        let (node, held_fast) = (node.clone(), held_fast.setter());
        let read_ahead = read_ahead.clone();
        Callback::from(move |event: FocusEvent| {
            held_fast.set(focused(&node));
            read_ahead.emit(event.into());
        })
    };
    let onpointerover = read_ahead.reform(|event: PointerEvent| event.into());

    // The button that is pressed goes; the focus goes on with what it shows.
    let on_held = {
        let (on_held, wanted) = (props.on_held.clone(), wanted.clone());
        Callback::from(move |()| {
            wanted.replace(Some(Wanted::First));
            on_held.emit(());
        })
    };

    html! {
        <div class="card card--flush list">
            { held(list, &on_held, &locale) }
            <ul ref={node} class="tickets" role="list" tabindex="-1" {onkeydown} {onfocusin} {onpointerover}>
                { for items(props, &kept, *held_fast, &locale) }
            </ul>
            if list.more().is_some() {
                <div class="list__more">{ more(props, &locale) }</div>
            }
        </div>
    }
}

/// Says how many wait above, and shows them when it is pressed.
fn held(list: &QueueList, on_held: &Callback<()>, locale: &Locale) -> Html {
    let Some(count) = i32::try_from(list.held()).ok().filter(|count| *count > 0) else { return html! {} };
    let onclick = {
        let on_held = on_held.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(window) = window() {
                window.scroll_to_with_x_and_y(0.0, 0.0);
            }
            on_held.emit(());
        })
    };
    html! {
        <div class="list__held" role="status">
            <button type="button" class="button button--small button--primary" data-test="held" {onclick}>
                { locale.count(count, locale.words().queue.held) }
            </button>
        </div>
    }
}

fn more(props: &QueueRowsProps, locale: &Locale) -> Html {
    let more = Button {
        label: locale.words().common.more,
        onclick: props.on_more.reform(|_: MouseEvent| ()),
        busy: props.loading_more,
        data_test: Some("more"),
        ..Button::default()
    };
    more.view()
}

fn items(props: &QueueRowsProps, kept: &Range<usize>, held_fast: Option<i32>, locale: &Locale) -> Vec<Html> {
    let list = &props.list;
    let total = match list.more() {
        Some(_) => props.total.map_or_else(|| "-1".to_owned(), |total| total.to_string()),
        None => list.rows().len().to_string(),
    };
    let one_more = held_fast.and_then(|number| list.at(number));
    let mut above = 0;
    let item = |piece| {
        match piece {
        Piece::Gap(height) => {
            above += 1;
            // A drawing has a height of its own: the server lets pages have no styles but those of its sheet.
            html! { <li key={format!("gap-{above}")} aria-hidden="true"><svg width="1" height={pixels(height)} /></li> }
        }
        Piece::Row(at) => list.rows().get(at).map_or_else(Html::default, |one| {
            let number = one.ticket.number;
            html! {
                <li key={number} data-at={at.to_string()} aria-posinset={(at + 1).to_string()} aria-setsize={total.clone()}>
                    { row(one, props.current == Some(number), list.selection(), locale) }
                </li>
            }
        }),
    }
    };
    sight::pieces(&sight::heights(list.rows()), kept, one_more).into_iter().map(item).collect()
}

/// The browser writes the number: what writes fractions of its own weighs as much as this list.
fn pixels(height: f64) -> String {
    Number::from(height).to_string_with_radix(10).map(String::from).unwrap_or_default()
}

/// The number of the ticket whose row has the focus.
fn focused(list: &NodeRef) -> Option<i32> {
    let active = active()?;
    list.cast::<Element>().filter(|list| list.contains(Some(&active)))?;
    active.get_attribute("data-number")?.parse().ok()
}

/// Whether it could be done: the row is in the page.
fn fulfil(list: &NodeRef, wanted: Wanted) -> bool {
    let selector = match wanted {
        Wanted::Focus(number) | Wanted::FocusAgain(number) | Wanted::Sight(number) => {
            format!("[data-number='{number}']")
        }
        Wanted::First => "[aria-posinset='1'] [data-number]".to_owned(),
    };
    let row = list.cast::<Element>().and_then(|list| list.query_selector(&selector).ok().flatten());
    let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) else { return false };
    match wanted {
        // An element that can't take the focus leaves it where it is.
        Wanted::Focus(_) | Wanted::First => drop(row.focus()),
        Wanted::FocusAgain(_) => {
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            drop(row.focus_with_options(&options));
        }
        Wanted::Sight(_) => bring_in_sight(&row),
    }
    true
}
