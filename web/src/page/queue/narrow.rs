//! The choices beside the views: the order, and what to leave out.

use super::selection::{Selection, Sort};
use crate::{
    components::Select,
    locale::Locale,
    router::{Link, go},
};
use yew::prelude::*;

/// What stands for the order of the view, and for leaving nothing out.
const NONE: &str = "";
const URGENT: &str = "haute";

/// The choices. Each leads to another address; a thread that is open stays open.
pub fn narrow(selection: &Selection, number: Option<i32>, client: Option<String>, locale: &Locale) -> Html {
    let words = &locale.words().queue;
    let choose = |change: fn(&mut Selection, &str)| {
        let selection = selection.clone();
        Callback::from(move |value: String| {
            let mut chosen = selection.clone();
            change(&mut chosen, &value);
            go(&chosen.address(number).text());
        })
    };
    let label = |sort| match sort {
        Sort::Waiting => words.sort_waiting,
        Sort::Latest => words.sort_latest,
        Sort::Newest => words.sort_newest,
        Sort::Priority => words.sort_priority,
    };
    let sort = Select {
        name: "sort",
        label: words.sort,
        choices: Sort::ALL.into_iter().map(|sort| (sort.key(), label(sort))).collect(),
        selected: selection.sort().key(),
        on_select: choose(|chosen, key| {
            // The order that goes without saying does not stand in the address.
            chosen.sort = None;
            chosen.sort = Sort::of_key(key).filter(|sort| *sort != chosen.sort());
        }),
    };
    let urgency = Select {
        name: "urgency",
        label: locale.words().ticket.priority,
        choices: vec![(NONE, words.any_priority), (URGENT, words.high_priority)],
        selected: if selection.urgent { URGENT } else { NONE },
        on_select: choose(|chosen, value| chosen.urgent = value == URGENT),
    };
    let all = Selection { client: None, ..selection.clone() };
    let forget = Link {
        label: Some(words.all_clients.into()),
        data_test: Some("all-clients"),
        ..Link::to(all.address(number), "button button--small")
    };
    html! {
        <div class="cluster queue__narrow">
            // What was found comes in the order in which it answers.
            if !selection.is_search() {
                { sort.view() }
            }
            { urgency.view() }
            if selection.client.is_some() {
                { forget.around(html! { <>{ client.unwrap_or_else(|| words.one_client.to_owned()) }{ " ✕" }</> }) }
            }
        </div>
    }
}
