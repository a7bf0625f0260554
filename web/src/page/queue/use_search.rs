//! What is searched for: typed here, kept by the address.

use super::selection::Selection;
use crate::router::{Address, Route, replace};
use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// How long typing pauses before it is searched for, in milliseconds.
const PAUSE: u32 = 200;

/// What is typed into the search, and what takes it. Once typing pauses, the address has it, and from there what shows; where
/// one goes to another address, the field follows.
#[hook]
pub fn use_search(selection: &Selection) -> (UseStateHandle<String>, Callback<String>) {
    let typed = use_state(|| selection.search.clone());
    // What the address had when the field last agreed with it, or when something was typed last.
    let agreed = use_mut_ref(|| selection.search.clone());
    let pause = use_mut_ref(|| None);
    use_effect_with(selection.search.clone(), {
        let (typed, agreed, pause) = (typed.setter(), agreed.clone(), pause.clone());
        move |words| {
            if agreed.replace(words.clone()) != *words {
                pause.take();
                typed.set(words.clone());
            }
        }
    });
    let on_input = {
        let typed = typed.setter();
        Callback::from(move |text: String| {
            typed.set(text.clone());
            agreed.replace(Selection::of(&Address::here()).search);
            let (typed, agreed) = (typed.clone(), agreed.clone());
            let settled = Timeout::new(PAUSE, move || {
                let here = Address::here();
                let number = match here.route() {
                    Route::Queue => None,
                    Route::QueueTicket { number } => Some(number),
                    _ => return,
                };
                let (there, words) = (Selection::of(&here), text.trim());
                if there.search != *agreed.borrow() {
                    // Who has gone elsewhere before the page could follow gets what is there.
                    typed.set(there.search);
                } else if there.search != words {
                    words.clone_into(&mut agreed.borrow_mut());
                    replace(&Selection { search: words.to_owned(), ..there }.address(number).text());
                }
            });
            pause.replace(Some(settled));
        })
    };
    (typed, on_input)
}
