//! The whole story in Chromium.

mod door;
mod sale;
mod story;
mod trouble;
