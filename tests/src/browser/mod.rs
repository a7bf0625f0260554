//! Real browsers: Chromium, driven over WebDriver.
//!
//! Elements are found by what the client names for tests (`data-test`) and by the names of its fields, never by words that
//! a person reads. Whatever is awaited is awaited long: a page that is slow is no failure.

mod driver;
mod page;
pub mod screens;

pub use page::Browser;
