//! One choice among a few, all seen at once.

use yew::prelude::*;

/// One of the choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// What is given to the callback.
    pub value: &'static str,
    /// What it says.
    pub label: &'static str,
}

/// One choice among a few.
pub struct Segments {
    /// The name of the choice, once on a page.
    pub name: &'static str,
    /// What is chosen.
    pub legend: &'static str,
    /// The choices.
    pub segments: Vec<Segment>,
    /// The value of the one in force.
    pub selected: &'static str,
    /// Called with the value of the one picked.
    pub on_select: Callback<&'static str>,
}

impl Segments {
    /// A row of buttons of which one is down.
    pub fn view(self) -> Html {
        html! {
            <fieldset class="segments">
                <legend class="segments__legend">{ self.legend }</legend>
                <div class="segments__choices">
                    for Segment { value, label } in self.segments {
                        <label key={value} class="segments__choice">
                            <input
                                type="radio"
                                name={self.name}
                                {value}
                                checked={value == self.selected}
                                onchange={self.on_select.reform(move |_: Event| value)}
                            />
                            { label }
                        </label>
                    }
                </div>
            </fieldset>
        }
    }
}
