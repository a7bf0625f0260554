//! `docs/API.md`, run as it stands: its files are written, its commands typed, and what they print held against what the
//! page says that they print.
//!
//! A block whose first line reads, say, ` ```python file=watch.py ` is a file; a block `console` is a session at a terminal:
//! `page.rs` says how it is read.

mod expected;
mod outage;
mod page;
mod programs;
mod terminal;

pub use outage::Line;
pub use page::{Command, Output, Page};
pub use programs::Programs;
pub use terminal::{Program, Terminal};

/// The page.
pub const TEXT: &str = include_str!("../../../docs/API.md");
/// What its Python examples need, as `cargo xtask test` installs it.
pub const PYTHON: &str = include_str!("../../manual/requirements.in");
/// What its JavaScript examples need, as `cargo xtask test` installs it.
pub const NODE: &str = include_str!("../../manual/package.json");
