//! Signing in again without leaving the page.

use crate::{components::Dialog, locale::Locale, page::SignInForm};
use yew::prelude::*;

/// Where the session has ended, asks whoever was signed in with this address to sign in again over the page, which stays
/// as it is behind.
pub fn sign_in_again(ended: bool, email: &str, locale: &Locale) -> Html {
    let words = &locale.words().sign_in;
    html! {
        <Dialog open={ended} title={words.again_title} on_close={Callback::noop()}>
            <p>{ words.again_text }</p>
            <SignInForm email={email.to_owned()} />
        </Dialog>
    }
}
