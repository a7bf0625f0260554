//! What every field shares: its label, its hint and what is wrong with it, tied together for readers of screens.

use super::{IconName, icon};
use yew::prelude::*;

/// Names the parts of a field after its input. A name is used once on a page.
pub fn input_id(name: &str) -> String {
    format!("field-{name}")
}

/// What describes the input, for `aria-describedby`: the error first, then the hint.
pub fn described_by(name: &str, hint: bool, error: bool) -> Option<String> {
    let parts = [error.then(|| format!("error-{name}")), hint.then(|| format!("hint-{name}"))];
    let ids: Vec<_> = parts.into_iter().flatten().collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// The frame around an input whose id is [`input_id`] of its name.
pub struct Field<'a> {
    /// The name of the input within.
    pub name: &'static str,
    /// What to type.
    pub label: &'static str,
    /// What helps to type it right.
    pub hint: Option<&'a AttrValue>,
    /// What is wrong with what was typed.
    pub error: Option<&'a AttrValue>,
}

impl Field<'_> {
    /// The frame around this input.
    pub fn around(&self, input: Html) -> Html {
        let Self { name, label, hint, error } = *self;
        html! {
            <div class="field">
                <label class="field__label" for={input_id(name)}>{ label }</label>
                if let Some(hint) = hint {
                    <p class="field__hint" id={format!("hint-{name}")}>{ hint }</p>
                }
                { input }
                <div aria-live="polite">
                    if let Some(error) = error {
                        <p class="field__error" id={format!("error-{name}")} data-test="field-error">
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
        assert_eq!(described_by("email", true, true).as_deref(), Some("error-email hint-email"));
        assert_eq!(described_by("email", false, true).as_deref(), Some("error-email"));
        assert_eq!(described_by("email", false, false), None);
    }
}
