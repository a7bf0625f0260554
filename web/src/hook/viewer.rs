//! Who is at the screen.

use crate::network::operation::session::Viewer;
use guichet_domain::Role;
use std::rc::Rc;
use yew::prelude::*;

/// Props of [`ViewerProvider`].
#[derive(PartialEq, Properties)]
pub struct ViewerProviderProps {
    /// Who is at the screen.
    pub viewer: Rc<Viewer>,
    /// What is shown to that person.
    pub children: Html,
}

/// Tells what stands within who is at the screen.
#[component]
pub fn ViewerProvider(props: &ViewerProviderProps) -> Html {
    html! {
        <ContextProvider<Rc<Viewer>> context={props.viewer.clone()}>{ props.children.clone() }</ContextProvider<Rc<Viewer>>>
    }
}

/// Who is at the screen: on every page but the one where one signs in, somebody is.
#[hook]
pub fn use_viewer() -> Rc<Viewer> {
    use_context().unwrap_or_else(|| {
        let (id, first_name, last_name) = Default::default();
        Rc::new(Viewer { id, role: Role::Client, first_name, last_name, email: None })
    })
}
