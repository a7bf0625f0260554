//! One line that a person types.

use super::field::{Field, described_by, input_id};
use super::{Icon, IconName};
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

/// Props of [`TextField`].
#[derive(PartialEq, Properties)]
pub struct TextFieldProps {
    /// The field's name in the API's input.
    pub name: AttrValue,
    /// What to type.
    pub label: AttrValue,
    /// What is typed so far.
    pub value: AttrValue,
    /// Called with the whole value at each keystroke.
    pub on_input: Callback<String>,
    /// Called when the person goes on to something else.
    #[prop_or_default]
    pub on_blur: Callback<()>,
    /// What kind of text it is.
    #[prop_or_default]
    pub kind: InputKind,
    /// What helps to type it right.
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    /// What is wrong with it.
    #[prop_or_default]
    pub error: Option<AttrValue>,
    /// What the browser may fill in (`autocomplete` of HTML); nothing unless said.
    #[prop_or(AttrValue::Static("off"))]
    pub autocomplete: AttrValue,
    /// The latest day, for [`InputKind::Day`].
    #[prop_or_default]
    pub max: Option<AttrValue>,
    /// The form can't do without it.
    #[prop_or_default]
    pub required: bool,
    /// The input, for who moves the focus to it.
    #[prop_or_default]
    pub node_ref: NodeRef,
}

/// One line of text.
#[component]
pub fn TextField(props: &TextFieldProps) -> Html {
    let oninput = props.on_input.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    let onblur = props.on_blur.reform(|_: FocusEvent| ());
    let input = html! {
        <input
            ref={props.node_ref.clone()}
            class={classes!("field__input", (props.kind == InputKind::Code).then_some("mono"))}
            type={props.kind.attribute()}
            inputmode={props.kind.input_mode()}
            id={input_id(&props.name)}
            name={&props.name}
            value={&props.value}
            autocomplete={&props.autocomplete}
            autocapitalize={if props.kind.is_prose() { "sentences" } else { "none" }}
            spellcheck={if props.kind.is_prose() { "true" } else { "false" }}
            max={props.max.clone()}
            aria-required={props.required.then_some("true")}
            aria-invalid={props.error.is_some().then_some("true")}
            aria-describedby={described_by(&props.name, props.hint.is_some(), props.error.is_some())}
            {oninput}
            {onblur}
        />
    };
    html! {
        <Field name={&props.name} label={&props.label} hint={props.hint.clone()} error={props.error.clone()}>
            if props.kind == InputKind::Search {
                <div class="field__box field__box--leading"><Icon name={IconName::Search} />{ input }</div>
            } else {
                { input }
            }
        </Field>
    }
}
