//! The whole story in Chromium.
