//! The outline of what is being loaded.

use yew::prelude::*;

/// Props of [`Skeleton`].
#[derive(PartialEq, Properties)]
pub struct SkeletonProps {
    /// What is going on, for readers of screens.
    pub label: AttrValue,
    /// How many lines to draw.
    #[prop_or(6)]
    pub lines: usize,
}

/// Grey lines where text will stand. The style sheet draws them after 150 ms only, so that what answers at once never
/// blinks.
#[component]
pub fn Skeleton(props: &SkeletonProps) -> Html {
    html! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{ &props.label }</span>
            for _ in 0..props.lines {
                <div class="skeleton__line" aria-hidden="true" />
            }
        </div>
    }
}
