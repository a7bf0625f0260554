//! Several nodes on one base.

mod replica;
mod rolling;
mod wake;
