//! What stands around the pages: the bar above, the news of the connection, and the door.

mod connection_banner;
mod gate;
mod news;
pub mod notification;
mod preferences;
mod sign_in_again;
mod topbar;

pub use gate::Gate;
pub use preferences::Preferences;
