//! The catalogue: products are managed elsewhere, imported here, and looked for at the counter.

mod blocks;
pub mod csv;
pub mod import_products;
mod in_memory;
pub mod suggest_products;

pub(crate) use import_products::search_text;
pub use in_memory::Catalogue;
