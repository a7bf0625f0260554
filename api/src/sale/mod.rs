//! Sales: what was sold to whom, and when.

pub mod find;
pub mod list;
pub mod register;
