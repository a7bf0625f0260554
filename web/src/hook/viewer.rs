//! Who is at the screen.

use crate::network::operation::session::Viewer;
use guichet_domain::Role;
use std::rc::Rc;
use yew::prelude::*;

/// Who is at the screen: on every page but the one where one signs in, somebody is.
#[hook]
pub fn use_viewer() -> Rc<Viewer> {
    use_context().unwrap_or_else(|| {
        let (id, first_name, last_name) = Default::default();
        Rc::new(Viewer { id, role: Role::Client, first_name, last_name, email: None })
    })
}
