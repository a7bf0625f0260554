//! The whole story in Chromium.

mod desk;
mod door;
mod keyboard;
mod language;
mod news;
mod sale;
mod states;
mod story;
mod thread;
mod tokens;
mod trouble;
