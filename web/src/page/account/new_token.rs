//! Making a token. Its secret shows once, right after.

use super::tokens::scope;
use crate::{
    components::{Button, ButtonKind, Segment, Segments, Select, Tone, banner},
    focus::focus,
    form::{attempt::use_attempt, trouble_banner, use_input, use_submission},
    hook::{Announce, use_announce},
    locale::{Locale, use_locale},
    network::{
        operation::{
            access_token::{AccessTokenScope, CreateAccessToken, CreateAccessTokenInput, CreateAccessTokenVariables},
            vocabulary::DateTime,
        },
        use_network,
    },
};
use guichet_domain::AccessTokenName;
use js_sys::{Date, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlInputElement, window};
use yew::prelude::*;

const READ: &str = "read";
const WRITE: &str = "write";
/// How many days a token may last, as they are offered; the API takes 366 at most.
const DAYS: [&str; 4] = ["30", "90", "180", "365"];
/// What is offered first.
const USUAL: &str = "90";

/// Props of [`NewToken`].
#[derive(PartialEq, Properties)]
pub struct NewTokenProps {
    /// Called when there is another token.
    pub on_created: Callback<()>,
}

/// The form, and what came of it.
#[component]
pub fn NewToken(props: &NewTokenProps) -> Html {
    let locale = use_locale();
    let words = &locale.words().tokens;
    let network = use_network();
    let name = use_input(|typed| typed.parse::<AccessTokenName>().err());
    let (may, days) = (use_state(|| READ), use_state(|| USUAL.to_owned()));
    let secret = use_state(|| None::<String>);
    let (attempt, submission) = (use_attempt(), use_submission());
    let (announce, node) = (use_announce(), use_node_ref());
    use_effect_with((*secret).clone(), {
        let node = node.clone();
        move |_| mark(&node)
    });

    let onsubmit = {
        let (name, submission, secret) = (name.clone(), submission.clone(), secret.setter());
        let (may, days, on_created) = (*may, (*days).clone(), props.on_created.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if !name.is_ready() {
                return;
            }
            let scope = if may == WRITE { AccessTokenScope::Write } else { AccessTokenScope::Read };
            let expires_at = end_of_day(&days);
            let input = CreateAccessTokenInput {
                name: name.value().to_owned(),
                scope,
                expires_at: Some(expires_at),
                idempotency_key: Some(attempt.key()),
            };
            let (network, attempt, on_created) = (network.clone(), attempt.clone(), on_created.clone());
            let (sent, secret) = (name.clone(), secret.clone());
            secret.set(None);
            submission.start([("name", name.clone())], async move {
                let request = CreateAccessTokenVariables { input };
                let created = network.run::<CreateAccessToken>(request).await?.create_access_token;
                if created.secret.is_some() {
                    attempt.done();
                    sent.clear();
                    secret.set(created.secret);
                    on_created.emit(());
                }
                Ok(created.errors)
            });
        })
    };

    let scopes = Segments {
        name: "scope",
        legend: words.scope,
        segments: vec![
            Segment { value: READ, label: scope(AccessTokenScope::Read, &locale) },
            Segment { value: WRITE, label: scope(AccessTokenScope::Write, &locale) },
        ],
        selected: *may,
        on_select: Callback::from(move |chosen| may.set(chosen)),
    };
    let lasts = Select {
        name: "days",
        label: words.lasts,
        choices: DAYS.into_iter().zip(words.lengths).collect(),
        selected: DAYS.into_iter().find(|known| *known == *days).unwrap_or(USUAL),
        on_select: Callback::from(move |chosen| days.set(chosen)),
    };
    let send = Button {
        kind: ButtonKind::Secondary,
        ..Button::sending(words.submit, submission.is_busy(), "new-token-submit")
    };
    html! {
        <>
            if let Some(secret) = &*secret {
                { shown_once(secret, &node, announce, &locale) }
            }
            <form class="stack" novalidate=true {onsubmit} data-test="new-token">
                <h3>{ words.new }</h3>
                { trouble_banner(submission.trouble(), &locale) }
                { name.field("name", words.name).view() }
                { scopes.view() }
                { lasts.view() }
                <div>{ send.view() }</div>
            </form>
        </>
    }
}

/// The secret, which nobody can tell again, with the way to take it along.
fn shown_once(secret: &str, node: &NodeRef, announce: Announce, locale: &Locale) -> Html {
    let words = &locale.words().tokens;
    let onclick = {
        let (secret, node) = (secret.to_owned(), node.clone());
        Callback::from(move |_: MouseEvent| {
            mark(&node);
            if copy(&secret).is_some() {
                announce.say(words.copied);
            }
        })
    };
    let copy = Button { label: words.copy, onclick, data_test: Some("copy-token"), ..Button::default() };
    html! {
        <div class="stack stack--tight">
            { banner(Tone::Waiting, "token-made", words.made.into()) }
            <div class="cluster">
                <input
                    ref={node.clone()}
                    class="field__input secret"
                    name="secret"
                    readonly=true
                    aria-label={words.secret}
                    value={secret.to_owned()}
                />
                { copy.view() }
            </div>
        </div>
    }
}

/// Marks the whole of it, ready to be copied by hand where the browser does not let pages copy.
fn mark(node: &NodeRef) {
    if let Some(input) = node.cast::<HtmlInputElement>() {
        focus(node);
        input.select();
    }
}

/// Copies a text. None where the browser has no clipboard for pages, as on an unencrypted address that is not the device's
/// own.
fn copy(text: &str) -> Option<()> {
    let clipboard = Reflect::get(&window()?.navigator(), &"clipboard".into()).ok()?;
    let write: Function = Reflect::get(&clipboard, &"writeText".into()).ok()?.dyn_into().ok()?;
    write.call1(&clipboard, &JsValue::from_str(text)).ok().map(|_| ())
}

/// The end of a day so many days from today, where the device is: the same for each attempt on one day.
fn end_of_day(days: &str) -> DateTime {
    let end = Date::new_0();
    end.set_hours(0);
    end.set_minutes(0);
    end.set_seconds(0);
    end.set_milliseconds(0);
    end.set_date(end.get_date() + days.parse::<u32>().unwrap_or_default() + 1);
    DateTime(end.to_iso_string().into())
}
