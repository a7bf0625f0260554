//! One's own account: the password, a client's e-mail address, and the tokens of one's tools.

mod new_token;
mod notifications;
mod tokens;

use super::head::Head;
use crate::{
    components::{Button, ButtonKind, InputKind, PasswordField, TextField, card},
    form::{trouble_banner, use_input, use_submission},
    hook::{use_announce, use_viewer},
    locale::use_locale,
    network::{
        operation::account::{
            ChangeEmail, ChangeEmailInput, ChangeEmailVariables, ChangePassword, ChangePasswordInput,
            ChangePasswordVariables,
        },
        use_network,
    },
};
use guichet_domain::{EmailAddress, NewPassword, Party, Reason, access::Permission};
use notifications::use_notifications;
use tokens::Tokens;
use yew::prelude::*;

/// The page of one's own account.
#[component]
pub fn AccountPage() -> Html {
    let locale = use_locale();
    let viewer = use_viewer();
    let notifications = use_notifications();
    // How often the password was changed here: each time every token is revoked.
    let changes = use_state(|| 0_u32);
    let on_changed = {
        let changes = changes.clone();
        Callback::from(move |()| changes.set(changes.wrapping_add(1)))
    };
    let (email, password) = (use_email_form(), use_password_form(on_changed));
    html! {
        <div class="page page--narrow">
            <Head title={locale.words().account.title} lead={html! { <p>{ viewer.name() }</p> }} />
            <div class="stack stack--loose">
                if viewer.role.may(Permission::ChangeEmail) {
                    { email }
                }
                if viewer.role.may(Permission::ChangePassword) {
                    { password }
                }
                if viewer.role.party() == Party::Client {
                    { notifications }
                }
                if viewer.role.may(Permission::ManageAccessTokens) {
                    <Tokens changes={*changes} />
                }
            </div>
        </div>
    }
}

#[hook]
fn use_email_form() -> Html {
    let locale = use_locale();
    let words = locale.words();
    let (network, viewer, announce) = (use_network(), use_viewer(), use_announce());
    let email = use_input(|typed| typed.parse::<EmailAddress>().err());
    let password = use_input(|typed| typed.is_empty().then(|| Reason::Blank.into()));
    let submission = use_submission();

    let onsubmit = {
        let (email, password, submission) = (email.clone(), password.clone(), submission.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if !(email.is_ready() & password.is_ready()) {
                return;
            }
            let input = ChangeEmailInput { password: password.value().to_owned(), email: email.value().to_owned() };
            let (network, announce) = (network.clone(), announce.clone());
            let (sent_email, sent_password) = (email.clone(), password.clone());
            submission.start([("email", email.clone()), ("password", password.clone())], async move {
                let changed = network.run::<ChangeEmail>(ChangeEmailVariables { input }).await?.change_email;
                if let Some(client) = changed.client.filter(|_| changed.errors.is_empty()) {
                    network.session().update_viewer(client.into());
                    sent_email.clear();
                    sent_password.clear();
                    announce.say(words.account.email_done);
                }
                Ok(changed.errors)
            });
        })
    };

    let address = TextField {
        kind: InputKind::Email,
        autocomplete: Some("email"),
        ..email.field("email", words.account.new_email)
    };
    let send = Button {
        kind: ButtonKind::Secondary,
        ..Button::sending(words.account.email_submit, submission.is_busy(), "change-email-submit")
    };
    let form = html! {
        <>
            <p>{ (words.account.email_now)(viewer.email.as_deref().unwrap_or_default()) }</p>
            <form class="stack" novalidate=true {onsubmit} data-test="change-email">
                { trouble_banner(submission.trouble(), &locale) }
                { address.view() }
                <PasswordField
                    name="password"
                    label={words.account.current_password}
                    hint={words.account.email_password_hint}
                    value={password.text()}
                    error={password.error()}
                    on_input={password.on_input()}
                    show_label={words.common.show_password}
                    hide_label={words.common.hide_password}
                />
                <div>{ send.view() }</div>
            </form>
        </>
    };
    card(Some(words.account.email_title), form)
}

/// The form of another password, and what to call when it is another one.
#[hook]
fn use_password_form(on_changed: Callback<()>) -> Html {
    let locale = use_locale();
    let words = locale.words();
    let (network, viewer, announce) = (use_network(), use_viewer(), use_announce());
    let current = use_input(|typed| typed.is_empty().then(|| Reason::Blank.into()));
    let owner = viewer.email.as_ref().and_then(|email| email.parse::<EmailAddress>().ok());
    let new = use_input(move |typed| match &owner {
        Some(owner) => NewPassword::parse(typed, owner).err(),
        None => NewPassword::check(typed).err(),
    });
    let submission = use_submission();

    let onsubmit = {
        let (current, new, submission) = (current.clone(), new.clone(), submission.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if !(current.is_ready() & new.is_ready()) {
                return;
            }
            let (current_password, new_password) = (current.value().to_owned(), new.value().to_owned());
            let input = ChangePasswordInput { current_password, new_password };
            let (network, announce, on_changed) = (network.clone(), announce.clone(), on_changed.clone());
            let (sent_current, sent_new) = (current.clone(), new.clone());
            submission.start([("currentPassword", current.clone()), ("newPassword", new.clone())], async move {
                let errors =
                    network.run::<ChangePassword>(ChangePasswordVariables { input }).await?.change_password.errors;
                if errors.is_empty() {
                    sent_current.clear();
                    sent_new.clear();
                    on_changed.emit(());
                    announce.say(words.account.password_done);
                }
                Ok(errors)
            });
        })
    };

    // Nobody sees it: it tells the browser whose password it is to keep.
    let account = html! { <input value={viewer.email.clone()} autocomplete="username" readonly=true hidden=true /> };
    let send = Button::sending(words.account.password_submit, submission.is_busy(), "change-password-submit");
    let form = html! {
        <>
            <form class="stack" novalidate=true {onsubmit} data-test="change-password">
                { trouble_banner(submission.trouble(), &locale) }
                { account }
                <PasswordField
                    name="currentPassword"
                    label={words.account.current_password}
                    value={current.text()}
                    error={current.error()}
                    on_input={current.on_input()}
                    show_label={words.common.show_password}
                    hide_label={words.common.hide_password}
                />
                <PasswordField
                    name="newPassword"
                    label={words.account.new_password}
                    hint={(words.account.new_password_hint)(NewPassword::MIN_LENGTH)}
                    new=true
                    value={new.text()}
                    error={new.error()}
                    on_input={new.on_input()}
                    on_blur={new.on_blur()}
                    show_label={words.common.show_password}
                    hide_label={words.common.hide_password}
                />
                <div>{ send.view() }</div>
            </form>
        </>
    };
    card(Some(words.account.password_title), form)
}
