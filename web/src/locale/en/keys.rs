//! The keys of the desk.

use crate::locale::words::Keys;

pub const KEYS: Keys = Keys {
    title: "Keyboard shortcuts",
    list: [
        ("j", "Next request"),
        ("k", "Previous request"),
        ("Enter", "Open the request"),
        ("r", "Answer"),
        ("e", "Mark as resolved, after a question"),
        ("/", "Search"),
        ("Esc", "Leave the answer, then go back to the list"),
        ("?", "Show this help"),
    ],
    text: "They do nothing while you type, and can be turned off in the menu of your account.",
    close: "Close",
    hint: |key| format!("Shortcut: {key}"),
    on: "On",
    off: "Off",
};
