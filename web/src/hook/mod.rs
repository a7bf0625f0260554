//! What pages do over and over.

mod ahead;
mod announce;
mod focus;
mod reread;
mod resource;
pub mod shortcuts;
mod task;
pub mod unread;
mod viewer;

pub use ahead::use_ahead;
pub use announce::{Announce, use_announce};
pub use focus::use_focus_kept;
pub use reread::use_reread;
pub use resource::{Resource, ResourceState, use_resource};
pub use shortcuts::{Shortcuts, use_shortcuts};
pub use task::use_task_with;
pub use unread::use_unread;
pub use viewer::use_viewer;
