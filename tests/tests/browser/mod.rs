//! The whole story in Chromium.

mod abilities;
mod away;
mod desk;
mod door;
mod everyone;
mod explorer;
mod focus;
mod keyboard;
mod language;
mod news;
mod request;
mod sale;
mod states;
mod story;
mod tabs;
mod text;
mod thread;
mod tokens;
mod trouble;
mod unlive;
