//! Keys that do what a button or a link does, and whether the person wants them.

use crate::{components::Shortcut, kept::use_kept, locale::use_locale};
use yew::prelude::*;

/// Where this device remembers that they are not wanted.
pub const KEY: &str = "guichet.keys";
/// What it remembers then.
pub const OFF: &str = "off";

/// The keys of the staff's desk, or nothing where the person turned them off: somebody who speaks to the device would
/// press them by speaking (WCAG 2.1.4).
#[derive(Clone, Copy)]
pub struct Shortcuts {
    /// Whether they do anything.
    pub on: bool,
    hint: fn(&str) -> String,
}

impl Shortcuts {
    /// The key, as what it presses shows it.
    pub fn key(self, key: &'static str) -> Option<Shortcut> {
        self.on.then(|| Shortcut { key, hint: (self.hint)(key).into() })
    }
}

/// The keys, for whoever shows what they press.
#[hook]
pub fn use_shortcuts() -> Shortcuts {
    let locale = use_locale();
    let on = use_kept(KEY).as_deref() != Some(OFF);
    Shortcuts { on, hint: locale.words().keys.hint }
}
