//! How every page begins.

use crate::{focus::focus, hook::use_unread, locale::use_locale};
use web_sys::window;
use yew::prelude::*;

/// Names the page in the browser's tab and history, after how many answers were not read yet.
#[hook]
pub fn use_title(title: &str) {
    let brand = use_locale().words().common.brand;
    let unread = match use_unread().len() {
        0 => String::new(),
        count => format!("({count}) "),
    };
    use_effect_with(format!("{unread}{title} – {brand}"), |title| {
        if let Some(document) = window().and_then(|window| window.document()) {
            document.set_title(title);
        }
    });
}

/// Props of [`Head`].
#[derive(PartialEq, Properties)]
pub struct HeadProps {
    /// The page's name.
    pub title: AttrValue,
    /// A line above the heading, such as the way back.
    #[prop_or_default]
    pub above: Html,
    /// What stands under the heading.
    #[prop_or_default]
    pub lead: Html,
    /// What can be done on this page.
    #[prop_or_default]
    pub children: Html,
}

/// The heading of a page. It takes the focus when the page comes, so that readers of screens hear where they are, and the
/// keyboard goes on from there.
#[component]
pub fn Head(props: &HeadProps) -> Html {
    use_title(&props.title);
    let heading = use_node_ref();
    use_effect_with(heading.clone(), |heading| {
        focus(heading);
        if let Some(window) = window() {
            window.scroll_to_with_x_and_y(0.0, 0.0);
        }
    });
    html! {
        <div class="page__head">
            <div>
                { props.above.clone() }
                <h1 ref={heading} tabindex="-1">{ &props.title }</h1>
                <div class="page__lead">{ props.lead.clone() }</div>
            </div>
            { props.children.clone() }
        </div>
    }
}
