//! The web client of Guichet: knows `schema.graphql` and the rules of `guichet-domain`, nothing else.

mod app;
mod components;
mod focus;
mod form;
mod hook;
mod kept;
mod locale;
mod network;
mod page;
mod router;
mod shell;
mod theme;

fn main() {
    yew::Renderer::<app::App>::new().render();
}
