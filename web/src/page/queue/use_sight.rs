//! Watching which rows of the list are in sight while one scrolls.

use super::{list::QueueList, sight};
use gloo_events::EventListener;
use std::{ops::Range, rc::Rc};
use web_sys::{Element, HtmlElement, window};
use yew::prelude::*;

/// How many rows are in the page before it is known how many fit.
const FIRST: usize = 30;
/// The element above the page that covers the first rows in sight.
const COVER: &str = ".topbar";
/// Where a row says which one of the list it is.
pub const AT: &str = "data-at";

/// What is in sight.
#[derive(Clone, Debug, PartialEq)]
pub struct Sight {
    /// The rows to keep in the page.
    pub kept: Range<usize>,
    /// The first row in sight, where the list is scrolled.
    pub fold: Option<usize>,
}

/// Looks anew whenever the list or the page changes, and calls back after each look.
#[hook]
pub fn use_sight(node: &NodeRef, list: &Rc<QueueList>, on_look: Callback<Sight>) -> Range<usize> {
    let kept = use_state_eq(|| 0..FIRST);
    let look = {
        let (node, list, kept) = (node.clone(), list.clone(), kept.setter());
        Callback::from(move |()| {
            if let Some(seen) = node.cast::<HtmlElement>().and_then(|element| look(&element, &list)) {
                kept.set(seen.kept.clone());
                on_look.emit(seen);
            }
        })
    };
    let current = use_mut_ref(|| look.clone());
    current.replace(look.clone());
    use_effect_with((), move |()| {
        let listen = |name: &'static str| {
            let current = current.clone();
            window().map(|window| {
                EventListener::new(&window, name, move |_| {
                    let look = current.borrow().clone();
                    look.emit(());
                })
            })
        };
        let listeners = [listen("scroll"), listen("resize")];
        move || drop(listeners)
    });
    // Whatever was drawn may be higher or lower than it was taken to be.
    use_effect({
        let (node, list) = (node.clone(), list.clone());
        move || {
            measure(&node, &list);
            look.emit(());
        }
    });
    (*kept).clone()
}

fn measure(node: &NodeRef, list: &QueueList) {
    let Some(children) = node.cast::<Element>().map(|list| list.children()) else { return };
    for child in (0..children.length()).filter_map(|at| children.item(at)) {
        let at = child.get_attribute(AT).and_then(|at| at.parse::<usize>().ok());
        let height = child.get_bounding_client_rect().height();
        if let Some(row) = at.and_then(|at| list.rows().get(at)).filter(|_| height > 0.0) {
            row.height.set(Some(height));
        }
    }
}

/// None where the list does not show.
fn look(element: &HtmlElement, list: &QueueList) -> Option<Sight> {
    element.offset_parent()?;
    let window = window()?;
    let top = -element.get_bounding_client_rect().top();
    let bottom = top + window.inner_height().ok()?.as_f64()?;
    let cover = window.document()?.query_selector(COVER).ok().flatten();
    let covered = cover.map_or(0.0, |cover| cover.get_bounding_client_rect().bottom().max(0.0));
    let heights = sight::heights(list.rows());
    let scrolled = top + covered > 0.0;
    let fold = scrolled.then(|| sight::between(&heights, top + covered, bottom).start);
    Some(Sight { kept: sight::kept(&heights, top, bottom), fold: fold.filter(|fold| *fold < heights.len()) })
}
