//! The tokens with which one's tools act for one: those there are, and the way to be rid of one.

use super::new_token::NewToken;
use crate::{
    components::{Button, ButtonKind, Dialog, RelativeTime, card},
    form::{trouble_banner, use_submission},
    hook::{ResourceState, use_announce, use_focus_kept, use_resource},
    locale::{Locale, use_locale},
    network::{
        operation::access_token::{
            AccessToken, AccessTokenScope, MyAccessTokens, RevokeAccessToken, RevokeAccessTokenInput,
            RevokeAccessTokenVariables,
        },
        use_network,
    },
    page::read,
};
use js_sys::Date;
use yew::prelude::*;

/// Props of [`Tokens`].
#[derive(PartialEq, Properties)]
pub struct TokensProps {
    /// How often all were revoked from this page: they are read again each time.
    pub changes: u32,
}

/// The list of one's tokens, and the form of another.
#[component]
pub fn Tokens(props: &TokensProps) -> Html {
    let locale = use_locale();
    let words = &locale.words().tokens;
    let (network, announce) = (use_network(), use_announce());
    let tokens = use_resource(&props.changes.to_string(), |network| async move {
        let owner = network.run::<MyAccessTokens>(()).await?.viewer;
        Ok(owner.and_then(|owner| owner.access_tokens).map(|page| page.nodes).unwrap_or_default())
    });
    let count = match &tokens.state {
        ResourceState::Ready(tokens) => Some(tokens.len()),
        ResourceState::Loading | ResourceState::Failed(_) => None,
    };
    // The one that is revoked goes, and its button with it.
    let place = use_node_ref();
    use_focus_kept(&place, count);
    let asked = use_state(|| None::<AccessToken>);
    let submission = use_submission();

    let close = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(None))
    };
    let confirm = {
        let (asked, submission, close, reload) =
            (asked.clone(), submission.clone(), close.clone(), tokens.reload.clone());
        Callback::from(move |_: MouseEvent| {
            let Some(access_token_id) = asked.as_ref().map(|token| token.id.clone()) else { return };
            let input = RevokeAccessTokenInput { access_token_id };
            let (network, announce, close, reload) = (network.clone(), announce.clone(), close.clone(), reload.clone());
            submission.start([], async move {
                let revoked = network.run::<RevokeAccessToken>(RevokeAccessTokenVariables { input }).await?;
                let errors = revoked.revoke_access_token.errors;
                if errors.is_empty() {
                    close.emit(());
                    announce.say(words.revoked);
                }
                reload.emit(());
                Ok(errors)
            });
        })
    };
    let cancel =
        Button { label: locale.words().common.cancel, onclick: close.reform(|_: MouseEvent| ()), ..Button::default() };
    let confirm = Button {
        label: words.revoke_confirm,
        kind: ButtonKind::Danger,
        onclick: confirm,
        busy: submission.is_busy(),
        data_test: Some("revoke-confirm"),
        ..Button::default()
    };
    let content = html! {
        <>
            <p class="soft">{ words.lead }</p>
            <div ref={place} tabindex="-1">
                { read::show(&tokens, &locale, |tokens| list(tokens, &asked.setter(), &locale)) }
            </div>
            <NewToken on_created={tokens.reload.clone()} />
            <Dialog open={asked.is_some()} title={words.revoke_question} on_close={close}>
                <p><strong>{ asked.as_ref().map(|token| token.name.clone()) }</strong></p>
                <p>{ words.revoke_text }</p>
                { trouble_banner(submission.trouble(), &locale) }
                <div class="cluster cluster--end">
                    { cancel.view() }
                    { confirm.view() }
                </div>
            </Dialog>
        </>
    };
    card(Some(words.title), content)
}

fn list(tokens: &[AccessToken], asked: &UseStateSetter<Option<AccessToken>>, locale: &Locale) -> Html {
    let words = &locale.words().tokens;
    if tokens.is_empty() {
        return html! { <p data-test="no-token">{ words.none }</p> };
    }
    html! {
        <ul class="stack stack--tight tokens" data-test="tokens">
            for token in tokens.iter().cloned() {
                <li key={token.id.inner().to_owned()} class="chosen" data-test="token">
                    <div class="chosen__text">
                        <strong>{ &token.name }</strong>
                        <span class="soft small">{ scope(token.scope, locale) }{ " · " }{ end(&token, locale) }</span>
                        <span class="soft small">
                            if let Some(at) = &token.last_used_at {
                                { words.used }{ " " }<RelativeTime at={at.0.clone()} lang={locale.tag()} />
                            } else {
                                { words.unused }
                            }
                        </span>
                    </div>
                    { revoke(token, asked, locale) }
                </li>
            }
        </ul>
    }
}

fn revoke(token: AccessToken, asked: &UseStateSetter<Option<AccessToken>>, locale: &Locale) -> Html {
    let asked = asked.clone();
    let button = Button {
        label: locale.words().tokens.revoke,
        class: Some("button--small"),
        onclick: Callback::from(move |_: MouseEvent| asked.set(Some(token.clone()))),
        data_test: Some("revoke"),
        ..Button::default()
    };
    button.view()
}

/// What a token may be used for.
pub fn scope(scope: AccessTokenScope, locale: &Locale) -> &'static str {
    match scope {
        AccessTokenScope::Read => locale.words().tokens.read,
        AccessTokenScope::Write => locale.words().tokens.write,
    }
}

fn end(token: &AccessToken, locale: &Locale) -> String {
    let words = &locale.words().tokens;
    let until = if token.expires_at.milliseconds() > Date::now() { words.until } else { words.expired };
    format!("{until} {}", locale.moment(&token.expires_at))
}
