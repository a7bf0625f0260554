//! The whole story in Chromium.

mod desk;
mod door;
mod keyboard;
mod language;
mod sale;
mod story;
mod tokens;
mod trouble;
