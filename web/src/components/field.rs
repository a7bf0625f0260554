//! What every field shares: its label, its hint and what is wrong with it, tied together for readers of screens.

use super::{IconName, icon};
use yew::prelude::*;

/// The form that a field stands in, which sets its ids apart where another form of the page asks for the same. Most
/// forms have no name.
pub type Scope = &'static str;

/// Names the parts of a field after its input. A name is used once in a scope.
pub fn input_id(scope: Scope, name: &str) -> String {
    format!("{scope}field-{name}")
}

fn error_id(scope: Scope, name: &str) -> String {
    format!("{scope}error-{name}")
}

fn hint_id(scope: Scope, name: &str) -> String {
    format!("{scope}hint-{name}")
}

/// What describes the input, for `aria-describedby`: the error first, then the hint.
pub fn described_by(scope: Scope, name: &str, hint: bool, error: bool) -> Option<String> {
    let parts = [error.then(|| error_id(scope, name)), hint.then(|| hint_id(scope, name))];
    let ids: Vec<_> = parts.into_iter().flatten().collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// The frame around an input whose id is [`input_id`] of its scope and name.
#[derive(Default)]
pub struct Field<'a> {
    /// The form it stands in.
    pub scope: Scope,
    /// The name of the input within.
    pub name: &'static str,
    /// What to type.
    pub label: &'static str,
    /// Whether the input says it within, and the label is for readers of screens only.
    pub label_hidden: bool,
    /// What helps to type it right.
    pub hint: Option<&'a AttrValue>,
    /// What is wrong with what was typed.
    pub error: Option<&'a AttrValue>,
}

impl Field<'_> {
    /// The frame around this input.
    pub fn around(&self, input: Html) -> Html {
        let Self { scope, name, label, label_hidden, hint, error } = *self;
        let label_class = if label_hidden { "visually-hidden" } else { "field__label" };
        html! {
            <div class="field">
                <label class={label_class} for={input_id(scope, name)}>{ label }</label>
                if let Some(hint) = hint {
                    <p class="field__hint" id={hint_id(scope, name)}>{ hint }</p>
                }
                { input }
                <div aria-live="polite">
                    if let Some(error) = error {
                        <p class="field__error" id={error_id(scope, name)} data-test="field-error">
                            { icon(IconName::Warning) }
                            <span>{ error }</span>
                        </p>
                    }
                </div>
            </div>
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_is_read_before_the_hint() {
        assert_eq!(described_by("", "email", true, true).as_deref(), Some("error-email hint-email"));
        assert_eq!(described_by("", "email", false, true).as_deref(), Some("error-email"));
        assert_eq!(described_by("", "email", false, false), None);
    }

    #[test]
    fn two_forms_of_a_page_may_ask_for_the_same() {
        assert_eq!(input_id("", "email"), "field-email");
        assert_ne!(input_id("sign-in-", "email"), input_id("", "email"));
    }
}
