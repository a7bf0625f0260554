//! The whole story in Chromium.

mod desk;
mod door;
mod explorer;
mod keyboard;
mod language;
mod sale;
mod story;
mod text;
mod trouble;
