//! One choice among a few, all seen at once.

use yew::prelude::*;

/// One of the choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// What is given to the callback.
    pub value: AttrValue,
    /// What it says.
    pub label: AttrValue,
}

/// Props of [`Segments`].
#[derive(PartialEq, Properties)]
pub struct SegmentsProps {
    /// The name of the choice, once on a page.
    pub name: AttrValue,
    /// What is chosen.
    pub legend: AttrValue,
    /// The choices.
    pub segments: Vec<Segment>,
    /// The value of the one in force.
    pub selected: AttrValue,
    /// Called with the value of the one picked.
    pub on_select: Callback<AttrValue>,
}

/// A row of choices; arrow keys go from one to the next, as radio buttons do everywhere.
#[component]
pub fn Segments(props: &SegmentsProps) -> Html {
    html! {
        <fieldset class="segments">
            <legend class="segments__legend">{ &props.legend }</legend>
            <div class="segments__choices">
                for segment in props.segments.clone() {
                    <label key={segment.value.to_string()} class="segments__choice">
                        <input
                            type="radio"
                            name={&props.name}
                            value={&segment.value}
                            checked={segment.value == props.selected}
                            onchange={props.on_select.reform({
                                let value = segment.value.clone();
                                move |_: Event| value.clone()
                            })}
                        />
                        { &segment.label }
                    </label>
                }
            </div>
        </fieldset>
    }
}
