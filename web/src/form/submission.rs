//! Sending a form.

use super::Input;
use crate::{
    components::{Tone, banner},
    locale::Locale,
    network::{Failure, operation::UserError, use_network, use_signal},
};
use guichet_domain::Invalid;
use std::{cell::Cell, future::Future, pin::Pin, rc::Rc};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Why a form was not sent, apart from what its fields say.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// The server gave nothing.
    Failure(Failure),
    /// The server refused it, for a reason that belongs to no field.
    Refused(Invalid),
}

impl Trouble {
    /// In the reader's language.
    pub fn sentence(&self, locale: &Locale) -> String {
        let words = locale.words();
        let trouble = &words.trouble;
        match self {
            Self::Refused(invalid) => (words.invalid)(*invalid),
            Self::Failure(Failure::Unreachable) => trouble.unreachable.to_owned(),
            Self::Failure(Failure::SessionEnded) => trouble.session_ended.to_owned(),
            Self::Failure(Failure::Forbidden) => trouble.forbidden.to_owned(),
            Self::Failure(Failure::RateLimited { retry_after }) => (trouble.rate_limited)(*retry_after),
            Self::Failure(Failure::Internal { request_id }) => (trouble.internal)(request_id.as_deref()),
        }
    }
}

type Sending = Pin<Box<dyn Future<Output = Result<Vec<UserError>, Failure>>>>;

/// The sending of one form. Clones stand for the same.
#[derive(Clone)]
pub struct Submission {
    busy: UseStateHandle<bool>,
    trouble: UseStateHandle<Option<Trouble>>,
    /// Known at once, where `busy` is known at the next rendering: two quick presses send once.
    running: Rc<Cell<bool>>,
}

impl Submission {
    /// Whether it is under way.
    pub fn is_busy(&self) -> bool {
        *self.busy
    }

    /// Why it did not work the last time.
    pub fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// Sends. What the server refuses shows at the field of that name in the API's input, or else as a trouble of the
    /// whole form.
    pub fn start(
        &self,
        fields: impl IntoIterator<Item = (&'static str, Input)>,
        sending: impl Future<Output = Result<Vec<UserError>, Failure>> + 'static,
    ) {
        if self.running.replace(true) {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        // What follows exists once in the program, not once for each form.
        spawn_local(self.clone().finish(fields.into_iter().collect(), Box::pin(sending)));
    }

    async fn finish(self, fields: Vec<(&'static str, Input)>, sending: Sending) {
        let outcome = sending.await;
        self.running.set(false);
        self.busy.set(false);
        match outcome {
            Ok(errors) => self.show(&errors, &fields),
            Err(failure) => self.trouble.set(Some(Trouble::Failure(failure))),
        }
    }

    fn show(&self, errors: &[UserError], fields: &[(&'static str, Input)]) {
        for error in errors {
            let field = error.field_name().and_then(|name| fields.iter().find(|(field, _)| *field == name));
            match field {
                Some((_, input)) => input.refuse(error.invalid()),
                None => self.trouble.set(Some(Trouble::Refused(error.invalid()))),
            }
        }
    }
}

/// The sending of one form.
#[hook]
pub fn use_submission() -> Submission {
    let busy = use_state(|| false);
    let trouble = use_state(|| None);
    let running = use_memo((), |()| Cell::new(false));
    let network = use_network();
    let signed_in = use_signal(network.session().state()).viewer().is_some();
    // Whoever has signed in again is not asked to do so any more.
    use_effect_with(signed_in, {
        let trouble = trouble.clone();
        move |signed_in| {
            if *signed_in && *trouble == Some(Trouble::Failure(Failure::SessionEnded)) {
                trouble.set(None);
            }
        }
    });
    Submission { busy, trouble, running }
}

/// Says what went wrong with the whole form, if something did.
pub fn trouble_banner(trouble: Option<&Trouble>, locale: &Locale) -> Html {
    match trouble {
        Some(trouble) => banner(Tone::Urgent, "form-error", trouble.sentence(locale).into()),
        None => html! {},
    }
}
