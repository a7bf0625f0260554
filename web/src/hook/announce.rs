//! Saying that something happened: it shows for a while, and is read aloud.

use yew::prelude::*;

/// Says something to the person at the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Announce(pub Callback<AttrValue>);

impl Announce {
    /// Says it.
    pub fn say(&self, news: impl Into<AttrValue>) {
        self.0.emit(news.into());
    }
}

/// The way to say something, which the application hands down.
#[hook]
pub fn use_announce() -> Announce {
    use_context().unwrap_or_default()
}
