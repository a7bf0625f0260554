//! Sales: what was sold to whom, and when.

pub mod list;
pub mod register;
