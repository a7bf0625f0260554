//! What pages do over and over.

mod announce;
mod resource;
mod settled;
mod task;
mod viewer;

pub use announce::{Announce, use_announce};
pub use resource::{Resource, ResourceState, use_resource};
pub use settled::use_settled;
pub use task::use_task_with;
pub use viewer::use_viewer;
