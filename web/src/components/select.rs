//! One choice among several, out of sight until it is opened.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// One choice among several.
pub struct Select {
    /// Its name, once on a page.
    pub name: &'static str,
    /// What is chosen.
    pub label: &'static str,
    /// The value of each choice, and what it says.
    pub choices: Vec<(&'static str, &'static str)>,
    /// The value of the one in force.
    pub selected: &'static str,
    /// Called with the value of the one picked.
    pub on_select: Callback<String>,
}

impl Select {
    /// The choice, in one line with what it is of.
    pub fn view(self) -> Html {
        let onchange = self.on_select.reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
        // Once somebody has picked by hand, browsers go by the value alone; before there are choices, by `selected`.
        html! {
            <label class="select">
                <span>{ self.label }</span>
                <select class="field__input" name={self.name} ~value={self.selected} {onchange}>
                    for (value, label) in self.choices {
                        <option key={value} {value} selected={value == self.selected}>{ label }</option>
                    }
                </select>
            </label>
        }
    }
}
