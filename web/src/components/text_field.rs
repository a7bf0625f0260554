//! One line that a person types.

use super::field::{Field, Scope, described_by, input_id};
use super::{
    IconName, icon,
    shortcut::{Shortcut, attributes},
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What is typed: it decides on the keyboard of a telephone and on the browser's own help.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    /// Any text.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// Words to look for.
    Search,
    /// A day of the calendar; the value is ISO 8601.
    Day,
    /// A code in capitals, letter by letter.
    Code,
}

impl InputKind {
    const fn attribute(self) -> &'static str {
        match self {
            Self::Text | Self::Code => "text",
            // Not "email": browsers rewrite such a value while it is typed, and refuse letters that the server takes.
            Self::Email => "text",
            Self::Search => "search",
            Self::Day => "date",
        }
    }

    const fn input_mode(self) -> Option<&'static str> {
        match self {
            Self::Email => Some("email"),
            Self::Search => Some("search"),
            Self::Text | Self::Day | Self::Code => None,
        }
    }

    const fn is_prose(self) -> bool {
        matches!(self, Self::Text)
    }
}

/// One line of text.
#[derive(Default)]
pub struct TextField {
    /// The form it stands in, where another form of the page asks for the same.
    pub scope: Scope,
    /// The field's name in the API's input.
    pub name: &'static str,
    /// What to type.
    pub label: &'static str,
    /// What is typed so far.
    pub value: AttrValue,
    /// Called with the whole value at each keystroke.
    pub on_input: Callback<String>,
    /// Called when the person goes on to something else.
    pub on_blur: Callback<()>,
    /// What kind of text it is.
    pub kind: InputKind,
    /// What helps to type it right.
    pub hint: Option<AttrValue>,
    /// What stands in an empty [`InputKind::Search`], in the place of the label.
    pub placeholder: Option<&'static str>,
    /// What is wrong with it.
    pub error: Option<AttrValue>,
    /// What the browser may fill in (`autocomplete` of HTML); nothing unless said.
    pub autocomplete: Option<&'static str>,
    /// The latest day, for [`InputKind::Day`].
    pub max: Option<AttrValue>,
    /// The form can't do without it.
    pub required: bool,
    /// The key that leads into it.
    pub shortcut: Option<Shortcut>,
    /// The input, for who moves the focus to it.
    pub node_ref: NodeRef,
}

impl TextField {
    /// The field on the page.
    pub fn view(self) -> Html {
        let Self { scope, name, label, kind, placeholder, .. } = self;
        let oninput =
            self.on_input.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
        let onblur = self.on_blur.reform(|_: FocusEvent| ());
        let (hint, error) = (self.hint.as_ref(), self.error.as_ref());
        let (key, title) = attributes(self.shortcut);
        let input = html! {
            <input
                ref={self.node_ref}
                class={classes!("field__input", (kind == InputKind::Code).then_some("mono"))}
                type={kind.attribute()}
                inputmode={kind.input_mode()}
                id={input_id(scope, name)}
                {name}
                value={self.value}
                {placeholder}
                autocomplete={self.autocomplete.unwrap_or("off")}
                autocapitalize={if kind.is_prose() { "sentences" } else { "none" }}
                spellcheck={if kind.is_prose() { "true" } else { "false" }}
                max={self.max}
                aria-required={self.required.then_some("true")}
                aria-invalid={error.is_some().then_some("true")}
                aria-describedby={described_by(scope, name, hint.is_some(), error.is_some())}
                aria-keyshortcuts={key}
                {title}
                {oninput}
                {onblur}
            />
        };
        let label_hidden = placeholder.is_some();
        Field { scope, name, label, label_hidden, hint, error }.around(if kind == InputKind::Search {
            html! { <div class="field__box field__box--leading">{ icon(IconName::Search) }{ input }</div> }
        } else {
            input
        })
    }
}
