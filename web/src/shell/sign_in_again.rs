//! Signing in again without leaving the page.

use crate::{
    components::{Button, Dialog, Tone, banner},
    locale::use_locale,
    network::{operation::session::Viewer, use_network},
    page::SignInForm,
};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Props of [`SignInAgain`].
#[derive(PartialEq, Properties)]
pub struct SignInAgainProps {
    /// Whether it is asked now.
    pub open: bool,
    /// With what whoever was signed in signs in.
    pub email: String,
    /// Who has signed in from another tab since, if somebody did.
    pub other: Option<Rc<Viewer>>,
}

/// Asks whoever was signed in to sign in again over the page, which stays as it is behind. Where somebody else has signed in
/// meanwhile, says who, and offers to go on as that person instead.
#[component]
pub fn SignInAgain(props: &SignInAgainProps) -> Html {
    let locale = use_locale();
    let words = &locale.words().sign_in;
    let network = use_network();
    let go_on = Button {
        label: words.go_on,
        class: Some("button--block"),
        onclick: Callback::from(move |_: MouseEvent| {
            let session = network.session().clone();
            spawn_local(async move { session.go_on().await });
        }),
        data_test: Some("go-on"),
        ..Button::default()
    };
    html! {
        <Dialog open={props.open} title={words.again_title} on_close={Callback::noop()}>
            if let Some(other) = &props.other {
                { banner(Tone::Waiting, "signed-in-elsewhere", (words.other)(&other.name()).into()) }
            }
            <p>{ words.again_text }</p>
            <SignInForm email={props.email.clone()} />
            if props.other.is_some() {
                { go_on.view() }
            }
        </Dialog>
    }
}
