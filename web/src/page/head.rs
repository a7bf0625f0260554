//! How every page begins.

use crate::{
    focus::focus,
    hook::use_unread,
    locale::use_locale,
    network::sleep,
    router::{forget_read_to, read_to},
};
use wasm_bindgen_futures::spawn_local;
use web_sys::window;
use yew::prelude::*;

/// How often, in milliseconds, and how many times, a page that comes is looked at until it is as long as it was.
const GLANCE: u32 = 50;
const PATIENCE: u32 = 40;

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

/// Goes to the top of the page, or down to where it was left, once what was read there has come, unless somebody scrolls
/// meanwhile.
async fn scroll() {
    let (wanted, mut reached) = (read_to(), None);
    for _ in 0..PATIENCE {
        let Some(window) = window().filter(|_| read_to() >= wanted) else { return };
        let here = || window.scroll_y().unwrap_or_default();
        if reached.is_some_and(|reached: f64| (here() - reached).abs() > 1.0) {
            break;
        }
        window.scroll_to_with_x_and_y(0.0, wanted);
        reached = Some(here());
        if here() + 1.0 >= wanted {
            break;
        }
        sleep(GLANCE).await;
    }
    forget_read_to();
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
/// keyboard goes on from there. Whoever comes back finds what it read.
#[component]
pub fn Head(props: &HeadProps) -> Html {
    use_title(&props.title);
    let heading = use_node_ref();
    use_effect_with(heading.clone(), |heading| {
        focus(heading);
        spawn_local(scroll());
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
