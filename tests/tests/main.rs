//! The integration, conformance and browser tests of Guichet.

mod story;
