//! The few drawings of the client, as outlines on a grid of 24. They decorate: a word always stands beside them.

use yew::prelude::*;

/// Which drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
    /// An arrow to the left: the way back.
    Back,
    /// A bell of a counter: the product.
    Counter,
    /// A tick: done.
    Check,
    /// A dial: somebody waits.
    Clock,
    /// An open eye: the password shows.
    Eye,
    /// A struck eye: the password is hidden.
    EyeOff,
    /// An empty tray: nothing to do.
    Inbox,
    /// A magnifying glass.
    Search,
    /// An exclamation mark: something is wrong.
    Warning,
}

impl IconName {
    const fn path(self) -> &'static str {
        match self {
            Self::Back => "M19 12H5m6-7-7 7 7 7",
            Self::Counter => "M4 17a8 8 0 0 1 16 0zM3 20h18M12 9V6m-2 0h4",
            Self::Check => "m5 13 4.5 4.5L19 7",
            Self::Clock => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18m0 4v5l3.5 2",
            Self::Eye => "M2 12s3.5-7 10-7 10 7 10 7-3.5 7-10 7S2 12 2 12m10-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6",
            Self::EyeOff => {
                "M3 3l18 18M10 5.2A10 10 0 0 1 12 5c6.5 0 10 7 10 7a17 17 0 0 1-3 3.9M6.6 6.6A17 17 0 0 0 2 12s3.5 7 10 7a9.7 9.7 0 0 0 5.4-1.6M9.9 9.9a3 3 0 0 0 4.2 4.2"
            }
            Self::Inbox => "M3 13h5l1.5 3h5L16 13h5M5.5 5h13L21 13v6H3v-6z",
            Self::Search => "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14m5 12 5 5",
            Self::Warning => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18m0 4.5v5.5m0 3.5v.1",
        }
    }
}

/// A drawing.
pub fn icon(name: IconName) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d={name.path()} /></svg>
    }
}
