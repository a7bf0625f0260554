//! A key that presses something.

use yew::prelude::*;

/// A key that presses a button, follows a link or goes into a field. What it presses carries it as `aria-keyshortcuts`,
/// and is found by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// The key, as the browser names it.
    pub key: &'static str,
    /// What to tell whoever points there.
    pub hint: AttrValue,
}

/// Whether a key is pressed with another one that makes it the browser's.
pub fn is_modified(event: &KeyboardEvent) -> bool {
    event.alt_key() || event.ctrl_key() || event.meta_key()
}

/// Both, for the attributes `aria-keyshortcuts` and `title`.
pub fn attributes(shortcut: Option<Shortcut>) -> (Option<&'static str>, Option<AttrValue>) {
    shortcut.map_or((None, None), |Shortcut { key, hint }| (Some(key), Some(hint)))
}
