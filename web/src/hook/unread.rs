//! Answers that a client has not read yet. This device keeps which, and all its tabs see it change.

use super::use_viewer;
use crate::kept::{keep, kept, use_kept};
use yew::prelude::*;

fn key(viewer: &str) -> String {
    format!("guichet.unread.{viewer}")
}

/// The numbers of the tickets with answers that this person has not read, as they are kept.
pub fn unread(viewer: &str) -> Vec<i32> {
    read(kept(&key(viewer)))
}

/// Takes a ticket among those, or out of them.
pub fn set_unread(viewer: &str, number: i32, is_unread: bool) {
    let mut numbers = unread(viewer);
    if numbers.contains(&number) == is_unread {
        return;
    }
    numbers.retain(|other| *other != number);
    if is_unread {
        numbers.push(number);
    }
    let words: Vec<_> = numbers.iter().map(i32::to_string).collect();
    keep(&key(viewer), Some(words.join(" ")).filter(|words| !words.is_empty()).as_deref());
}

/// The numbers of the tickets with answers that the viewer has not read.
#[hook]
pub fn use_unread() -> Vec<i32> {
    let viewer = use_viewer();
    read(use_kept(&key(&viewer.id)))
}

fn read(words: Option<String>) -> Vec<i32> {
    words.unwrap_or_default().split(' ').filter_map(|number| number.parse().ok()).collect()
}
