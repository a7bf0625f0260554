//! Signing in.

use super::head::use_title;
use crate::{
    components::{Button, IconName, InputKind, PasswordField, TextField, card, icon},
    focus::focus,
    form::{trouble_banner, use_input, use_submission},
    locale::use_locale,
    network::use_network,
    shell::Preferences,
};
use guichet_domain::{EmailAddress, Reason};
use yew::prelude::*;

/// Over a page that asks for an address and a password as well, these are other fields.
const SCOPE: &str = "sign-in-";

/// The page where one signs in.
#[component]
pub fn SignIn() -> Html {
    let locale = use_locale();
    let words = locale.words();
    use_title(words.sign_in.title);
    html! {
        <div class="page page--alone">
            <div class="stack stack--tight">
                <p class="topbar__brand">{ icon(IconName::Counter) }{ words.common.brand }</p>
                <h1>{ words.sign_in.title }</h1>
                <p class="soft">{ words.sign_in.lead }</p>
            </div>
            { card(None, html! { <SignInForm /> }) }
            <p class="soft small">{ words.sign_in.help }</p>
            <div class="cluster cluster--spread"><Preferences /></div>
        </div>
    }
}

/// Props of [`SignInForm`].
#[derive(PartialEq, Properties)]
pub struct SignInFormProps {
    /// The address of whoever was signed in, if somebody was.
    #[prop_or_default]
    pub email: AttrValue,
}

/// The address, the password, and the way in.
#[component]
pub fn SignInForm(props: &SignInFormProps) -> Html {
    let locale = use_locale();
    let words = locale.words();
    let network = use_network();
    let email = use_input(|typed| typed.parse::<EmailAddress>().err());
    let password = use_input(|typed| typed.is_empty().then(|| Reason::Blank.into()));
    let submission = use_submission();
    let (email_node, password_node) = (use_node_ref(), use_node_ref());

    use_effect_with((), {
        let (email, known) = (email.clone(), props.email.clone());
        let email_node = email_node.clone();
        move |()| {
            if !known.is_empty() {
                // The dialog that asks gives the focus to the password.
                email.set(known.to_string());
            } else {
                focus(&email_node);
            }
        }
    });

    let onsubmit = {
        let (email, password, submission) = (email.clone(), password.clone(), submission.clone());
        let password_node = password_node.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            // Both are asked, so that all that is missing shows at once.
            if !(email.is_ready() & password.is_ready()) {
                return;
            }
            let network = network.clone();
            let (typed_email, typed_password) = (email.value().to_owned(), password.value().to_owned());
            let password_node = password_node.clone();
            submission.start([("email", email.clone()), ("password", password.clone())], async move {
                let errors = network.session().sign_in(typed_email, typed_password).await?;
                if !errors.is_empty() {
                    focus(&password_node);
                }
                Ok(errors)
            });
        })
    };

    let address = TextField {
        scope: SCOPE,
        kind: InputKind::Email,
        autocomplete: Some("username"),
        node_ref: email_node,
        ..email.field("email", words.sign_in.email)
    };
    let send = Button::sending(words.sign_in.submit, submission.is_busy(), "sign-in-submit");
    html! {
        <form class="stack" novalidate=true {onsubmit} data-test="sign-in">
            { trouble_banner(submission.trouble(), &locale) }
            { address.view() }
            <PasswordField
                scope={SCOPE}
                name="password"
                label={words.sign_in.password}
                value={password.text()}
                error={password.error()}
                on_input={password.on_input()}
                show_label={words.common.show_password}
                hide_label={words.common.hide_password}
                autofocus={!props.email.is_empty()}
                node_ref={password_node}
            />
            { Button { class: Some("button--block"), ..send }.view() }
        </form>
    }
}
