//! Several lines that a person types. The box grows with them.

use super::field::{Field, described_by, input_id};
use super::shortcut::{Shortcut, attributes};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// Several lines of text.
#[derive(Default)]
pub struct TextArea {
    /// The field's name in the API's input.
    pub name: &'static str,
    /// What to type.
    pub label: &'static str,
    /// What is typed so far.
    pub value: AttrValue,
    /// Called with the whole value at each keystroke.
    pub on_input: Callback<String>,
    /// Called on Ctrl+Enter, or Command+Enter.
    pub on_submit: Callback<()>,
    /// What helps to type it right.
    pub hint: Option<AttrValue>,
    /// What is wrong with it.
    pub error: Option<AttrValue>,
    /// The key that leads into it.
    pub shortcut: Option<Shortcut>,
    /// The form can't do without it.
    pub required: bool,
    /// It can be read and copied, and not changed any more.
    pub read_only: bool,
}

impl TextArea {
    /// The field on the page.
    pub fn view(self) -> Html {
        let Self { name, label, on_submit, .. } = self;
        let oninput =
            self.on_input.reform(|event: InputEvent| event.target_unchecked_into::<HtmlTextAreaElement>().value());
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                on_submit.emit(());
            }
        });
        let (key, title) = attributes(self.shortcut);
        let (hint, error) = (self.hint.as_ref(), self.error.as_ref());
        Field { name, label, hint, error, ..Field::default() }.around(html! {
            <textarea
                class="field__input"
                id={input_id("", name)}
                {name}
                value={self.value}
                rows="4"
                readonly={self.read_only}
                aria-required={self.required.then_some("true")}
                aria-invalid={error.is_some().then_some("true")}
                aria-describedby={described_by("", name, hint.is_some(), error.is_some())}
                aria-keyshortcuts={key}
                {title}
                {oninput}
                {onkeydown}
            />
        })
    }
}
