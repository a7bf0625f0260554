//! A client's account, created on the spot.

use crate::{
    components::{Button, ButtonKind, IconName, InputKind, PasswordField, TextField, icon},
    focus::focus,
    form::{Input, attempt::use_attempt, trouble_banner, use_input, use_submission},
    hook::use_announce,
    locale::use_locale,
    network::{
        operation::{
            person::Client,
            registration::{CreateClient, CreateClientInput, CreateClientVariables},
        },
        use_network,
    },
};
use guichet_domain::{EmailAddress, NewPassword, PersonName};
use yew::prelude::*;

/// How a new account begins and ends.
pub struct NewClient {
    /// What was searched for in vain: it need not be typed again.
    pub term: AttrValue,
    /// Whether it shows.
    pub open: bool,
    /// What is wrong, such as that nobody was chosen and no account was created yet.
    pub error: Option<AttrValue>,
    /// Called with the client once it has an account.
    pub on_created: Callback<Client>,
    /// Called to go back to the search.
    pub on_back: Callback<MouseEvent>,
}

/// The form of a new account. The password is the client's to choose and type.
#[hook]
pub fn use_new_client(new: NewClient) -> Html {
    let locale = use_locale();
    let (words, common) = (&locale.words().sale, &locale.words().common);
    let network = use_network();
    let announce = use_announce();
    let (submission, attempt) = (use_submission(), use_attempt());
    let first_field = use_node_ref();

    let email = use_input(|typed| typed.parse::<EmailAddress>().err());
    let first_name = use_input(|typed| typed.parse::<PersonName>().err());
    let last_name = use_input(|typed| typed.parse::<PersonName>().err());
    let password = {
        let address = email.value().parse::<EmailAddress>().ok();
        use_input(move |typed| match &address {
            Some(address) => NewPassword::parse(typed, address).err(),
            // Whatever is wrong with the address, the password is looked at by itself.
            None => NewPassword::check(typed).err(),
        })
    };

    use_effect_with(new.open, {
        let (inputs, term, first_field) =
            ([email.clone(), first_name.clone(), last_name.clone()], new.term.clone(), first_field.clone());
        move |open| {
            if *open {
                fill_in(&term, &inputs);
                focus(&first_field);
            }
        }
    });

    let onsubmit = {
        let inputs = [
            ("email", email.clone()),
            ("firstName", first_name.clone()),
            ("lastName", last_name.clone()),
            ("password", password.clone()),
        ];
        let (submission, on_created) = (submission.clone(), new.on_created.clone());
        let created = words.client_created;
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            // All are asked, so that all that is missing shows at once.
            if inputs.iter().filter(|(_, input)| !input.is_ready()).count() > 0 {
                return;
            }
            let [email, first_name, last_name, password] = inputs.each_ref().map(|(_, input)| input.value().to_owned());
            let idempotency_key = Some(attempt.key());
            let input = CreateClientInput { email, first_name, last_name, password, idempotency_key };
            let (network, announce, attempt) = (network.clone(), announce.clone(), attempt.clone());
            let (on_created, sent) = (on_created.clone(), inputs.clone());
            submission.start(inputs.clone(), async move {
                let outcome = network.run::<CreateClient>(CreateClientVariables { input }).await?.create_client;
                if let Some(client) = outcome.client {
                    attempt.done();
                    sent.iter().for_each(|(_, input)| input.clear());
                    announce.say(created);
                    on_created.emit(client);
                }
                Ok(outcome.errors)
            });
        })
    };

    let address = TextField {
        hint: Some(words.email_hint.into()),
        kind: InputKind::Email,
        node_ref: first_field,
        ..email.field("email", words.email)
    };
    let back = Button {
        label: words.back_to_search,
        kind: ButtonKind::Quiet,
        onclick: new.on_back.clone(),
        ..Button::default()
    };
    html! {
        <form class="stack" novalidate=true {onsubmit} aria-label={words.new_client_title} data-test="new-client">
            <h3>{ words.new_client_title }</h3>
            { trouble_banner(submission.trouble(), &locale) }
            { address.view() }
            <div class="columns columns--top">
                { first_name.field("firstName", words.first_name).view() }
                { last_name.field("lastName", words.last_name).view() }
            </div>
            <PasswordField
                name="password"
                label={words.password}
                hint={(words.password_hint)(NewPassword::MIN_LENGTH)}
                new=true
                value={password.text()}
                error={password.error()}
                on_input={password.on_input()}
                on_blur={password.on_blur()}
                show_label={common.show_password}
                hide_label={common.hide_password}
            />
            <div class="field">
                if let Some(error) = new.error.filter(|_| new.open) {
                    <p class="field__error" role="alert" data-test="field-error">
                        { icon(IconName::Warning) }
                        <span>{ error }</span>
                    </p>
                }
                <div class="cluster">
                    { Button::sending(words.create_client, submission.is_busy(), "create-client-submit").view() }
                    { back.view() }
                </div>
            </div>
        </form>
    }
}

/// Puts what was searched for where it belongs, and never over what is typed.
fn fill_in(term: &str, [email, first_name, last_name]: &[Input; 3]) {
    let put = |input: &Input, text: &str| {
        if input.value().is_empty() && !text.is_empty() {
            input.set(text.to_owned());
        }
    };
    let term = term.trim();
    if term.contains('@') {
        put(email, term);
    } else if let Some((first, last)) = term.split_once(' ') {
        put(first_name, first);
        put(last_name, last.trim());
    } else {
        put(last_name, term);
    }
}
