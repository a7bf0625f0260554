//! Several views of one thing, one at a time, with how much is in each.

use super::is_modified;
use crate::focus::focus_first;
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

/// One view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// What is given to the callback.
    pub key: AttrValue,
    /// What it says.
    pub label: AttrValue,
    /// How much is in it, once known.
    pub count: Option<i32>,
    /// Whether what is in it waits for the reader.
    pub urging: bool,
}

/// Props of [`Tabs`].
#[derive(PartialEq, Properties)]
pub struct TabsProps {
    /// What the views are of.
    pub label: AttrValue,
    /// The views.
    pub tabs: Vec<Tab>,
    /// The key of the one that shows, where one does.
    pub selected: Option<AttrValue>,
    /// The id of the element that the view fills.
    pub controls: AttrValue,
    /// Called with the key of the one picked.
    pub on_select: Callback<AttrValue>,
}

/// Where an arrow key leads from a tab; `None` for any other key.
fn step(key: &str, at: usize, count: usize) -> Option<usize> {
    match key {
        "ArrowRight" => Some((at + 1) % count),
        "ArrowLeft" => Some((at + count - 1) % count),
        "Home" => Some(0),
        "End" => Some(count - 1),
        _ => None,
    }
}

/// A row of tabs. Arrow keys, Home and End go from one to another.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let row = use_node_ref();
    let is_selected = |tab: &Tab| props.selected.as_ref() == Some(&tab.key);
    // The keyboard always finds one.
    let at = props.tabs.iter().position(is_selected).unwrap_or_default();
    let onkeydown = {
        let (row, tabs, on_select) = (row.clone(), props.tabs.clone(), props.on_select.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(next) = step(&event.key(), at, tabs.len().max(1)).filter(|_| !is_modified(&event)) else { return };
            event.prevent_default();
            if let Some(tab) = tabs.get(next) {
                on_select.emit(tab.key.clone());
            }
            if let Some(row) = row.cast::<Element>() {
                focus_first(&row, &format!(":nth-child({})", next + 1));
            }
        })
    };
    // A narrow screen shows some of them only, and fewer once they are counted.
    let counted = props.tabs.iter().all(|tab| tab.count.is_some());
    use_effect_with((at, counted), {
        let row = row.clone();
        move |_| {
            let selected = row.cast::<Element>().and_then(|row| row.query_selector("[aria-selected=true]").ok()?);
            if let Some(selected) = selected {
                let options = ScrollIntoViewOptions::new();
                options.set_block(ScrollLogicalPosition::Nearest);
                selected.scroll_into_view_with_scroll_into_view_options(&options);
            }
        }
    });
    html! {
        <div ref={row} class="tabs" role="tablist" aria-label={&props.label} {onkeydown}>
            for (index, tab) in props.tabs.iter().cloned().enumerate() {
                <button
                    key={tab.key.to_string()}
                    type="button"
                    role="tab"
                    id={format!("tab-{}", tab.key)}
                    class={classes!("tabs__tab", (tab.urging && tab.count != Some(0)).then_some("tabs__tab--urging"))}
                    aria-selected={is_selected(&tab).to_string()}
                    aria-controls={&props.controls}
                    tabindex={if index == at { "0" } else { "-1" }}
                    data-test="tab"
                    data-tab={&tab.key}
                    onclick={props.on_select.reform({
                        let key = tab.key.clone();
                        move |_: MouseEvent| key.clone()
                    })}
                >
                    { &tab.label }
                    if let Some(count) = tab.count {
                        <span class="count" data-test="tab-count">{ count }</span>
                    }
                </button>
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_round() {
        assert_eq!(step("ArrowRight", 4, 5), Some(0));
        assert_eq!(step("ArrowLeft", 0, 5), Some(4));
        assert_eq!(step("End", 1, 5), Some(4));
        assert_eq!(step("Enter", 1, 5), None);
    }
}
