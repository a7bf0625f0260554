//! From the client's source to WebAssembly and its bindings.

mod bindings;
mod compile;
mod toolchain;

pub use bindings::{Bound, bind};
pub use compile::compile;
pub use toolchain::Toolchain;

/// The target of the client.
const TARGET: &str = "wasm32-unknown-unknown";
