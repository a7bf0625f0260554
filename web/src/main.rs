//! The web client of Guichet: knows `schema.graphql` and the rules of `guichet-domain`, nothing else.

mod network;

fn main() {}
