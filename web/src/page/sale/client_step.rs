//! Who buys: found by instant search, or created on the spot.

use super::{
    chosen::Chosen,
    new_client::{NewClient, use_new_client},
    use_suggestions::use_suggestions,
};
use crate::{
    components::{Button, Suggestion, SuggestionList, card},
    focus::focus,
    locale::use_locale,
    network::operation::{
        person::Client,
        suggestion::{SuggestClients, SuggestVariables},
    },
};
use yew::prelude::*;

/// Props of [`ClientStep`].
#[derive(PartialEq, Properties)]
pub struct ClientStepProps {
    /// Who was chosen.
    pub client: Option<Client>,
    /// Called with who is chosen, or with nobody to choose again.
    pub on_choose: Callback<Option<Client>>,
    /// What is wrong, such as that nobody was chosen.
    pub error: Option<AttrValue>,
    /// The box to type in.
    pub node_ref: NodeRef,
}

/// The search and the new account stay as they were typed when one goes from one to the other, until a client is chosen.
#[component]
pub fn ClientStep(props: &ClientStepProps) -> Html {
    let locale = use_locale();
    let words = &locale.words().sale;
    let term = use_state(String::new);
    let creating = use_state(|| false);

    let found = use_suggestions(&term, |network, term| async move {
        let answer = network.run::<SuggestClients>(SuggestVariables { term }).await?.suggest_clients;
        Ok((answer.clients, answer.too_many))
    });
    let shown = found.shown(&locale, |client: &Client| Suggestion {
        key: client.id.inner().to_owned().into(),
        text: client.name().into(),
        detail: Some(client.email.0.clone().into()),
    });
    let on_choose = {
        let (term, chosen) = (term.setter(), props.on_choose.clone());
        Callback::from(move |key: AttrValue| {
            if let Some(client) = found.chosen(|client| client.id.inner() == key.as_str()) {
                term.set(String::new());
                chosen.emit(Some(client));
            }
        })
    };
    let on_created = {
        let (creating, term) = (creating.setter(), term.setter());
        props.on_choose.reform(move |client| {
            creating.set(false);
            term.set(String::new());
            Some(client)
        })
    };
    let on_term = {
        let term = term.setter();
        Callback::from(move |typed| term.set(typed))
    };
    // The way back goes with the new account: one goes on typing in the search.
    use_effect_with(*creating, {
        let search = props.node_ref.clone();
        move |creating| {
            if !creating {
                focus(&search);
            }
        }
    });
    let set_creating = |open: bool| {
        let creating = creating.setter();
        Callback::from(move |_: MouseEvent| creating.set(open))
    };

    let searching = props.client.is_none() && !*creating;
    let create = Button {
        label: words.new_client,
        onclick: set_creating(true),
        data_test: Some("create-client"),
        ..Button::default()
    };
    let new_client = use_new_client(NewClient {
        term: (*term).clone().into(),
        open: props.client.is_none() && *creating,
        error: props.error.clone(),
        on_created,
        on_back: set_creating(false),
    });
    let content = html! {
        <>
            if let Some(client) = &props.client {
                { Chosen {
                    text: client.name(),
                    detail: client.email.0.clone(),
                    change_label: words.change_client,
                    on_change: props.on_choose.reform(|()| None),
                    data_test: "client-chosen",
                }.view() }
            }
            <div class="stack" hidden={!searching}>
                <SuggestionList
                    name="clientTerm"
                    label={words.client_search}
                    hint={words.client_hint}
                    error={props.error.clone().filter(|_| searching)}
                    term={(*term).clone()}
                    {on_term}
                    state={shown}
                    {on_choose}
                    node_ref={props.node_ref.clone()}
                />
                <div>{ create.view() }</div>
            </div>
            <div hidden={props.client.is_some() || !*creating}>
                { new_client }
            </div>
        </>
    };
    card(Some(words.client), content)
}
