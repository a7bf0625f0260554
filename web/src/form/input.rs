//! One input: what is typed, and what is wrong with it.

use super::draft;
use crate::{components::TextField, focus::use_focus_first_wrong, locale::use_locale};
use guichet_domain::{Invalid, Reason};
use std::rc::Rc;
use yew::prelude::*;

/// Says what is wrong with a text, with the server's own code.
type Check = Rc<dyn Fn(&str) -> Option<Invalid>>;

/// One input. Clones stand for the same.
#[derive(Clone)]
pub struct Input {
    value: UseStateHandle<String>,
    touched: UseStateHandle<bool>,
    /// How often it was to be sent and could not be.
    tries: UseStateHandle<u32>,
    refused: UseStateHandle<Option<Invalid>>,
    check: Check,
    draft: Option<Rc<str>>,
    wording: fn(Invalid) -> String,
}

impl Input {
    /// What is typed so far.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// What is typed so far, as components take it.
    pub fn text(&self) -> AttrValue {
        AttrValue::from((*self.value).clone())
    }

    /// The field of this name in the API's input, which the form can't do without.
    pub fn field(&self, name: &'static str, label: &'static str) -> TextField {
        TextField {
            name,
            label,
            value: self.text(),
            error: self.error(),
            on_input: self.on_input(),
            on_blur: self.on_blur(),
            required: true,
            ..TextField::default()
        }
    }

    /// To call with the whole value at each keystroke.
    pub fn on_input(&self) -> Callback<String> {
        let input = self.clone();
        Callback::from(move |value: String| input.set(value))
    }

    /// To call when the person goes on to something else.
    pub fn on_blur(&self) -> Callback<()> {
        let (touched, value) = (self.touched.clone(), self.value.clone());
        Callback::from(move |()| {
            // Walking past an empty field is no mistake yet.
            if !value.is_empty() {
                touched.set(true);
            }
        })
    }

    /// Replaces what is typed.
    pub fn set(&self, value: String) {
        if let Some(key) = &self.draft {
            draft::keep(key, &value);
        }
        self.refused.set(None);
        self.value.set(value);
    }

    /// Empties it, as after sending; its draft goes too, unless another tab has written another one since.
    pub fn clear(&self) {
        if let Some(key) = &self.draft {
            draft::forget(key, &self.value);
        }
        self.refused.set(None);
        self.touched.set(false);
        self.value.set(String::new());
    }

    /// Empties it where it holds just what was sent; whatever was typed since stays.
    pub fn clear_sent(&self, sent: &str) {
        if self.value() == sent {
            self.clear();
        }
    }

    /// Takes out what was sent, and leaves what was added to it. A text that was changed otherwise stays whole.
    pub fn take(&self, sent: &str) {
        let added = added_to(sent, self.value()).map(str::to_owned);
        match added {
            Some(added) if added.is_empty() => self.clear(),
            Some(added) => self.set(added),
            None => {}
        }
    }

    /// Puts a text that was taken back before what was typed since.
    pub fn put_back(&self, taken: &str) {
        let texts = [taken, self.value()].into_iter().filter(|text| !text.is_empty());
        let whole = texts.collect::<Vec<_>>().join("\n\n");
        self.set(whole);
    }

    /// The server refused what was typed.
    pub fn refuse(&self, invalid: Invalid) {
        self.refused.set(Some(invalid));
    }

    /// Whether it may be sent. From now on all that is wrong shows, and the first of it takes the focus.
    pub fn is_ready(&self) -> bool {
        self.touched.set(true);
        let ready = (self.check)(&self.value).is_none();
        if !ready {
            self.tries.set(self.tries.wrapping_add(1));
        }
        ready
    }

    /// What is wrong, in the reader's language, once it is worth saying.
    pub fn error(&self) -> Option<AttrValue> {
        self.problem().map(|invalid| AttrValue::from((self.wording)(invalid)))
    }

    fn problem(&self) -> Option<Invalid> {
        if self.refused.is_some() {
            return *self.refused;
        }
        (self.check)(&self.value).filter(|invalid| *self.touched || !is_unfinished(invalid.reason))
    }
}

/// What was added to a text that was sent; none where it was changed otherwise. The space behind stays: somebody is typing.
fn added_to<'a>(sent: &str, typed: &'a str) -> Option<&'a str> {
    typed.strip_prefix(sent).map(str::trim_start)
}

/// Whether typing on may mend it: it would be rude to say so at the first letter.
fn is_unfinished(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::Blank
            | Reason::TooShort
            | Reason::MalformedEmail
            | Reason::SerialNumberLength
            | Reason::MalformedDay
            | Reason::CommonPassword
    )
}

/// An input that starts empty.
#[hook]
pub fn use_input(check: impl Fn(&str) -> Option<Invalid> + 'static) -> Input {
    use_any_input(None, Rc::new(check))
}

/// An input whose text is kept on this device under a key until it is sent.
#[hook]
pub fn use_draft_input(key: &str, check: impl Fn(&str) -> Option<Invalid> + 'static) -> Input {
    use_any_input(Some(Rc::from(key)), Rc::new(check))
}

#[hook]
fn use_any_input(draft: Option<Rc<str>>, check: Check) -> Input {
    let locale = use_locale();
    let value = use_state(|| draft.as_deref().and_then(draft::kept).unwrap_or_default());
    let (touched, tries) = (use_state(|| false), use_state(|| 0));
    use_focus_first_wrong(*tries);
    let refused = use_state(|| None);
    Input { value, touched, tries, refused, check, draft, wording: locale.words().invalid }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_while_a_text_is_sent_stays() {
        assert_eq!(added_to("Bonjour.", "Bonjour."), Some(""));
        assert_eq!(added_to("Bonjour.", "Bonjour.\n\nEncore "), Some("Encore "));
        assert_eq!(added_to("Bonjour.", "Bonsoir."), None);
    }
}
