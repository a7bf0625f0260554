//! Signing in again without leaving the page.

use crate::{components::Dialog, locale::use_locale, page::SignInForm};
use yew::prelude::*;

/// Props of [`SignInAgain`].
#[derive(PartialEq, Properties)]
pub struct SignInAgainProps {
    /// Whether the session has ended.
    pub open: bool,
    /// The address of whoever was signed in.
    pub email: AttrValue,
}

/// Asks to sign in again over the page, which stays as it is behind.
#[component]
pub fn SignInAgain(props: &SignInAgainProps) -> Html {
    let locale = use_locale();
    let words = &locale.words().sign_in;
    html! {
        <Dialog open={props.open} title={words.again_title} on_close={Callback::noop()}>
            <p>{ words.again_text }</p>
            <SignInForm email={&props.email} />
        </Dialog>
    }
}
